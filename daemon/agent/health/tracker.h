// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tandem::agent {

/// What one look at MaxScale showed.
struct Observation
{
    enum class Kind : std::uint8_t {
        Good,
        Bad,  ///< counts towards `fall`
        Gone, ///< nobody listens: failed now, no count
    };
    Kind kind = Kind::Good;
    std::string verdict;  ///< "ok", "refused", "frozen", "listener stopped", … as MaxScaleStatus::verdict
    std::string evidence; ///< the line that proves it

    bool operator==(const Observation &) const = default;
};

enum class Health : std::uint8_t {
    Unknown, ///< until the first result: moves nothing
    Up,
    Down,
};

/// From observations to a verdict, with Keepalived's fall and rise. Pure: time is handed in.
class Tracker
{
public:
    struct Change
    {
        std::string from; ///< verdict before; empty for the first one
        std::string to;
        std::string evidence;
        int count = 0;   ///< observations that it took
        Duration took{}; ///< from the first of them to the last
    };

    enum class Begin : std::uint8_t {
        Patient, ///< the first result counts at once where it is Good or Gone: there is nothing that it could flap from
        AtOnce,  ///< the first result counts, as that of Keepalived's scripts
        Failed,  ///< Down until `rise` good results: Keepalived's init_fail
    };

    /// `fall` observations in a row make it Down, `rise` make it Up again; each at least 1.
    Tracker(int fall, int rise, Begin begin = Begin::Patient);

    /// The change of the verdict, or of the words of a failure.
    std::optional<Change> observe(const Observation &observation, Instant now);

    Health health() const { return m_health; }
    const std::string &verdict() const { return m_verdict; }   ///< empty while Unknown
    const std::string &evidence() const { return m_evidence; } ///< of the newest observation
    Instant since() const { return m_since; }                  ///< when the health was entered

private:
    std::optional<Change> enter(Health health, const Observation &observation, Instant now, int count);

    int m_fall;
    int m_rise;
    Begin m_begin;
    Health m_health = Health::Unknown;
    std::string m_verdict;
    std::string m_evidence;
    Instant m_since{};
    Instant m_firstOfRun{};
    Health m_runPoints = Health::Unknown;
    int m_run = 0; ///< observations in a row that speak against the present health
};

} // namespace tandem::agent
