// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/kernel.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <net/if.h>
#include <sys/epoll.h>

namespace tandem::net {

using engine::Slot;

static_assert(LeaseBoard::mostSlots == engine::mostInstances);

namespace {

constexpr int mostReady = 64; // sockets that one look at the epoll set names

std::size_t socketOf(Family family)
{
    return family == Family::V4 ? 0 : 1;
}

bool watchFor(int poll, int fd, void *whose)
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = whose;
    return epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event) == 0;
}

/// The family that an instance speaks: its VIPs are of it, the source may not be known yet.
Family familyOf(const engine::InstancePlan &plan)
{
    return plan.vips.empty() ? plan.source.family() : plan.vips.front().address.family();
}

bool has(const engine::InstancePlan &plan, std::string_view dev, const IpAddress &address)
{
    return std::any_of(plan.vips.begin(), plan.vips.end(),
                       [&](const engine::VipPlan &vip) { return vip.address == address && vip.dev == dev; });
}

} // namespace

Kernel::Kernel(LeaseBoard &board, AddressManager addresses, Announcer announcer, LinkMonitor links,
               NeighbourProbe neighbours, Descriptor poll)
    : m_board(board), m_addresses(std::move(addresses)), m_announcer(std::move(announcer)), m_links(std::move(links)),
      m_neighbours(std::move(neighbours)), m_poll(std::move(poll)), m_slots(engine::mostInstances)
{
}

Result<std::unique_ptr<Kernel>> Kernel::open(LeaseBoard &board, int notificationBuffer)
{
    auto addresses = AddressManager::open();
    if (!addresses)
        return Failure(addresses.error());
    auto announcer = Announcer::open();
    if (!announcer)
        return Failure(announcer.error());
    auto links = LinkMonitor::open(notificationBuffer);
    if (!links)
        return Failure(links.error());
    links->ignoreRenewalsBy(board.renewerPort.load());
    auto neighbours = NeighbourProbe::open();
    if (!neighbours)
        return Failure(neighbours.error());
    Descriptor poll(epoll_create1(EPOLL_CLOEXEC));
    if (!poll || !watchFor(poll.get(), links->fd(), nullptr))
        return fail(ErrorCode::System, "epoll", std::strerror(errno));
    return std::unique_ptr<Kernel>(new Kernel(board, std::move(*addresses), std::move(*announcer), std::move(*links),
                                              std::move(*neighbours), std::move(poll)));
}

const Kernel::Device *Kernel::find(std::string_view name) const
{
    const auto found = m_deviceByName.find(name);
    return found == m_deviceByName.end() ? nullptr : found->second;
}

Kernel::Device &Kernel::device(const std::string &name)
{
    if (const auto found = m_deviceByName.find(name); found != m_deviceByName.end())
        return *found->second;
    Device &made = m_devices.emplace_back();
    made.name = name;
    made.link = m_links.state(name);
    m_deviceByName.emplace(made.name, &made);
    return made;
}

Result<void> Kernel::watch(const std::vector<std::string> &interfaces)
{
    auto watched = m_links.watch(interfaces);
    for (Device &known : m_devices) {
        // One that is not watched any more keeps what was last known, until its instances are gone.
        const LinkState link = m_links.watches(known.name) ? m_links.state(known.name) : known.link;
        if (link.index != known.link.index)
            known.sockets = {};
        known.link = link;
    }
    return watched;
}

/// A socket for that family on the interface as it is now; none while the interface is missing.
Result<void> Kernel::openSocket(Device &on, Family family)
{
    auto &socket = on.sockets[socketOf(family)];
    if (socket && socket->index() == on.link.index)
        return {};
    socket.reset(); // closing it takes it out of the epoll set
    if (on.link.index == 0)
        return {};
    auto opened = PacketSocket::open(on.name, on.link.index, family);
    if (!opened)
        return Failure(opened.error());
    if (!watchFor(m_poll.get(), opened->fd(), &on))
        return fail(ErrorCode::System, on.name, std::strerror(errno));
    socket = std::move(*opened);
    return {};
}

void Kernel::closeUnused()
{
    for (Device &known : m_devices) {
        for (const Family family : {Family::V4, Family::V6}) {
            auto &socket = known.sockets[socketOf(family)];
            if (socket && std::none_of(m_slots.begin(), m_slots.end(), [&](const auto &prepared) {
                    return prepared && prepared->device == &known && prepared->family == family;
                }))
                socket.reset();
        }
    }
}

/// One listing serves all instances that are prepared at a stretch: what changes meanwhile is told by notifications
/// that are read afterwards.
Result<void> Kernel::knowPresent()
{
    if (m_present)
        return {};
    auto listed = m_addresses.list();
    if (!listed)
        return Failure(listed.error());
    std::sort(listed->begin(), listed->end(),
              [](const KernelAddress &one, const KernelAddress &other) { return one.address < other.address; });
    m_present = std::move(*listed);
    return {};
}

Result<void> Kernel::prepare(Slot slot, const engine::InstancePlan &plan)
{
    if (const auto known = knowPresent(); !known)
        return known;
    auto prepared = std::make_unique<Prepared>();
    prepared->device = &device(plan.interface);
    prepared->family = familyOf(plan);
    prepared->ownsAddresses = plan.ownsAddresses;
    prepared->leaseSeconds = plan.leaseSeconds;
    prepared->source = plan.source;
    for (const auto &vip : plan.vips) {
        Standing standing;
        standing.device = &device(vip.dev);
        const auto [first, last] = std::equal_range(
            m_present->begin(), m_present->end(), KernelAddress{.address = vip.address},
            [](const KernelAddress &one, const KernelAddress &other) { return one.address < other.address; });
        standing.there = std::any_of(first, last, [&](const KernelAddress &address) {
            return address.index == standing.device->link.index && (plan.ownsAddresses || address.ofOneHost());
        });
        prepared->vips.push_back({vip.address, 0, vip.label});
        prepared->standings.push_back(standing);
    }
    if (auto opened = openSocket(*prepared->device, prepared->family); !opened)
        return opened;
    m_vips.erase(slot);
    for (std::size_t vip = 0; vip < prepared->vips.size(); ++vip)
        m_vips.insert({prepared->vips[vip].address, static_cast<std::uint16_t>(slot), static_cast<std::uint16_t>(vip)});
    const bool replaces = m_slots[slot] != nullptr;
    m_slots[slot] = std::move(prepared);
    if (replaces)
        closeUnused();
    return {};
}

void Kernel::release(Slot slot)
{
    m_board.slots[slot].release();
    m_slots[slot].reset();
    m_vips.erase(slot);
    closeUnused();
}

int Kernel::retire(Slot slot, const engine::InstancePlan &next)
{
    const auto &prepared = m_slots[slot];
    if (!prepared || prepared->ownsAddresses)
        return 0;
    std::vector<Vip> leaving;
    for (std::size_t vip = 0; vip < prepared->vips.size(); ++vip) {
        const Device &on = *prepared->standings[vip].device;
        // What becomes the host's own address is not ours to keep either.
        if (next.ownsAddresses || !has(next, on.name, prepared->vips[vip].address))
            leaving.push_back({prepared->vips[vip].address, on.link.index, {}});
    }
    if (leaving.empty())
        return 0;
    bool changed = false;
    const int error = m_addresses.remove(leaving, [&changed](std::size_t) { changed = true; });
    if (changed)
        m_present.reset();
    return error;
}

engine::InterfaceState Kernel::interfaceState(std::string_view interface) const
{
    const Device *known = find(interface);
    const LinkState link = known != nullptr ? known->link : m_links.state(interface);
    return {link.index != 0, link.up};
}

bool Kernel::vipThere(Slot slot, std::size_t vip) const
{
    return m_slots[slot] && m_slots[slot]->standings[vip].there;
}

int Kernel::sendAdvert(Slot slot, std::span<const std::uint8_t> payload, const IpAddress &destination,
                       bool resigns) noexcept
{
    const auto &prepared = m_slots[slot];
    if (!prepared)
        return ENODEV;
    auto &socket = prepared->device->sockets[socketOf(prepared->family)];
    if (!socket)
        return ENODEV;
    if (prepared->source.isUnspecified())
        return EADDRNOTAVAIL;
    const int error = socket->send(payload, prepared->source, destination);
    if (error == 0 && !resigns)
        m_board.slots[slot].adverts.fetch_add(1);
    return error;
}

std::span<const Vip> Kernel::located(Prepared &prepared) noexcept
{
    for (std::size_t vip = 0; vip < prepared.vips.size(); ++vip)
        prepared.vips[vip].index = prepared.standings[vip].device->link.index;
    return prepared.vips;
}

int Kernel::addAddresses(Slot slot) noexcept
{
    auto &prepared = m_slots[slot];
    if (!prepared)
        return ENODEV;
    if (prepared->ownsAddresses)
        return 0;
    const int error = m_addresses.add(located(*prepared), prepared->leaseSeconds);
    m_board.slots[slot].take();
    m_present.reset();
    for (std::size_t vip = 0; error == 0 && vip < prepared->vips.size(); ++vip)
        prepared->standings[vip].there = prepared->vips[vip].index != 0;
    return error;
}

int Kernel::removeNow(Prepared &prepared) noexcept
{
    return m_addresses.remove(located(prepared), [&prepared](std::size_t vip) {
        if (prepared.vips[vip].address.family() == Family::V6)
            ++prepared.standings[vip].ownRemovals;
    });
}

int Kernel::removeAddresses(Slot slot) noexcept
{
    auto &prepared = m_slots[slot];
    if (!prepared)
        return ENODEV;
    if (prepared->ownsAddresses)
        return 0;
    m_board.slots[slot].release(); // first, so that a renewal under way sees it and takes itself back
    const int error = removeNow(*prepared);
    m_present.reset();
    for (Standing &standing : prepared->standings)
        standing.there = standing.there && error != 0;
    return error;
}

int Kernel::announce(Slot slot) noexcept
{
    const auto &prepared = m_slots[slot];
    if (!prepared)
        return ENODEV;
    int result = 0;
    for (std::size_t vip = 0; vip < prepared->vips.size(); ++vip) {
        const LinkState &link = prepared->standings[vip].device->link;
        if (!link.ethernet)
            continue; // nobody resolves addresses there
        const int error = m_announcer.announce(prepared->vips[vip].address, link.index, link.hardwareAddress);
        if (result == 0)
            result = error;
    }
    return result;
}

Result<void> Kernel::renewLeases(bool byItself)
{
    std::vector<Renewal> renewals;
    for (Slot slot = 0; byItself && slot < m_slots.size(); ++slot) {
        const auto &prepared = m_slots[slot];
        if (!prepared || prepared->ownsAddresses || prepared->leaseSeconds == 0)
            continue;
        Renewal &renewal = renewals.emplace_back(Renewal{slot, prepared->leaseSeconds, {}});
        for (std::size_t vip = 0; vip < prepared->vips.size(); ++vip) {
            const Vip &known = prepared->vips[vip];
            renewal.vips.push_back({prepared->standings[vip].device->name, known.address, known.label});
        }
    }
    if (!m_renewer)
        m_renewer.emplace(m_board);
    return m_renewer->renew(std::move(renewals));
}

void Kernel::receive(Device &on, std::size_t socket, engine::KernelListener &listener)
{
    if (!on.sockets[socket])
        return;
    on.sockets[socket]->receive([&](const vrrp::Envelope &envelope, std::span<const std::uint8_t> payload) {
        listener.datagram(on.name, envelope, payload);
    });
}

void Kernel::drain(engine::KernelListener &listener)
{
    m_present.reset();
    m_listener = &listener;
    m_links.read(*this); // first: it may close sockets
    // Those that are not ready now had nothing queued when this wake began; with more of them than fit, once more.
    std::array<epoll_event, mostReady> ready;
    for (std::size_t round = 0; round <= 2 * m_devices.size() / mostReady; ++round) {
        const int count = epoll_wait(m_poll.get(), ready.data(), mostReady, 0);
        for (int i = 0; i < count; ++i) {
            auto *on = static_cast<Device *>(ready[static_cast<std::size_t>(i)].data.ptr);
            if (on == nullptr)
                continue;
            receive(*on, 0, listener);
            receive(*on, 1, listener);
        }
        if (count < mostReady)
            break;
    }
    m_listener = nullptr;
}

void Kernel::linkChanged(const std::string &interface, const LinkState &state)
{
    const auto found = m_deviceByName.find(interface);
    bool usable = true;
    if (found != m_deviceByName.end()) {
        Device &on = *found->second;
        on.link = state;
        for (const auto &prepared : m_slots) {
            if (prepared && prepared->device == &on)
                usable = openSocket(on, prepared->family).has_value() && usable;
        }
        for (auto &socket : on.sockets) {
            if (socket && state.up)
                socket->join();
        }
    }
    // Without its socket an interface is as good as missing: nothing could be heard or sent.
    m_listener->interfaceChanged(interface, {state.index != 0 && usable, state.up && usable});
}

void Kernel::noteVip(Slot slot, std::size_t vip, bool there)
{
    Standing &standing = m_slots[slot]->standings[vip];
    if (standing.there == there)
        return;
    standing.there = there;
    m_listener->vipChanged(slot, vip, there);
}

void Kernel::addressChanged(const KernelAddress &address, bool there)
{
    for (const auto &place : m_vips.find(address.address)) {
        Prepared &prepared = *m_slots[place.slot];
        Standing &standing = prepared.standings[place.vip];
        if (standing.device->link.index != address.index || !(prepared.ownsAddresses || address.ofOneHost()))
            continue;
        // The engine's own doing is no news to it.
        if (!there && standing.ownRemovals > 0)
            --standing.ownRemovals;
        else if (address.requester == m_addresses.port())
            standing.there = there;
        else
            noteVip(place.slot, place.vip, there);
    }
}

void Kernel::addressesListed(std::span<const KernelAddress> addresses)
{
    // Whether each of them is in the listing, in one pass over it.
    std::vector<std::vector<bool>> seen(m_slots.size());
    for (Slot slot = 0; slot < m_slots.size(); ++slot) {
        if (m_slots[slot])
            seen[slot].resize(m_slots[slot]->vips.size());
    }
    for (const KernelAddress &address : addresses) {
        for (const auto &place : m_vips.find(address.address)) {
            const Prepared &prepared = *m_slots[place.slot];
            if (prepared.standings[place.vip].device->link.index == address.index &&
                (prepared.ownsAddresses || address.ofOneHost()))
                seen[place.slot][place.vip] = true;
        }
    }
    for (Slot slot = 0; slot < m_slots.size(); ++slot) {
        for (std::size_t vip = 0; vip < seen[slot].size(); ++vip) {
            m_slots[slot]->standings[vip].ownRemovals = 0;
            noteVip(slot, vip, seen[slot][vip]);
        }
    }
}

} // namespace tandem::net
