// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>

namespace tandem::fleet {

/// How far another host's clock is from ours, from questions and answers over the network (RFC 5905, 8 and 10: of the
/// last samples the one with the least round trip counts). Pure: all times are handed in, wall clock, ns.
class ClockEstimate
{
public:
    /// t0: ours when asked, t1: theirs when the question was read, t2: theirs when the answer was written, t3: ours
    /// when the answer was read. A sample that says that time ran backwards (somebody set a clock) is thrown away.
    void add(std::int64_t t0, std::int64_t t1, std::int64_t t2, std::int64_t t3);

    bool isKnown() const { return !m_samples.empty(); }
    std::int64_t offsetNs() const; ///< their clock minus ours
    std::int64_t errorNs() const;  ///< +/-

    /// Their time on our clock. An offset that is within its own error is no offset: hosts that share a clock, or are
    /// kept by a good NTP, keep their times to the nanosecond.
    std::int64_t toOurs(std::int64_t theirNs) const;
    /// +/- of what toOurs() gives; 0 while nothing is known.
    std::int64_t errorOfOursNs() const;

private:
    struct Sample
    {
        std::int64_t offsetNs;
        std::int64_t errorNs;
    };

    const Sample &best() const;
    bool isOffset() const;

    std::deque<Sample> m_samples; ///< the last eight
};

} // namespace tandem::fleet
