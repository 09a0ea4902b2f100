// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/types.h"
#include "vrrp/effects.h"
#include "vrrp/routerconfig.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::vrrp {

/// What a router knows of its own host: links and tracked checks. Says whether it is fit to be MASTER, and with which
/// priority. Allocates in its constructor only.
class Conditions
{
public:
    explicit Conditions(const RouterConfig &config);

    void setOwnLink(bool up) { m_links.front() = up; }
    /// Index of the interface in RouterConfig::interfaces; 0 for a name that is not there.
    std::size_t linkNamed(std::string_view interface) const;
    /// Whether it was a change.
    bool setLink(std::size_t index, bool up);
    /// Whether it was a change. An index out of range and Unknown are none.
    bool setTrack(std::size_t index, Verdict verdict);

    /// What forbids being MASTER: the first link that is down, else the first failed track of weight 0.
    std::optional<Reason> fault() const;
    /// A track of weight 0 is still without its first verdict.
    bool awaitsFirstVerdict() const;
    /// Priority after weights, in 1..254; the owner's 255 is not weighted (as Keepalived has it).
    Priority weighted(Priority base) const;

private:
    struct TrackState
    {
        int weight = 0;
        Verdict verdict = Verdict::Unknown;
    };
    std::vector<std::string> m_interfaces;
    std::vector<bool> m_links; ///< at least one
    std::vector<TrackState> m_tracks;
};

} // namespace tandem::vrrp
