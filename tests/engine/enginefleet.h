// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "enginetest.h"

/// Many instances at once.
namespace tandem::engine::testing {

inline constexpr std::size_t fleetSize = mostInstances;

inline std::string fleetInterface(std::size_t index)
{
    return index < 250 ? "eth0" : "eth1";
}
inline VirtualRouterId fleetId(std::size_t index)
{
    return *VirtualRouterId::of(static_cast<std::int64_t>(1 + index % 250));
}
inline IpAddress fleetVip(std::size_t index)
{
    return *IpAddress::parse("10.77." + std::to_string(100 + index / 250) + "." + std::to_string(1 + index % 250));
}

/// Two nodes with 500 instances of one VIP each; `instance` is added to each of them.
inline std::string fleetText(const std::string &instance = "", std::size_t size = fleetSize)
{
    std::string text = clusterText();
    text.erase(text.find("[[vrrp_instance]]"));
    for (std::size_t index = 0; index < size; ++index) {
        text += "[[vrrp_instance]]\nname = \"VI_" + std::to_string(index) +
                "\"\nvirtual_router_id = " + std::to_string(fleetId(index).value()) + "\nvirtual_ipaddress = [\"" +
                fleetVip(index).toString() + "\"]\n" + instance;
        for (const auto *node : {"maxscale1", "maxscale2"})
            text += std::string("[vrrp_instance.node.") + node + "]\ninterface = \"" + fleetInterface(index) + "\"\n";
    }
    return text;
}

/// Counts what it is asked for, and allocates nothing.
class QuietKernel final : public KernelPort
{
public:
    struct Datagram
    {
        std::string interface;
        vrrp::Envelope envelope;
        std::vector<std::uint8_t> payload;
    };

    Result<void> watch(const std::vector<std::string> &) override { return {}; }
    Result<void> prepare(Slot, const InstancePlan &) override { return {}; }
    void release(Slot) override {}
    int retire(Slot, const InstancePlan &) override { return 0; }
    InterfaceState interfaceState(std::string_view) const override { return {true, true}; }
    bool vipThere(Slot, std::size_t) const override { return true; }
    int sendAdvert(Slot slot, std::span<const std::uint8_t>, const IpAddress &, bool resigns) noexcept override
    {
        ++(resigns ? resignations : adverts);
        if (onAdvert)
            onAdvert(slot);
        return 0;
    }
    int addAddresses(Slot) noexcept override
    {
        ++adds;
        if (onAdd)
            onAdd();
        return 0;
    }
    int removeAddresses(Slot) noexcept override
    {
        ++removes;
        return 0;
    }
    Result<void> renewLeases(bool) override { return {}; }
    int announce(Slot) noexcept override
    {
        ++announcements;
        return 0;
    }
    int fd() const override { return -1; }
    void drain(KernelListener &listener) override
    {
        ++drains;
        for (; read < heard.size(); ++read)
            listener.datagram(heard[read].interface, heard[read].envelope, heard[read].payload);
    }

    std::vector<Datagram> heard;
    std::size_t read = 0; ///< of `heard`
    std::function<void(Slot)> onAdvert;
    std::function<void()> onAdd;
    std::size_t adverts = 0, resignations = 0, adds = 0, removes = 0, announcements = 0, drains = 0;
};

/// An engine with all of them.
class FleetTest : public ::testing::Test
{
protected:
    void start(const std::string &instance = "", std::size_t size = fleetSize)
    {
        ASSERT_TRUE(engine.apply(configOf(fleetText(instance, size))).has_value());
    }
    /// As the engine's loop does.
    void runFor(Duration time)
    {
        const Instant end = clock.now() + time;
        for (int turn = 0; turn < 100'000; ++turn) {
            const auto due = engine.deadline();
            if (!due || *due > end)
                break;
            clock.set(std::max(*due, clock.now()));
            engine.wake();
        }
        clock.set(std::max(end, clock.now()));
    }
    std::size_t masters()
    {
        std::size_t count = 0;
        for (const auto &instance : engine.status().instances)
            count += instance.state == model::VrrpState::Master ? 1 : 0;
        return count;
    }
    void queueAdverts(int priority)
    {
        kernel.heard.clear();
        kernel.read = 0;
        for (std::size_t index = 0; index < fleetSize; ++index) {
            const std::vector<IpAddress> vips{fleetVip(index)};
            kernel.heard.push_back(
                {fleetInterface(index),
                 {peer, group, 255, true},
                 vrrp::encode({3, fleetId(index), Priority(static_cast<std::uint8_t>(priority)), 1s, vips, {}}, peer,
                              group)});
        }
    }

    QuietKernel kernel;
    FakeClock clock;
    Engine engine{kernel, clock};
};

} // namespace tandem::engine::testing
