// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/net/kernel.h"
#include "namespacetest.h"

#include <cstring>
#include <functional>
#include <linux/if_packet.h>
#include <map>
#include <memory>
#include <net/if.h>
#include <string>
#include <sys/socket.h>
#include <vector>

namespace tandem::net::testing {

/// A kernel with one instance on eth0, and what it tells.
class KernelTest : public NamespaceTest, public engine::KernelListener
{
protected:
    void SetUp() override
    {
        NamespaceTest::SetUp();
        if (IsSkipped())
            return;
        auto opened = Kernel::open(board);
        ASSERT_TRUE(opened.has_value());
        kernel = std::move(*opened);
        plan.interface = "eth0";
        plan.source = own;
        plan.vips = {{vip, "eth0", ""}};
        plan.leaseSeconds = 30;
    }
    void TearDown() override
    {
        kernel.reset();
        NamespaceTest::TearDown();
    }
    void prepare()
    {
        ASSERT_TRUE(kernel->watch({"eth0"}).has_value());
        ASSERT_TRUE(kernel->prepare(0, plan).has_value());
    }
    void datagram(std::string_view, const vrrp::Envelope &envelope, std::span<const std::uint8_t> payload) override
    {
        envelopes.push_back(envelope);
        payloads.emplace_back(payload.begin(), payload.end());
    }
    void interfaceChanged(std::string_view name, const engine::InterfaceState &state) override
    {
        interfaces[std::string(name)] = state;
    }
    void vipChanged(engine::Slot slot, std::size_t which, bool there) override
    {
        vipChanges.push_back(there);
        vipPlaces.emplace_back(slot, which);
    }
    std::vector<std::uint8_t> advert(const IpAddress &destination, int priority = 150) const
    {
        const std::vector<IpAddress> vips{vip};
        return vrrp::encode({3,
                             *VirtualRouterId::of(51),
                             Priority(static_cast<std::uint8_t>(priority)),
                             std::chrono::seconds(1),
                             vips,
                             {}},
                            own, destination);
    }
    /// From the wire's end, as a frame of another router would come. `ttl` is the IP header's.
    void injectAdvert(const std::vector<std::uint8_t> &payload, const IpAddress &sender, std::uint8_t ttl = 255)
    {
        std::vector<std::uint8_t> frame{0x01, 0x00, 0x5e, 0x00, 0x00, 0x12, 0x02, 0, 0, 0, 0, 1, 0x08, 0x00};
        std::vector<std::uint8_t> ip{0x45, 0xc0, 0, 0, 0, 1, 0, 0, ttl, vrrp::protocolNumber, 0, 0};
        ip.insert(ip.end(), sender.octets().begin(), sender.octets().end());
        ip.insert(ip.end(), group.octets().begin(), group.octets().end());
        const std::size_t total = ip.size() + payload.size();
        ip[2] = static_cast<std::uint8_t>(total >> 8U);
        ip[3] = static_cast<std::uint8_t>(total);
        std::uint32_t sum = 0;
        for (std::size_t i = 0; i < ip.size(); i += 2)
            sum += static_cast<std::uint32_t>(ip[i] << 8U | ip[i + 1]);
        sum = (sum >> 16U) + (sum & 0xffffU);
        sum = ~((sum >> 16U) + sum);
        ip[10] = static_cast<std::uint8_t>(sum >> 8U);
        ip[11] = static_cast<std::uint8_t>(sum);
        frame.insert(frame.end(), ip.begin(), ip.end());
        frame.insert(frame.end(), payload.begin(), payload.end());
        const Descriptor sending(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
        sockaddr_ll to{};
        to.sll_family = AF_PACKET;
        to.sll_ifindex = static_cast<int>(if_nametoindex("wire0"));
        to.sll_halen = 6;
        ASSERT_EQ(sendto(sending.get(), frame.data(), frame.size(), 0, reinterpret_cast<sockaddr *>(&to), sizeof to),
                  static_cast<ssize_t>(frame.size()));
    }
    bool drainUntil(const std::function<bool()> &condition)
    {
        return eventually([&] {
            kernel->drain(*this);
            return condition();
        });
    }

    const IpAddress own = *IpAddress::parse("10.77.0.1");
    const IpAddress peer = *IpAddress::parse("10.77.0.2");
    const IpAddress vip = *IpAddress::parse("10.77.0.100");
    const IpAddress group = vrrp::multicastGroup(Family::V4);
    LeaseBoard board;
    std::unique_ptr<Kernel> kernel;
    engine::InstancePlan plan;
    std::vector<vrrp::Envelope> envelopes;
    std::vector<std::vector<std::uint8_t>> payloads;
    std::map<std::string, engine::InterfaceState> interfaces;
    std::vector<bool> vipChanges;
    std::vector<std::pair<engine::Slot, std::size_t>> vipPlaces;
};

} // namespace tandem::net::testing
