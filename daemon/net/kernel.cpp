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

bool watchFor(int poll, int fd)
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    return epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event) == 0;
}

} // namespace

Kernel::Kernel(LeaseBoard &board, AddressManager addresses, Announcer announcer, LinkMonitor links, Descriptor poll)
    : m_board(board), m_addresses(std::move(addresses)), m_announcer(std::move(announcer)), m_links(std::move(links)),
      m_poll(std::move(poll)), m_slots(engine::mostInstances)
{
}

Result<std::unique_ptr<Kernel>> Kernel::open(LeaseBoard &board)
{
    auto addresses = AddressManager::open();
    if (!addresses)
        return Failure(addresses.error());
    auto announcer = Announcer::open();
    if (!announcer)
        return Failure(announcer.error());
    auto links = LinkMonitor::open();
    if (!links)
        return Failure(links.error());
    Descriptor poll(epoll_create1(EPOLL_CLOEXEC));
    if (!poll || !watchFor(poll.get(), links->fd()))
        return fail(ErrorCode::System, "epoll", std::strerror(errno));
    return std::unique_ptr<Kernel>(
        new Kernel(board, std::move(*addresses), std::move(*announcer), std::move(*links), std::move(poll)));
}

Result<void> Kernel::watch(const std::vector<std::string> &interfaces)
{
    return m_links.watch(interfaces);
}

Result<PacketSocket *> Kernel::socketOn(const std::string &interface)
{
    const LinkState link = m_links.state(interface);
    if (const auto found = m_sockets.find(interface); found != m_sockets.end()) {
        if (found->second.index() == link.index)
            return &found->second;
        for (auto &prepared : m_slots) {
            if (prepared && prepared->socket == &found->second)
                prepared->socket = nullptr;
        }
        m_sockets.erase(found); // closing it takes it out of the epoll set
    }
    if (link.index == 0)
        return nullptr;
    auto socket = PacketSocket::open(interface, link.index);
    if (!socket)
        return Failure(socket.error());
    if (!watchFor(m_poll.get(), socket->fd()))
        return fail(ErrorCode::System, interface, std::strerror(errno));
    return &m_sockets.emplace(interface, std::move(*socket)).first->second;
}

void Kernel::build(Prepared &prepared)
{
    std::vector<Vip> vips;
    prepared.announcement = {};
    prepared.indexes.clear();
    for (const auto &plan : prepared.plan.vips) {
        const LinkState link = m_links.state(plan.dev);
        prepared.indexes.push_back(link.index);
        vips.push_back({plan.address, link.index, plan.label});
        if (link.ethernet)
            prepared.announcement.add(plan.address, link.index, link.hardwareAddress);
    }
    prepared.batch = prepared.plan.ownsAddresses ? AddressBatch{} : AddressBatch(vips, prepared.plan.leaseSeconds);
}

void Kernel::markPresent(Prepared &prepared, std::span<const KernelAddress> addresses)
{
    for (std::size_t vip = 0; vip < prepared.plan.vips.size(); ++vip) {
        prepared.there[vip] = std::any_of(addresses.begin(), addresses.end(), [&](const KernelAddress &address) {
            return address.index == prepared.indexes[vip] && address.address == prepared.plan.vips[vip].address;
        });
    }
}

Result<void> Kernel::prepare(Slot slot, const engine::InstancePlan &plan)
{
    Prepared prepared;
    prepared.plan = plan;
    prepared.there.resize(plan.vips.size());
    build(prepared);
    auto socket = socketOn(plan.interface);
    if (!socket)
        return Failure(socket.error());
    prepared.socket = *socket;
    const auto addresses = m_addresses.list();
    if (!addresses)
        return Failure(addresses.error());
    markPresent(prepared, *addresses);
    m_slots[slot] = std::move(prepared);
    return {};
}

void Kernel::release(Slot slot)
{
    m_board.slots[slot].release();
    m_slots[slot].reset();
}

Result<std::vector<std::string>> Kernel::sweep(const std::vector<engine::VipPlace> &ours,
                                               const std::vector<engine::VipPlace> &recorded)
{
    const auto addresses = m_addresses.list();
    if (!addresses)
        return Failure(addresses.error());
    std::vector<std::string> lines;
    for (const auto &found : *addresses) {
        char name[IF_NAMESIZE] = {};
        if (if_indextoname(static_cast<unsigned>(found.index), name) == nullptr)
            continue;
        const engine::VipPlace place{name, found.address};
        const bool known = std::find(recorded.begin(), recorded.end(), place) != recorded.end();
        if (!known && std::find(ours.begin(), ours.end(), place) == ours.end())
            continue;
        const std::string text = found.address.toString() + " on " + place.dev;
        if (found.prefixLength != 32 || (!known && !found.leased())) {
            lines.push_back("left alone: " + text + " is a VIP of the file, but was not put there by tandemd");
            continue;
        }
        AddressBatch batch({{found.address, found.index, {}}}, 0);
        if (const int error = m_addresses.remove(batch); error != 0)
            return fail(ErrorCode::System, text,
                        std::string("a left-over VIP cannot be removed: ") + std::strerror(error));
        lines.push_back("removed " + text + ", left over by an earlier tandemd");
    }
    return lines;
}

engine::InterfaceState Kernel::interfaceState(std::string_view interface) const
{
    const LinkState link = m_links.state(interface);
    return {link.index != 0, link.up};
}

bool Kernel::vipThere(Slot slot, std::size_t vip) const
{
    return m_slots[slot] && m_slots[slot]->there[vip];
}

int Kernel::sendAdvert(Slot slot, std::span<const std::uint8_t> payload, const IpAddress &destination,
                       bool resigns) noexcept
{
    const auto &prepared = m_slots[slot];
    if (!prepared || prepared->socket == nullptr)
        return ENODEV;
    const int error = prepared->socket->send(payload, prepared->plan.source, destination);
    if (error == 0 && !resigns)
        m_board.slots[slot].adverts.fetch_add(1);
    return error;
}

int Kernel::addAddresses(Slot slot) noexcept
{
    auto &prepared = m_slots[slot];
    if (!prepared)
        return ENODEV;
    if (prepared->plan.ownsAddresses)
        return 0;
    const int error = m_addresses.add(prepared->batch);
    m_board.slots[slot].take();
    for (std::size_t vip = 0; error == 0 && vip < prepared->there.size(); ++vip)
        prepared->there[vip] = prepared->indexes[vip] != 0;
    return error;
}

int Kernel::removeAddresses(Slot slot) noexcept
{
    auto &prepared = m_slots[slot];
    if (!prepared)
        return ENODEV;
    if (prepared->plan.ownsAddresses)
        return 0;
    m_board.slots[slot].release(); // first, so that a renewal under way sees it and takes itself back
    const int error = m_addresses.remove(prepared->batch);
    if (error == 0)
        std::fill(prepared->there.begin(), prepared->there.end(), false);
    return error;
}

int Kernel::announce(Slot slot) noexcept
{
    const auto &prepared = m_slots[slot];
    return prepared ? m_announcer.send(prepared->announcement) : ENODEV;
}

void Kernel::drain(engine::KernelListener &listener)
{
    m_listener = &listener;
    m_links.read(*this);
    for (auto &[interface, socket] : m_sockets) {
        socket.receive([&, name = std::string_view(interface)](const vrrp::Envelope &envelope,
                                                               std::span<const std::uint8_t> payload) {
            listener.datagram(name, envelope, payload);
        });
    }
    m_listener = nullptr;
}

void Kernel::linkChanged(const std::string &interface, const LinkState &state)
{
    auto socket = m_sockets.find(interface) != m_sockets.end() || state.index != 0 ? socketOn(interface) : nullptr;
    for (auto &prepared : m_slots) {
        if (!prepared)
            continue;
        if (prepared->plan.interface == interface)
            prepared->socket = socket ? *socket : nullptr;
        if (std::any_of(prepared->plan.vips.begin(), prepared->plan.vips.end(),
                        [&](const engine::VipPlan &vip) { return vip.dev == interface; }))
            build(*prepared);
    }
    if (state.up && socket && *socket != nullptr)
        (*socket)->join();
    // Without its socket an interface is as good as missing: nothing could be heard or sent.
    const bool usable = socket.has_value();
    m_listener->interfaceChanged(interface, {state.index != 0 && usable, state.up && usable});
}

void Kernel::noteVip(Slot slot, std::size_t vip, bool there)
{
    if (m_slots[slot]->there[vip] == there)
        return;
    m_slots[slot]->there[vip] = there;
    m_listener->vipChanged(slot, vip, there);
}

void Kernel::addressChanged(const KernelAddress &address, bool there)
{
    for (Slot slot = 0; slot < m_slots.size(); ++slot) {
        if (!m_slots[slot])
            continue;
        const auto &prepared = *m_slots[slot];
        for (std::size_t vip = 0; vip < prepared.plan.vips.size(); ++vip) {
            if (prepared.plan.vips[vip].address == address.address && prepared.indexes[vip] == address.index) {
                if (address.requester == m_addresses.port())
                    m_slots[slot]->there[vip] = there; // the engine's own doing is no news to it
                else
                    noteVip(slot, vip, there);
            }
        }
    }
}

void Kernel::addressesListed(std::span<const KernelAddress> addresses)
{
    for (Slot slot = 0; slot < m_slots.size(); ++slot) {
        if (!m_slots[slot])
            continue;
        const std::vector<bool> before = m_slots[slot]->there;
        Prepared now = *m_slots[slot];
        markPresent(now, addresses);
        for (std::size_t vip = 0; vip < now.there.size(); ++vip)
            noteVip(slot, vip, now.there[vip]);
    }
}

} // namespace tandem::net
