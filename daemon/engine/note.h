// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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

struct PriorityChanged
{
    std::uint8_t from = 0;
    std::uint8_t to = 0;
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

/// A datagram of this instance's router id was refused. Told once a kind.
struct PacketRefused
{
    std::string_view why; ///< lives for ever
    IpAddress sender;
};

using What = std::variant<vrrp::StateChanged, vrrp::Oddity, VipsAdded, VipsRemoved, VipLost, VipRestored, VipForeign,
                          PriorityChanged, SendTrouble, VerdictStale, PacketRefused>;

struct Note
{
    Slot slot = 0;
    std::int64_t timeNs = 0; ///< wall clock
    What what;
};

/// Room for what one wake can bring; what does not fit is counted.
class Notes
{
public:
    static constexpr std::size_t capacity = 512;
    Notes() { m_notes.reserve(capacity); }

    void add(Slot slot, std::int64_t timeNs, const What &what) noexcept
    {
        if (m_notes.size() < capacity)
            m_notes.push_back({slot, timeNs, what});
        else
            ++m_lost;
    }
    const std::vector<Note> &all() const { return m_notes; }
    bool empty() const { return m_notes.empty(); }
    std::size_t lost() const { return m_lost; }
    void clear() { m_notes.clear(); }

private:
    std::vector<Note> m_notes;
    std::size_t m_lost = 0;
};

} // namespace tandem::engine
