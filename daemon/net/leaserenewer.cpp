// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/leaserenewer.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <map>
#include <net/if.h>
#include <poll.h>
#include <sys/eventfd.h>

namespace tandem::net {

namespace {

constexpr std::size_t stackSize = 128 * 1024; // locked memory counts the whole of it
constexpr Duration longestRound = std::chrono::seconds(1);

void wakeUp(int fd)
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(fd, &one, sizeof one);
}

} // namespace

LeaseRenewer::~LeaseRenewer()
{
    if (!m_running)
        return;
    m_stop = true;
    wakeUp(m_wake.get());
    pthread_join(m_thread, nullptr);
}

Result<void> LeaseRenewer::open()
{
    if (m_addresses)
        return {};
    auto addresses = AddressManager::open();
    if (!addresses)
        return Failure(addresses.error());
    m_addresses = std::make_unique<AddressManager>(std::move(*addresses));
    return {};
}

Result<void> LeaseRenewer::renew(std::vector<Renewal> renewals)
{
    {
        const std::lock_guard guard(m_mutex);
        m_next = std::move(renewals);
        if (!m_running && m_next->empty())
            return {};
    }
    if (m_running) {
        wakeUp(m_wake.get());
        return {};
    }
    if (const auto opened = open(); !opened)
        return opened;
    m_wake = Descriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, std::max<std::size_t>(stackSize, PTHREAD_STACK_MIN));
    const int error = m_wake ? pthread_create(&m_thread, &attributes, threadMain, this) : errno;
    pthread_attr_destroy(&attributes);
    if (error != 0)
        return fail(ErrorCode::System, "lease renewal", std::string("cannot be started: ") + std::strerror(error));
    m_running = true;
    return {};
}

void *LeaseRenewer::threadMain(void *self)
{
    static_cast<LeaseRenewer *>(self)->run();
    return nullptr;
}

void LeaseRenewer::run()
{
    while (!m_stop) {
        const auto pause = round();
        pollfd woken{m_wake.get(), POLLIN, 0};
        const auto milliseconds = pause ? std::chrono::ceil<std::chrono::milliseconds>(*pause).count() : -1;
        if (poll(&woken, 1, static_cast<int>(milliseconds)) > 0) {
            std::uint64_t count = 0;
            [[maybe_unused]] const auto size = read(m_wake.get(), &count, sizeof count);
        }
    }
}

void LeaseRenewer::takeNext()
{
    const std::lock_guard guard(m_mutex);
    if (!m_next)
        return;
    m_entries.clear();
    for (auto &renewal : *m_next)
        m_entries.push_back({std::move(renewal), 0, {}});
    m_next.reset();
}

std::optional<Duration> LeaseRenewer::round()
{
    takeNext();
    if (m_entries.empty())
        return std::nullopt;
    Duration pause = longestRound;
    std::vector<Entry *> due;
    const Instant now = BootClock::now();
    for (auto &entry : m_entries) {
        const Duration lease = std::chrono::seconds(entry.renewal.leaseSeconds);
        pause = std::min(pause, lease / 8); // looks more often than it renews
        const auto &slot = m_board.slots[entry.renewal.slot];
        const std::uint64_t adverts = slot.adverts.load();
        if (!slot.held() || adverts == entry.advertsSeen || now < entry.notBefore)
            continue;
        entry.advertsSeen = adverts;
        entry.notBefore = now + lease / 4;
        due.push_back(&entry);
    }
    if (!due.empty())
        renewDue(due);
    return pause;
}

void LeaseRenewer::renewDue(const std::vector<Entry *> &due)
{
    std::vector<std::pair<int, IpAddress>> leased; // one list for all: what is not on it is not brought back
    const int error = m_addresses->each([&leased] { leased.clear(); },
                                        [&leased](const KernelAddress &address) {
                                            if (address.leased() && address.ofOneHost())
                                                leased.emplace_back(address.index, address.address);
                                        });
    if (error != 0)
        return;
    std::sort(leased.begin(), leased.end());
    std::map<std::string, int> indexes; // each costs system calls
    const auto indexOf = [&indexes](const std::string &dev) {
        const auto [known, fresh] = indexes.try_emplace(dev);
        if (fresh)
            known->second = static_cast<int>(if_nametoindex(dev.c_str()));
        return known->second;
    };
    std::vector<Batch> batches;
    for (const Entry *entry : due) {
        std::vector<Vip> vips;
        for (const auto &vip : entry->renewal.vips) {
            const int index = indexOf(vip.dev);
            if (std::binary_search(leased.begin(), leased.end(), std::pair(index, vip.address)))
                vips.push_back({vip.address, index, vip.label});
        }
        if (vips.empty())
            continue;
        const int lease = entry->renewal.leaseSeconds;
        if (batches.empty() || batches.back().lease != lease || batches.back().vips.size() >= largestBatch)
            batches.push_back({lease, {}, {}});
        auto &[ofLease, together, shares] = batches.back();
        shares.push_back({entry->renewal.slot, together.size(), vips.size()});
        together.insert(together.end(), vips.begin(), vips.end());
    }
    for (const auto &batch : batches)
        renewBatch(batch);
}

void LeaseRenewer::renewBatch(const Batch &batch)
{
    std::vector<std::uint32_t> ownerships;
    std::vector<Vip> vips;
    for (const auto &share : batch.shares) {
        const std::uint32_t ownership = m_board.slots[share.slot].ownership.load();
        ownerships.push_back(ownership);
        const auto first = batch.vips.begin() + static_cast<std::ptrdiff_t>(share.first);
        if ((ownership & 1U) != 0)
            vips.insert(vips.end(), first, first + static_cast<std::ptrdiff_t>(share.count));
    }
    m_addresses->add(vips, batch.lease);
    for (std::size_t i = 0; i < batch.shares.size(); ++i) {
        const auto &share = batch.shares[i];
        const auto &slot = m_board.slots[share.slot];
        // Released in between: the renewal has brought it back, so it goes again. (Taken again since: the engine sees
        // that its VIP is gone, and restores it.)
        if ((ownerships[i] & 1U) != 0 && slot.ownership.load() != ownerships[i] && !slot.held())
            m_addresses->remove(std::span(batch.vips).subspan(share.first, share.count));
    }
}

} // namespace tandem::net
