// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/descriptor.h"
#include "base/ipaddress.h"
#include "base/result.h"
#include "daemon/net/addressmanager.h"
#include "daemon/net/leaseboard.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <pthread.h>
#include <string>
#include <vector>

namespace tandem::net {

/// The VIPs of an instance whose lease is to be renewed while it advertises.
struct Renewal
{
    struct Vip
    {
        std::string dev;
        IpAddress address;
        std::string label;
    };
    std::size_t slot = 0; ///< of the lease board
    int leaseSeconds = 0;
    std::vector<Vip> vips;
};

/// Renews the kernel leases of VIPs from a thread of its own: only while the engine says that it holds them and its
/// advert counter has moved, and only those that are in the kernel (a renewal of a deleted address would bring it
/// back). An engine that stops advertising loses its VIPs when the lease is over.
class LeaseRenewer
{
public:
    /// `board` outlives it.
    explicit LeaseRenewer(LeaseBoard &board) : m_board(board) {}
    ~LeaseRenewer();
    LeaseRenewer(const LeaseRenewer &) = delete;
    LeaseRenewer &operator=(const LeaseRenewer &) = delete;

    /// Opens what it needs. Before anybody listens for addresses who is to know its port.
    Result<void> open();
    /// Netlink port of its renewals; 0 before open().
    std::uint32_t port() const noexcept { return m_addresses ? m_addresses->port() : 0; }
    /// From now on these; starts the thread with the first. Waits for nothing.
    Result<void> renew(std::vector<Renewal> renewals);

private:
    struct Entry
    {
        Renewal renewal;
        std::uint64_t advertsSeen = 0;
        Instant notBefore{};
    };
    static void *threadMain(void *self);
    void run();
    void takeNext();
    /// How long nothing is due; nullopt: until there are others.
    std::optional<Duration> round();
    void renewDue(const std::vector<Entry *> &due);
    /// VIPs that are renewed together, since each exchange with the kernel costs; few enough for the time in which one
    /// of them may be released meanwhile to stay short.
    struct Batch
    {
        struct Share
        {
            std::size_t slot = 0;
            std::size_t first = 0; ///< of vips
            std::size_t count = 0;
        };
        int lease = 0; ///< seconds
        std::vector<Vip> vips;
        std::vector<Share> shares;
    };
    static constexpr std::size_t largestBatch = 32;
    void renewBatch(const Batch &batch);

    LeaseBoard &m_board;
    std::unique_ptr<AddressManager> m_addresses;
    std::mutex m_mutex; ///< guards m_next; never held while the kernel works: RTNL may be taken for half a minute
    std::optional<std::vector<Renewal>> m_next; ///< to be renewed from the next round on
    std::vector<Entry> m_entries;               ///< the thread's own
    Descriptor m_wake;                          ///< eventfd
    pthread_t m_thread{};
    bool m_running = false;
    std::atomic<bool> m_stop{false};
};

} // namespace tandem::net
