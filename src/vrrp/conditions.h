// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/types.h"
#include "vrrp/effects.h"
#include "vrrp/routerconfig.h"

#include <cstddef>
#include <optional>
#include <span>
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
    /// What was known under `before` goes on under `config`: links and tracks are the same by their names.
    /// `down`: interfaces of `config` that are down, of those that `before` did not name.
    Conditions(const RouterConfig &config, const Conditions &known, const RouterConfig &before,
               std::span<const std::string> down);

    void setOwnLink(bool up) { m_links.front() = up; }
    /// Index of the interface in RouterConfig::interfaces; 0 for a name that is not there.
    std::size_t linkNamed(std::string_view interface) const;
    /// Whether it was a change.
    bool setLink(std::size_t index, bool up);
    /// Whether it was a change. An index out of range and Unknown are none.
    bool setTrack(std::size_t index, Verdict verdict);

    /// Another member of the sync group is in FAULT (its index), or none is. Whether it was a change.
    bool setGroupFault(std::optional<std::size_t> member);
    bool groupFault() const { return m_groupFault.has_value(); }

    /// What forbids being MASTER: the first link that is down, else the first failed track of weight 0, else another
    /// member of the sync group.
    std::optional<Reason> fault() const;
    /// The same without the sync group.
    std::optional<Reason> ownFault() const;
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
    std::optional<std::size_t> m_groupFault;
};

} // namespace tandem::vrrp
