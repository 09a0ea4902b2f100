// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/healthsample.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace tandem::gui {

struct Point
{
    std::int64_t ns = 0;
    double value = 0;

    bool operator==(const Point &) const = default;
};

/// What a chart draws of a sample.
enum class Quantity : std::uint8_t { RestLatency, GreetingLatency, Sessions };

/// In its unit: milliseconds, or an amount; nothing where it was not measured.
std::optional<double> valueOf(const model::HealthSample &sample, Quantity quantity);

/// A line without a gap in it.
using Stroke = std::vector<Point>;

struct DecimateInput
{
    const std::vector<model::HealthSample> &samples; ///< by time
    Quantity quantity = Quantity::RestLatency;
    std::int64_t beginNs = 0;
    std::int64_t endNs = 0;
    int columns = 1;        ///< pixels
    std::int64_t gapNs = 0; ///< two samples further apart than this are not joined
};

/// Pure. At most first, least, largest and last of each pixel column, so that no peak is lost and no line has more
/// points than can be seen. A sample without a value, or a longer silence, ends a stroke. One sample beyond each end is
/// kept, so that lines reach the edges.
std::vector<Stroke> decimate(const DecimateInput &input);

/// The sample nearest to a time, not farther than `withinNs`; nothing where nothing was measured.
std::optional<Point> nearest(const std::vector<model::HealthSample> &samples, Quantity quantity, std::int64_t ns,
                             std::int64_t withinNs);

/// The least "round" number (1, 2, 5 × 10^n steps, four at most) that is not below `value`: the top of a zero-based
/// axis.
struct AxisTop
{
    double top = 1;
    double step = 1;
};
AxisTop axisTop(double value, double least);

} // namespace tandem::gui
