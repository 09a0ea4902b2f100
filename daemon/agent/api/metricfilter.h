// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/healthrollup.h"
#include "model/healthsample.h"

#include <bitset>
#include <cstddef>
#include <string>

namespace tandem::agent {

/// The series that a client wants of samples: a sample of all is twenty times one of what an overview shows.
class MetricFilter
{
public:
    /// The three that a sample has at its top.
    MetricFilter();
    /// "all", or names separated by commas; empty: as above. Usage: there is no such metric.
    static Result<MetricFilter> parse(const std::string &names);

    void apply(model::HealthSample &sample) const; ///< what it has at its top stays
    void apply(model::HealthRollup &rollup) const;

private:
    bool takes(model::Metric metric) const { return m_taken.test(static_cast<std::size_t>(metric)); }
    void take(model::Metric metric) { m_taken.set(static_cast<std::size_t>(metric)); }

    std::bitset<64> m_taken;
};

} // namespace tandem::agent
