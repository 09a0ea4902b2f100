// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/guardlink.h"
#include "daemon/guard/reader.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

using namespace tandem;
using namespace std::chrono_literals;

namespace {

engine::InstanceConfig anInstance(int number)
{
    engine::InstanceConfig made;
    made.slot = static_cast<engine::Slot>(number);
    made.router.name = "VI_" + std::to_string(number);
    made.router.version = 2;
    made.router.virtualRouterId = *VirtualRouterId::of(number % 255 + 1);
    made.router.priority = Priority(150);
    made.router.interval = 1s;
    made.router.primaryAddress = *IpAddress::parse("10.77.0.1");
    made.router.addresses = {*IpAddress::parse("10.77.0.100"), *IpAddress::parse("10.77.0.101")};
    made.router.pass = vrrp::authDataOf("mypass");
    made.router.preempt = false;
    made.router.preemptDelay = 3s;
    made.router.startDelay = 4s;
    made.router.firstVerdictWait = 5s;
    made.router.tracks = {{"maxscale", 0}, {"gateway", -20}};
    made.router.interfaces = {"eth0", "eth1"};
    made.router.peers = {{*IpAddress::parse("10.77.0.2"), Priority(100)}};
    made.router.synced = true;
    made.plan = {"eth0",
                 *IpAddress::parse("10.77.0.1"),
                 {{*IpAddress::parse("10.77.0.100"), "eth0", "eth0:1"}, {*IpAddress::parse("fd00::1"), "eth1", ""}},
                 false,
                 2};
    made.linkLocalSource = true;
    made.unicast = true;
    made.fence = false;
    made.destinations = {*IpAddress::parse("10.77.0.2"), *IpAddress::parse("10.77.0.3")};
    return made;
}

engine::EngineConfig aConfig(int instances)
{
    engine::EngineConfig config;
    config.cluster = "shop";
    config.node = "maxscale1";
    for (int number = 0; number < instances; ++number)
        config.instances.push_back(anInstance(number));
    config.groups = {{"G1", {0, 1}}};
    config.maintenance = true;
    return config;
}

void expectSame(const engine::InstanceConfig &one, const engine::InstanceConfig &other)
{
    EXPECT_EQ(one.slot, other.slot);
    EXPECT_EQ(one.router, other.router);
    EXPECT_EQ(one.plan, other.plan);
    EXPECT_EQ(one.linkLocalSource, other.linkLocalSource);
    EXPECT_EQ(one.unicast, other.unicast);
    EXPECT_EQ(one.fence, other.fence);
    EXPECT_EQ(one.destinations, other.destinations);
}

TEST(ConfigCodec, WhatTheGuardHandsOverIsWhatTheEngineGets)
{
    const auto config = aConfig(2);
    const auto read = engine::decodeConfig(engine::encodeConfig(config));
    ASSERT_TRUE(read) << describe(read.error());
    EXPECT_EQ(read->cluster, config.cluster);
    EXPECT_EQ(read->node, config.node);
    ASSERT_EQ(read->instances.size(), 2U);
    expectSame(read->instances[0], config.instances[0]);
    expectSame(read->instances[1], config.instances[1]);
    ASSERT_EQ(read->groups.size(), 1U);
    EXPECT_EQ(read->groups[0].name, "G1");
    EXPECT_EQ(read->groups[0].members, (std::vector<std::size_t>{0, 1}));
    EXPECT_TRUE(read->maintenance);
}

TEST(ConfigCodec, FiveHundredInstancesFit)
{
    const auto octets = engine::encodeConfig(aConfig(engine::mostInstances));
    EXPECT_LT(octets.size(), engine::SharedBoard::longestConfig);
    const auto read = engine::decodeConfig(octets);
    ASSERT_TRUE(read) << describe(read.error());
    EXPECT_EQ(read->instances.size(), engine::mostInstances);
}

TEST(ConfigCodec, EveryCutIsAnErrorAndNoneACrash)
{
    const auto octets = engine::encodeConfig(aConfig(2));
    for (std::size_t size = 0; size < octets.size(); ++size)
        EXPECT_FALSE(engine::decodeConfig(std::span(octets).first(size))) << size;
}

TEST(ConfigCodec, AGroupOfNoInstanceIsRefused)
{
    auto config = aConfig(1);
    EXPECT_FALSE(engine::decodeConfig(engine::encodeConfig(config)));
}

TEST(LoadedApart, TellsTheConfigurationOrEveryMistake)
{
    const auto config = guard::decodeLoaded(guard::encodeLoaded(aConfig(2)));
    ASSERT_TRUE(config);
    EXPECT_EQ(config->instances.size(), 2U);
    const std::vector<Error> mistakes{{ErrorCode::BadFile, "cluster.toml:1:2", "no such key", "remove it"},
                                      {ErrorCode::NotAllowed, "secret", "others may read it", ""}};
    const auto errors = guard::decodeLoaded(guard::encodeLoaded(tl::unexpected(mistakes)));
    ASSERT_FALSE(errors);
    EXPECT_EQ(errors.error(), mistakes);
}

TEST(LoadedApart, AReaderThatEndsInTheMiddleIsAnError)
{
    const auto octets = guard::encodeLoaded(aConfig(2));
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, octets.size() / 2})
        EXPECT_FALSE(guard::decodeLoaded(std::span(octets).first(size))) << size;
}

TEST(LoadedApart, AFileThatIsNotThereIsToldByItsName)
{
    engine::Options options;
    options.cluster = "/nonexistent/cluster.toml";
    const auto loaded = guard::loadConfigApart(options);
    ASSERT_FALSE(loaded);
    EXPECT_NE(describe(loaded.error().front()).find("/nonexistent/cluster.toml"), std::string::npos);
}

TEST(GuardLink, CarriesEveryKindOfMessage)
{
    auto pair = engine::GuardLink::makePair();
    ASSERT_TRUE(pair);
    auto &[guard, engine] = *pair;
    const engine::News news{model::EventKind::Alarm, "the engine ended", {model::CauseType::Command, {{"a", "b"}}}};
    EXPECT_TRUE(guard.send(engine::Configured{}));
    EXPECT_TRUE(guard.send(news));
    EXPECT_TRUE(std::holds_alternative<engine::Configured>(*engine.receive()));
    EXPECT_EQ(std::get<engine::News>(*engine.receive()), news);
    EXPECT_FALSE(engine.receive());
    EXPECT_TRUE(engine.send(engine::Ready{}));
    EXPECT_TRUE(engine.send(engine::Applied{"no room"}));
    EXPECT_TRUE(std::holds_alternative<engine::Ready>(*guard.receive()));
    EXPECT_EQ(std::get<engine::Applied>(*guard.receive()).trouble, "no room");
}

TEST(GuardLink, SkipsWhatItDoesNotUnderstand)
{
    auto pair = engine::GuardLink::makePair();
    ASSERT_TRUE(pair);
    auto &[guard, engine] = *pair;
    const std::uint8_t nonsense[] = {0xee, 1, 2};
    ASSERT_EQ(::send(guard.fd(), nonsense, sizeof nonsense, 0), 3);
    guard.send(engine::Ready{});
    EXPECT_TRUE(std::holds_alternative<engine::Ready>(*engine.receive()));
}

TEST(BeatRound, IsHalfTheShortestIntervalWithinBounds)
{
    auto config = aConfig(2);
    EXPECT_EQ(engine::beatRound(config, true), 500ms);
    config.instances[1].router.interval = 100ms;
    EXPECT_EQ(engine::beatRound(config, true), 50ms);
    config.instances[1].router.interval = 10ms;
    EXPECT_EQ(engine::beatRound(config, true), 5ms);
    EXPECT_EQ(engine::beatRound(config, false), 25ms);
    config.instances[0].router.interval = 40s;
    config.instances[1].router.interval = 40s;
    EXPECT_EQ(engine::beatRound(config, true), 500ms);
}

TEST(BoardMapping, IsEmptyAtFirstAndTakesAConfiguration)
{
    auto board = engine::BoardMapping::create();
    ASSERT_TRUE(board);
    EXPECT_EQ((*board)->engineBeat.load(), 0U);
    (*board)->config[engine::SharedBoard::longestConfig - 1] = 1;
    board->forgetConfig();
    EXPECT_EQ((*board)->guardBeat.load(), 0U);
}

} // namespace
