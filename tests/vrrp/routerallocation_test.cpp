// SPDX-License-Identifier: GPL-3.0-or-later
#include "capturedadverts.h"
#include "countedallocations.h"
#include "vrrp/router.h"
#include "vrrp/syncgroup.h"

#include <gtest/gtest.h>
#include <memory>

/// Nothing on the failover path allocates.
namespace tandem::vrrp {
namespace {

using namespace std::chrono_literals;

TEST(RouterAllocation, IsCounted)
{
    const auto before = allocationsSoFar();
    const auto memory = std::make_unique<std::array<char, 100>>();
    EXPECT_EQ(allocationsSoFar(), before + 1) << memory->size();
}

TEST(RouterAllocation, HandlingAnyInputTakesNone)
{
    RouterConfig config;
    config.name = "an instance whose name is longer than any small string";
    config.primaryAddress = *IpAddress::parse("10.78.0.3");
    config.addresses = {*IpAddress::parse("10.78.0.200")};
    config.tracks = {{"a track whose name is longer than any small string", 0}, {"weighted", -20}};
    config.interfaces = {"an interface whose name is far too long", "eth1"};
    Router router(config);
    const Envelope envelope{.source = *IpAddress::parse(captured::source4),
                            .destination = *IpAddress::parse(captured::group4),
                            .hopLimit = 255,
                            .multicast = true};
    Instant now{};
    std::size_t effects = 0;
    std::array<bool, 5> visited{};

    const auto before = allocationsSoFar();
    const auto give = [&](const Input &input) {
        effects += router.handle(input, now).size();
        visited[static_cast<std::size_t>(router.state())] = true;
        now += 1ms;
    };
    const auto hear = [&](Priority priority) {
        auto decoded = decode(captured::version3Fast, envelope);
        decoded.advert->priority = priority;
        give(AdvertReceived{envelope.source, *decoded.advert});
    };
    const auto sleep = [&] {
        now = std::max(now, router.deadline().value_or(now));
        give(Awake{});
        give(DeadlinePassed{});
    };
    give(LinkChanged{"an interface whose name is far too long", true});
    give(Started{});
    give(TrackChanged{0, Verdict::Up, "an evidence longer than any small string is"});
    hear(Priority(150)); // another list, another interval
    hear(Priority(50));
    hear(Priority(0));
    for (int i = 0; i < 10; ++i)
        sleep();
    hear(Priority(50)); // a second master
    give(TrackChanged{1, Verdict::Down, "weight"});
    hear(Priority(200)); // yields
    sleep();
    give(TrackChanged{0, Verdict::Down, "refused"});
    give(LinkChanged{"eth1", false});
    give(LinkChanged{"eth1", true});
    give(TrackChanged{0, Verdict::Up, ""});
    sleep();
    give(Maintenance{true});
    give(Maintenance{false});
    hear(Priority(150));
    give(Override{});
    give(HandedOver{});
    give(TakeoverExpected{envelope.source, 1s});
    hear(Priority(200)); // within the overlap
    sleep();
    give(ClearOverride{});
    give(GroupFault{true, 1});
    give(GroupFault{false, 1});
    sleep();
    give(GroupClaim{});
    give(GroupYield{1, envelope.source});
    give(Shutdown{});
    const auto after = allocationsSoFar();

    EXPECT_EQ(after, before);
    EXPECT_GT(effects, 45U); // else too little of it ran
    EXPECT_TRUE(visited[static_cast<std::size_t>(State::Master)]);
    EXPECT_TRUE(visited[static_cast<std::size_t>(State::Fault)]);
    EXPECT_TRUE(visited[static_cast<std::size_t>(State::Stopped)]);
}

TEST(RouterAllocation, ASyncGroupThatMovesTakesNone)
{
    SyncGroup group(2);
    std::size_t told = 0;
    const auto before = allocationsSoFar();
    const auto settle = [&] {
        while (const auto next = group.next()) {
            ++told;
            group.look(next->member, {.state = State::Master});
        }
    };
    for (std::size_t i = 0; i < 2; ++i)
        group.look(i, {.state = State::Backup, .wantsMaster = true});
    settle();
    group.look(0, {.state = State::Backup});
    EXPECT_TRUE(group.next());
    EXPECT_EQ(allocationsSoFar(), before);
    EXPECT_EQ(told, 2U);
}

} // namespace
} // namespace tandem::vrrp
