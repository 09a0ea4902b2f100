// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/channel/message.h"
#include "daemon/engine/ports.h"
#include "vrrp/effects.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

/// What happened, as plain values: taken down on the failover path without allocating, worded afterwards.
namespace tandem::engine {

struct VipsAdded
{
    int error = 0;                      ///< errno
    std::optional<vrrp::Reason> reason; ///< of the change of state that asked for it
};

struct VipsRemoved
{
    int error = 0;
    std::optional<vrrp::Reason> reason;
};

/// Somebody else took a VIP away, or put it back.
struct VipLost
{
    std::size_t vip = 0;
};

struct VipRestored
{
    int error = 0;
};

/// Somebody else put a VIP on this host, which is not MASTER.
struct VipForeign
{
    std::size_t vip = 0;
};

/// A VIP that another configuration does not ask for any more, or asks for newly, while this node is MASTER.
struct VipRetired
{
    IpAddress address;
    int error = 0;
};

struct VipConfigured
{
    std::size_t vip = 0;
    int error = 0;
};

struct PriorityChanged
{
    std::uint8_t from = 0;
    std::uint8_t to = 0;
    bool ordered = false; ///< by a switchover or maintenance, not by a check's weight
};

/// Adverts, or announcements, cannot be sent, or can be again (error 0). Told when it changes.
struct SendTrouble
{
    int error = 0;
    bool announcement = false;
};

/// A tracked check's verdict ran out without a new one; or a new one came.
struct VerdictStale
{
    std::size_t track = 0;
    bool stale = true;
};

/// A datagram was refused. Told once a sender and kind while it lasts.
struct PacketRefused
{
    std::string_view why;       ///< lives for ever
    std::string_view interface; ///< lives as long as the engine
    IpAddress sender;
};

/// Somebody advertises a router id that is none of ours. Told once a sender and id while it lasts.
struct ForeignRouter
{
    std::string_view interface; ///< lives as long as the engine
    VirtualRouterId id;
    IpAddress sender;
};

/// A deadline was served so late that it eats into the others' patience; or that is over.
struct ServedLate
{
    Duration late{}; ///< zero: over
    Duration limit{};
};

/// An order that is carried out.
struct Ordered
{
    channel::Order::Kind kind = channel::Order::Kind::Switchover;
};

using What = std::variant<vrrp::StateChanged, vrrp::Oddity, VipsAdded, VipsRemoved, VipLost, VipRestored, VipForeign,
                          VipRetired, VipConfigured, PriorityChanged, SendTrouble, VerdictStale, PacketRefused,
                          ForeignRouter, ServedLate, Ordered>;

inline constexpr Slot noSlot = mostInstances; ///< of what concerns the node, not an instance

struct Note
{
    Slot slot = noSlot;
    std::int64_t timeNs = 0; ///< wall clock
    What what;
};

/// Room for what one wake can bring, all instances together; what does not fit is counted. Read in the order taken
/// down.
class Notes
{
public:
    static constexpr std::size_t capacity = 8 * mostInstances;
    Notes() { m_notes.reserve(capacity); }

    void add(Slot slot, std::int64_t timeNs, const What &what) noexcept
    {
        if (m_notes.size() < capacity)
            m_notes.push_back({slot, timeNs, what});
        else
            ++m_lost;
    }
    bool empty() const { return m_read == m_notes.size(); }
    /// Precondition: not empty.
    const Note &front() const { return m_notes[m_read]; }
    void pop()
    {
        if (++m_read == m_notes.size()) {
            m_notes.clear();
            m_read = 0;
        }
    }
    std::size_t lost() const { return m_lost; }

private:
    std::vector<Note> m_notes;
    std::size_t m_read = 0;
    std::size_t m_lost = 0;
};

} // namespace tandem::engine
