// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/engine/ports.h"
#include "daemon/net/addressmanager.h"
#include "daemon/net/announcer.h"
#include "daemon/net/leaseboard.h"
#include "daemon/net/linkmonitor.h"
#include "daemon/net/packetsocket.h"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace tandem::net {

/// The engine's kernel: sockets, addresses, announcements and links of its instances.
class Kernel final : public engine::KernelPort, private LinkMonitor::Listener
{
public:
    /// `board` outlives it.
    static Result<std::unique_ptr<Kernel>> open(LeaseBoard &board);

    Result<void> watch(const std::vector<std::string> &interfaces) override;
    Result<void> prepare(engine::Slot slot, const engine::InstancePlan &plan) override;
    void release(engine::Slot slot) override;
    Result<std::vector<std::string>> sweep(const std::vector<engine::VipPlace> &ours,
                                           const std::vector<engine::VipPlace> &recorded) override;
    engine::InterfaceState interfaceState(std::string_view interface) const override;
    bool vipThere(engine::Slot slot, std::size_t vip) const override;
    int sendAdvert(engine::Slot slot, std::span<const std::uint8_t> payload, const IpAddress &destination,
                   bool resigns) noexcept override;
    int addAddresses(engine::Slot slot) noexcept override;
    int removeAddresses(engine::Slot slot) noexcept override;
    int announce(engine::Slot slot) noexcept override;
    int fd() const override { return m_poll.get(); }
    void drain(engine::KernelListener &listener) override;

private:
    struct Prepared
    {
        engine::InstancePlan plan;
        PacketSocket *socket = nullptr; ///< nothing while the interface is missing
        std::vector<int> indexes;       ///< of the VIPs' interfaces
        std::vector<bool> there;        ///< of the VIPs
        AddressBatch batch;
        Announcement announcement;
    };
    Kernel(LeaseBoard &board, AddressManager addresses, Announcer announcer, LinkMonitor links, Descriptor poll);

    void build(Prepared &prepared);
    Result<PacketSocket *> socketOn(const std::string &interface);
    void markPresent(Prepared &prepared, std::span<const KernelAddress> addresses);
    void noteVip(engine::Slot slot, std::size_t vip, bool there);
    void linkChanged(const std::string &interface, const LinkState &state) override;
    void addressChanged(const KernelAddress &address, bool there) override;
    void addressesListed(std::span<const KernelAddress> addresses) override;

    LeaseBoard &m_board;
    AddressManager m_addresses;
    Announcer m_announcer;
    LinkMonitor m_links;
    Descriptor m_poll;
    std::map<std::string, PacketSocket, std::less<>> m_sockets; ///< by interface
    std::vector<std::optional<Prepared>> m_slots;
    engine::KernelListener *m_listener = nullptr; ///< while drain() runs
};

} // namespace tandem::net
