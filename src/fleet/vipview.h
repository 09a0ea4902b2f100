// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cluster.h"
#include "maxscale/prober.h"
#include "model/alarm.h"
#include "model/nodestatus.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tandem::fleet {

/// Who answers on a VIP when this computer connects to it, as a client would.
struct VipView
{
    enum class Agreement : std::uint8_t {
        Unasked,     ///< not yet
        Agrees,      ///< the greeting is that of a node that holds it
        Disagrees,   ///< it is that of somebody else
        Unclear,     ///< somebody answers, but the greeting names nobody, or nobody says to hold it
        Unreachable, ///< nobody answers here: this computer may simply have no way to it
    };
    std::string vip;        ///< without prefix
    std::uint16_t port = 0; ///< of the listener that is asked
    Agreement agreement = Agreement::Unasked;
    std::string who;      ///< the node that greeted; else what it greeted with
    std::string holders;  ///< who says to hold it, in words; empty: nobody whom we know of
    std::string evidence; ///< the line that proves it
    Duration latency{};
    int inARow = 0;           ///< answers with this agreement, the newest included
    std::int64_t sinceNs = 0; ///< of the first of them, wall clock

    bool operator==(const VipView &) const = default;
};

/// Pure. The next view of a VIP that was asked: its agreement, and how long it has been so.
VipView viewAfter(const VipView &before, const maxscale::ProbeResult &answer, const config::Cluster &cluster,
                  const std::vector<model::NodeStatus> &nodes, std::int64_t nowNs);

/// Pure. "vip-answered-by-other-here" where two answers in a row disagree: one may be of a move.
std::vector<model::Alarm> alarmsOf(const std::vector<VipView> &views);

} // namespace tandem::fleet
