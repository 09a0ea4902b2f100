// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/engine/ports.h"
#include "daemon/net/addressmanager.h"
#include "daemon/net/announcer.h"
#include "daemon/net/leaseboard.h"
#include "daemon/net/leaserenewer.h"
#include "daemon/net/linkmonitor.h"
#include "daemon/net/neighbourprobe.h"
#include "daemon/net/packetsocket.h"
#include "daemon/net/vipindex.h"

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace tandem::net {

/// The engine's kernel: sockets, addresses, announcements and links of its instances.
class Kernel final : public engine::KernelPort, private LinkMonitor::Listener
{
public:
    /// `board` outlives it. `notificationBuffer`: see LinkMonitor::open().
    static Result<std::unique_ptr<Kernel>> open(LeaseBoard &board, int notificationBuffer = LinkMonitor::largeBuffer);

    Result<void> watch(const std::vector<std::string> &interfaces) override;
    Result<void> prepare(engine::Slot slot, const engine::InstancePlan &plan) override;
    void release(engine::Slot slot) override;
    int retire(engine::Slot slot, const engine::InstancePlan &next) override;
    engine::InterfaceState interfaceState(std::string_view interface) const override;
    bool vipThere(engine::Slot slot, std::size_t vip) const override;
    /// EADDRNOTAVAIL while the plan's source is unspecified, ENODEV while the interface is missing.
    int sendAdvert(engine::Slot slot, std::span<const std::uint8_t> payload, const IpAddress &destination,
                   bool resigns) noexcept override;
    int addAddresses(engine::Slot slot) noexcept override;
    int removeAddresses(engine::Slot slot) noexcept override;
    int announce(engine::Slot slot) noexcept override;
    Result<void> renewLeases(bool byItself) override;
    int fd() const override { return m_poll.get(); }
    void drain(engine::KernelListener &listener) override;
    engine::NeighbourPort *neighbours() override { return &m_neighbours; }

private:
    /// An interface that some plan names, with its sockets; it keeps its place once it is known.
    struct Device
    {
        std::string name;
        LinkState link;
        std::array<std::optional<PacketSocket>, 2> sockets; ///< IPv4, IPv6; where an instance needs one
    };
    struct Standing
    {
        Device *device = nullptr;
        std::uint16_t ownRemovals = 0; ///< whose notifications have not been read yet (IPv6 names no requester)
        bool there = false;
    };
    struct Prepared
    {
        Device *device = nullptr;
        Family family = Family::V4;
        bool ownsAddresses = false;
        int leaseSeconds = 0;
        IpAddress source;
        std::vector<Vip> vips; ///< Vip::index is brought up to date when it is used
        std::vector<Standing> standings;
    };
    Kernel(LeaseBoard &board, AddressManager addresses, Announcer announcer, LinkMonitor links,
           NeighbourProbe neighbours, Descriptor poll);

    Device &device(const std::string &name);
    const Device *find(std::string_view name) const;
    Result<void> openSocket(Device &on, Family family);
    void closeUnused();
    Result<void> knowPresent();
    std::span<const Vip> located(Prepared &prepared) noexcept;
    int removeNow(Prepared &prepared) noexcept;
    void receive(Device &on, std::size_t socket, engine::KernelListener &listener);
    void noteVip(engine::Slot slot, std::size_t vip, bool there);
    void linkChanged(const std::string &interface, const LinkState &state) override;
    void addressChanged(const KernelAddress &address, bool there) override;
    void addressesListed(std::span<const KernelAddress> addresses) override;

    LeaseBoard &m_board;
    AddressManager m_addresses;
    Announcer m_announcer;
    LinkMonitor m_links;
    NeighbourProbe m_neighbours; ///< apart from the others, with an epoll set of its own
    Descriptor m_poll;
    std::deque<Device> m_devices;
    std::map<std::string_view, Device *> m_deviceByName; ///< keys are their names
    std::vector<std::unique_ptr<Prepared>> m_slots;
    VipIndex m_vips;
    /// What the kernel had when the last prepare() asked; good until something may have changed since.
    std::optional<std::vector<KernelAddress>> m_present;
    engine::KernelListener *m_listener = nullptr; ///< while drain() runs
    std::optional<LeaseRenewer> m_renewer;        ///< made with the first renewal; its thread ends first
};

} // namespace tandem::net
