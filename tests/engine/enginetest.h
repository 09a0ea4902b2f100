// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/clusterfile.h"
#include "daemon/engine/engine.h"
#include "fakekernel.h"

#include <gtest/gtest.h>

namespace tandem::engine::testing {

using namespace std::chrono_literals;

/// Two nodes, one VIP; `instance` is added to the instance's section, `more` to the end.
inline std::string clusterText(const std::string &instance = "", const std::string &more = "")
{
    return R"(format = 1
[cluster]
name = "shop"
[[node]]
name = "maxscale1"
address = "10.77.0.1"
interface = "eth0"
priority = 150
[[node]]
name = "maxscale2"
address = "10.77.0.2"
interface = "eth0"
priority = 100
[[vrrp_instance]]
name = "VI_1"
virtual_router_id = 51
virtual_ipaddress = ["10.77.0.100/24"]
)" + instance +
           more;
}

inline config::Cluster cluster(const std::string &text)
{
    auto parsed = config::parseCluster(text, "cluster.toml", "/");
    if (!parsed)
        throw std::runtime_error(describe(parsed.error().errors.front()));
    return *parsed;
}

inline std::optional<IpAddress> linkLocalOf(const std::string &interface)
{
    return interface == "eth0" ? IpAddress::parse("fe80::1") : std::nullopt;
}

inline EngineConfig configOf(const std::string &text, const std::string &node = "maxscale1")
{
    auto config = makeEngineConfig(cluster(text), node, linkLocalOf);
    if (!config)
        throw std::runtime_error(describe(config.error()));
    return *config;
}

inline const IpAddress own = *IpAddress::parse("10.77.0.1");
inline const IpAddress peer = *IpAddress::parse("10.77.0.2");
inline const IpAddress group = *IpAddress::parse("224.0.0.18");

class EngineTest : public ::testing::Test
{
protected:
    void start(const std::string &text = clusterText(), const std::string &node = "maxscale1")
    {
        auto config = configOf(text, node);
        assignSlots(config, &engine.config());
        ASSERT_TRUE(engine.apply(std::move(config)).has_value());
    }
    /// As the daemon does: sleep until the deadline, then wake.
    void sleepToDeadline()
    {
        const auto due = engine.deadline();
        ASSERT_TRUE(due.has_value());
        clock.set(std::max(*due, clock.now()));
        engine.wake();
    }
    void runFor(Duration time)
    {
        const Instant end = clock.now() + time;
        for (int turn = 0; turn < 10'000; ++turn) {
            const auto due = engine.deadline();
            if (!due || *due > end)
                break;
            sleepToDeadline();
        }
        clock.set(end);
        engine.wake();
    }
    void becomeMaster()
    {
        runFor(5s);
        ASSERT_EQ(state(), model::VrrpState::Master);
    }
    std::vector<std::uint8_t> advert(int priority, const IpAddress &sender = peer, int id = 51,
                                     const IpAddress &destination = group)
    {
        const std::vector<IpAddress> vips{*IpAddress::parse("10.77.0.100")};
        return vrrp::encode({3, *VirtualRouterId::of(id), Priority(static_cast<std::uint8_t>(priority)), 1s, vips, {}},
                            sender, destination);
    }
    void hear(int priority, const IpAddress &sender = peer, int id = 51)
    {
        kernel.queueDatagram("eth0", {sender, group, 255, true}, advert(priority, sender, id));
        engine.wake();
    }
    model::VrrpState state(std::size_t index = 0) { return engine.status().instances.at(index).state; }
    std::vector<model::Event> events(model::EventKind kind) const
    {
        std::vector<model::Event> found;
        std::uint64_t seq = 0;
        while (const auto event = engine.events().after(seq)) {
            seq = event->seq;
            if (event->kind == kind)
                found.push_back(*event);
        }
        return found;
    }
    std::string lastReason(model::EventKind kind) const
    {
        const auto found = events(kind);
        return found.empty() ? "" : found.back().reason;
    }

    FakeKernel kernel;
    FakeClock clock;
    Engine engine{kernel, clock};
};

} // namespace tandem::engine::testing
