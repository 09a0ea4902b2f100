// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/charts/decimate.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace tandem::gui {

namespace {

using model::HealthSample;

bool isBefore(const HealthSample &sample, std::int64_t ns)
{
    return sample.timeNs < ns;
}

/// First, least, largest and last of one pixel column, in the order of their times.
class Column
{
public:
    bool empty() const { return m_count == 0; }
    void add(const Point &point)
    {
        if (m_count == 0)
            m_first = m_least = m_largest = point;
        if (point.value < m_least.value)
            m_least = point;
        if (point.value > m_largest.value)
            m_largest = point;
        m_last = point;
        ++m_count;
    }
    void flushTo(Stroke &stroke)
    {
        if (m_count == 0)
            return;
        Stroke points{m_first, m_least, m_largest, m_last};
        std::stable_sort(points.begin(), points.end(), [](const Point &a, const Point &b) { return a.ns < b.ns; });
        points.erase(std::unique(points.begin(), points.end()), points.end());
        stroke.insert(stroke.end(), points.begin(), points.end());
        m_count = 0;
    }

private:
    Point m_first, m_least, m_largest, m_last;
    int m_count = 0;
};

} // namespace

std::optional<double> valueOf(const HealthSample &sample, Quantity quantity)
{
    const auto milliseconds = [](std::optional<std::int64_t> ns) {
        return ns ? std::optional(static_cast<double>(*ns) / 1e6) : std::nullopt;
    };
    switch (quantity) {
    case Quantity::RestLatency: return milliseconds(sample.restLatencyNs);
    case Quantity::GreetingLatency: return milliseconds(sample.greetingLatencyNs);
    case Quantity::Sessions:
        return sample.sessions ? std::optional(static_cast<double>(*sample.sessions)) : std::nullopt;
    }
    return std::nullopt;
}

std::vector<Stroke> decimate(const DecimateInput &input)
{
    std::vector<Stroke> strokes;
    if (input.endNs <= input.beginNs || input.columns < 1)
        return strokes;
    const auto &samples = input.samples;
    auto first = std::lower_bound(samples.begin(), samples.end(), input.beginNs, isBefore);
    if (first != samples.begin())
        --first;
    Stroke stroke;
    Column column;
    std::int64_t current = -1;
    const auto finish = [&] {
        column.flushTo(stroke);
        if (!stroke.empty())
            strokes.push_back(std::move(stroke));
        stroke = {};
        current = -1;
    };
    std::int64_t previous = 0;
    for (auto it = first; it != samples.end(); ++it) {
        const auto value = valueOf(*it, input.quantity);
        if (!value || (!stroke.empty() || !column.empty() ? it->timeNs - previous > input.gapNs : false))
            finish();
        if (value) {
            const double share =
                static_cast<double>(it->timeNs - input.beginNs) / static_cast<double>(input.endNs - input.beginNs);
            const auto at = static_cast<std::int64_t>(std::floor(share * input.columns));
            if (at != current)
                column.flushTo(stroke);
            current = at;
            column.add({it->timeNs, *value});
            previous = it->timeNs;
        }
        if (it->timeNs > input.endNs)
            break;
    }
    finish();
    return strokes;
}

std::optional<Point> nearest(const std::vector<HealthSample> &samples, Quantity quantity, std::int64_t ns,
                             std::int64_t withinNs)
{
    std::optional<Point> best;
    const auto consider = [&](const HealthSample &sample) {
        const auto value = valueOf(sample, quantity);
        if (!value || std::llabs(sample.timeNs - ns) > withinNs)
            return;
        if (!best || std::llabs(sample.timeNs - ns) < std::llabs(best->ns - ns))
            best = Point{sample.timeNs, *value};
    };
    const auto after = std::lower_bound(samples.begin(), samples.end(), ns, isBefore);
    if (after != samples.end())
        consider(*after);
    if (after != samples.begin())
        consider(*std::prev(after));
    return best;
}

AxisTop axisTop(double value, double least)
{
    const double wanted = std::max(value, least);
    double magnitude = std::pow(10.0, std::floor(std::log10(wanted / 4)));
    for (int tries = 0; tries < 3; ++tries, magnitude *= 10)
        for (const double factor : {1.0, 2.0, 5.0}) {
            const double step = factor * magnitude;
            if (step * 4 >= wanted - 1e-9)
                return {std::ceil(wanted / step - 1e-9) * step, step};
        }
    return {wanted, wanted};
}

} // namespace tandem::gui
