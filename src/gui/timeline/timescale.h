// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace tandem::gui {

/// Time <-> pixel, and nothing else: no window, no painter. Times are ns since 1970 UTC.
class TimeScale
{
public:
    static constexpr std::int64_t shortestNs = 2'000'000; ///< 2 ms: finer than any clock error
    static constexpr std::int64_t longestNs = 400LL * 86'400 * 1'000'000'000;

    TimeScale() = default;
    TimeScale(std::int64_t beginNs, std::int64_t endNs, double left, double width);

    void setPixels(double left, double width);
    /// Keeps the middle where the span is shorter or longer than allowed.
    void setRange(std::int64_t beginNs, std::int64_t endNs);

    std::int64_t beginNs() const { return m_beginNs; }
    std::int64_t endNs() const { return m_beginNs + m_spanNs; }
    std::int64_t spanNs() const { return m_spanNs; }
    double left() const { return m_left; }
    double right() const { return m_left + m_width; }
    double nsPerPixel() const { return static_cast<double>(m_spanNs) / m_width; }

    double xOf(std::int64_t ns) const;
    std::int64_t nsAt(double x) const;
    bool contains(std::int64_t ns) const { return ns >= beginNs() && ns <= endNs(); }

    /// factor < 1 shows less time; what is at x stays at x.
    void zoomAt(double x, double factor);
    void panPixels(double dx); ///< > 0: earlier times come in from the left
    void moveEndTo(std::int64_t ns);
    /// Moves as little as possible so that ns is inside with a tenth of the span around it.
    void reveal(std::int64_t ns);

    /// The smallest step of 1, 2, 5, 10, 15, 30… (then minutes, hours, days) whose ticks are at least that far apart.
    std::int64_t tickStep(double leastPixels) const;
    /// Multiples of the step inside the range.
    std::vector<std::int64_t> ticks(std::int64_t stepNs) const;

private:
    std::int64_t m_beginNs = 0;
    std::int64_t m_spanNs = 1'000'000'000;
    double m_left = 0;
    double m_width = 1;
};

} // namespace tandem::gui
