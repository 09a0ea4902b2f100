// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/ipaddress.h"
#include "base/types.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

/// What people, agents and the sync group ask of a router, beside what happens on the wire.
namespace tandem::vrrp {

/// Planned switchover to this router: it claims at once, with a priority above the owner's, and keeps that priority
/// until ClearOverride, or Maintenance, or until a higher advert overrules it (a newer order elsewhere).
/// Does nothing where Router::refusalOf() names a reason.
struct Override
{
    /// At least this: above what the other nodes can have by their configuration, so that a weight of theirs does not
    /// take the VIP back. 0: above what the owner advertises now.
    Priority atLeast;
};

/// The configured priority is in force again: who has more preempts, as it is set to.
struct ClearOverride
{
};

/// This node is not to be MASTER: it gives up in order and competes with priority 1, the least. It is the last resort
/// only: where nobody else takes the VIP, it does, for a VIP without an owner serves nobody (FAULT is for what cannot
/// serve). May come before Started. Does nothing where Router::refusalOf() names a reason.
struct Maintenance
{
    bool on = true;
};

/// The peer's agent says that a switchover to `by` is under way: a higher advert of it within so long is planned, so
/// the VIP is kept for Router::overlap after it.
struct TakeoverExpected
{
    IpAddress by;
    Duration within{};
};

/// The old owner says that it has removed the VIPs: announce again, for who asked in between may know its hardware
/// address.
struct HandedOver
{
};

// ---- Of SyncGroup, to a router with RouterConfig::synced ----------------------------------------------------------

/// Another member (not) in FAULT. May come before Started.
struct GroupFault
{
    bool present = true;
    std::size_t member = 0; ///< which: index in the group
};

/// All members want to be MASTER: now they are.
struct GroupClaim
{
};

/// Another member gave way to a better master: leave with it.
struct GroupYield
{
    std::size_t member = 0; ///< which: index in the group
    IpAddress to;           ///< that master
};

/// Why an order is not carried out.
enum class OrderRefusal : std::uint8_t {
    NotRunning,      ///< not started, or stopped
    Fault,           ///< in FAULT: it cannot be MASTER
    HealthUnknown,   ///< a check that would mean FAULT has no verdict yet
    InMaintenance,   ///< maintenance is on here
    PriorityTooHigh, ///< nothing up to 254 is above the owner
    OwnsAddresses,   ///< priority 255: the addresses are the host's own and cannot be given up
};
std::string_view nameOf(OrderRefusal refusal); ///< "not-running", "fault", …

} // namespace tandem::vrrp
