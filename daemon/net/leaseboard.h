// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace tandem::net {

/// What the engine's side writes and the lease renewal reads, without a lock: neither ever waits for the other.
/// Plain atomics at fixed places, so that it may stand in memory shared by two processes.
struct LeaseSlot
{
    std::atomic<std::uint64_t> adverts{0};   ///< sent with a priority other than 0 since the start
    std::atomic<std::uint32_t> ownership{0}; ///< counts every take and every release of the VIPs; odd = held

    bool held() const noexcept { return (ownership.load() & 1U) != 0; }
    void take() noexcept
    {
        if (!held())
            ownership.fetch_add(1);
    }
    void release() noexcept
    {
        if (held())
            ownership.fetch_add(1);
    }
};

struct LeaseBoard
{
    static constexpr std::size_t mostSlots = 500;
    std::array<LeaseSlot, mostSlots> slots;
    std::atomic<std::uint32_t> renewerPort{0}; ///< netlink port of the guard's renewals; 0 = none are made yet
};

} // namespace tandem::net
