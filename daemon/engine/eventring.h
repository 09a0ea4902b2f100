// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/channel/message.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

namespace tandem::engine {

/// The engine's last events, numbered from 1 since its start. What is pushed out was lost to an agent that did not read
/// it, and shows as a gap in the numbers. Kept as the packets that the agent gets: a third of the memory.
class EventRing
{
public:
    static constexpr std::size_t capacity = 1024;

    /// A kept event, as a channel::EngineEvent on the wire.
    struct Kept
    {
        std::uint64_t seq = 0;
        std::span<const std::uint8_t> packet; ///< until the next push()
    };

    /// Gives the event its number.
    std::uint64_t push(model::Event event)
    {
        event.seq = ++m_last;
        if (m_packets.size() == capacity)
            m_packets.pop_front();
        auto packet = channel::encode(channel::EngineEvent{std::move(event)});
        packet.shrink_to_fit();
        m_packets.push_back(std::move(packet));
        return m_last;
    }
    std::uint64_t last() const { return m_last; }
    /// The first kept event with a number above `seq`; nothing when there is none.
    std::optional<Kept> packetAfter(std::uint64_t seq) const
    {
        if (seq >= m_last)
            return std::nullopt;
        const std::uint64_t first = m_last - m_packets.size() + 1;
        const std::uint64_t found = seq < first ? first : seq + 1;
        return Kept{found, m_packets[found - first]};
    }
    /// The same, read back.
    std::optional<model::Event> after(std::uint64_t seq) const
    {
        const auto kept = packetAfter(seq);
        if (!kept)
            return std::nullopt;
        const auto message = channel::decode(kept->packet);
        return std::get<channel::EngineEvent>(*message).event;
    }

private:
    std::deque<std::vector<std::uint8_t>> m_packets;
    std::uint64_t m_last = 0;
};

} // namespace tandem::engine
