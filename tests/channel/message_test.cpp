// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/channel/message.h"

#include <gtest/gtest.h>
#include <limits>
#include <random>

namespace tandem::channel {
namespace {

using Octets = std::vector<std::uint8_t>;

EngineHello engineHello()
{
    return {.version = "0.1.0",
            .node = "maxscale1",
            .cluster = "shop",
            .engineId = 0xfedcba9876543210U,
            .startedNs = 1'766'000'000'000'000'000,
            .pid = 4711,
            .leaseSeconds = 2};
}

EngineEvent engineEvent()
{
    model::Event event{.seq = 7,
                       .node = "maxscale1",
                       .timeNs = -5,
                       .clockErrorNs = 12,
                       .kind = model::EventKind::Vip,
                       .instance = "VI_1",
                       .from = "",
                       .to = "10.77.0.100",
                       .reason = "became MASTER",
                       .cause = {}};
    event.cause = {model::CauseType::Timer, {{"from", "10.77.0.2"}, {"priority", "100"}}};
    return {event};
}

EngineStatus engineStatus()
{
    model::InstanceStatus first{.name = "VI_1",
                                .state = model::VrrpState::Master,
                                .effectivePriority = 150,
                                .heldVips = {"10.77.0.100"},
                                .vips = {"10.77.0.100", "10.77.0.101"},
                                .masterAddress = "10.77.0.1",
                                .sinceNs = 99};
    model::InstanceStatus second{.name = "VI_2",
                                 .state = model::VrrpState::Fault,
                                 .effectivePriority = {},
                                 .heldVips = {},
                                 .vips = {},
                                 .masterAddress = "",
                                 .sinceNs = 0};
    first.overridePriority = 201;
    return {.latenessNs = 1234,
            .maintenance = true,
            .fileSerial = 7,
            .trialUntilNs = 1'700'000'000'000'000'000,
            .refused = {{"eth0", "checksum", 12}, {"eth1", "hop-limit", 1}},
            .heard = {{"eth0", 250, "10.77.0.2", true}, {"eth1", 7, "fe80::7", false}},
            .first = 0,
            .total = 2,
            .instances = {first, second}};
}

NeighbourAnswer neighbourAnswer()
{
    using State = NeighbourAnswer::State;
    return {.id = 4,
            .check = "gateway",
            .neighbours = {{"eth0", "10.77.0.254", true, State::Silent, {}},
                           {"eth0", "10.77.0.2", false, State::Answered, {2, 0, 0, 0, 0, 2}}}};
}

std::vector<Message> oneOfEach()
{
    return {engineHello(),
            AgentHello{.version = "0.1.0", .engineId = 1, .lastEventSeq = std::numeric_limits<std::uint64_t>::max()},
            engineEvent(),
            engineStatus(),
            TrackVerdict{.check = "maxscale",
                         .state = TrackVerdict::State::Down,
                         .evidence = "refused",
                         .validForNs = 6'000'000'000},
            EventsStored{.engineId = 3, .seq = 1024},
            Order{.id = 9, .kind = Order::Kind::MaintenanceOff, .instance = "VI_1"},
            OrderAnswer{.id = 9, .refusals = {{"VI_1", "fault"}}},
            EngineBeat{.latenessNs = 12},
            AskNeighbours{.id = 4, .check = "gateway", .waitNs = 50'000'000},
            neighbourAnswer(),
            ProbePaths{.id = 5, .routerId = 250},
            PathsProbed{.id = 5, .sent = 2, .refusal = "", .trouble = "eth1: Operation not permitted"},
            FileOrder{.id = 6, .kind = FileOrder::Kind::Try, .seconds = 60, .holdSeconds = 20},
            FileAnswer{.id = 6, .refusal = {}, .breaks = {"VI_1: version", "VI_2: auth_pass"}},
            FileAnswer{.id = 7, .refusal = Error{ErrorCode::Refused, "limits.toml", "no", "yes"}, .breaks = {}}};
}

std::string refusalOf(const Octets &packet)
{
    const auto decoded = decode(packet);
    return decoded ? "accepted" : decoded.error().text;
}

TEST(Message, EachComesBackAsItWasSent)
{
    for (const auto &message : oneOfEach()) {
        const auto decoded = decode(encode(message));
        ASSERT_TRUE(decoded) << describe(decoded.error());
        EXPECT_EQ(*decoded, message) << message.index();
    }
}

TEST(Message, TheLayoutOnTheWireIsAsWrittenDown)
{
    const Octets expected{5, 0, 6, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0};
    EXPECT_EQ(encode(EventsStored{.engineId = 3, .seq = 1024}), expected);
    const Octets verdict{5, 0, 5, 0, 2, 0, 'm', 's', 2, 1, 0, 'x', 0xff, 0, 0, 0, 0, 0, 0, 0};
    EXPECT_EQ(
        encode(TrackVerdict{.check = "ms", .state = TrackVerdict::State::Down, .evidence = "x", .validForNs = 255}),
        verdict);
}

TEST(Message, EveryTruncationIsRefused)
{
    for (const auto &message : oneOfEach()) {
        const auto whole = encode(message);
        for (std::size_t length = 0; length < whole.size(); ++length) {
            const auto refusal = refusalOf({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)});
            EXPECT_EQ(refusal, length < 4 ? "it is shorter than its header" : "it ends before its fields do")
                << message.index() << " cut to " << length;
        }
    }
}

TEST(Message, OctetsLeftOverAreRefused)
{
    for (const auto &message : oneOfEach()) {
        auto packet = encode(message);
        packet.push_back(0);
        EXPECT_EQ(refusalOf(packet), "1 octets are left over behind its fields") << message.index();
    }
}

TEST(Message, AnotherProtocolIsRefusedWithTheWayOut)
{
    auto packet = encode(engineHello());
    packet[0] = 1;
    const auto decoded = decode(packet);
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().code, ErrorCode::BadMessage);
    EXPECT_EQ(describe(decoded.error()),
              "message between engine and agent: it speaks protocol 1, this program speaks 5; "
              "run tandemd and tandem-agent of the same version");
}

TEST(Message, AnUnknownTypeIsRefused)
{
    auto packet = encode(engineHello());
    packet[2] = 77;
    EXPECT_EQ(refusalOf(packet), "message type 77 is not known");
    packet[2] = 0;
    EXPECT_EQ(refusalOf(packet), "message type 0 is not known");
}

TEST(Message, ValuesOutOfRangeAreRefused)
{
    const TrackVerdict verdict{.check = "", .state = TrackVerdict::State::Up, .evidence = "", .validForNs = 1};
    auto packet = encode(verdict);
    packet[6] = 3;
    EXPECT_EQ(refusalOf(packet), "verdict 3 is not known");
    packet = encode(verdict);
    packet.back() = 0x80;
    EXPECT_EQ(refusalOf(packet), "a verdict that is valid for less than no time");

    packet = encode(AskNeighbours{.id = 1, .check = "", .waitNs = 1});
    packet.back() = 0x80;
    EXPECT_EQ(refusalOf(packet), "a question that waits for less than no time");
    packet = encode(FileOrder{.id = 1, .kind = FileOrder::Kind::Try, .seconds = 1, .holdSeconds = 0});
    packet[13] = 0;
    EXPECT_EQ(refusalOf(packet), "a trial of no time");
    packet[14] = 0x7f;
    EXPECT_EQ(refusalOf(packet), "a trial that is too long");
    packet = encode(neighbourAnswer());
    packet[packet.size() - 7] = 3;
    EXPECT_EQ(refusalOf(packet), "state of a neighbour 3 is not known");

    const model::InstanceStatus unknown{.name = "",
                                        .state = model::VrrpState::Unknown,
                                        .effectivePriority = {},
                                        .heldVips = {},
                                        .vips = {},
                                        .masterAddress = "",
                                        .sinceNs = 0};
    packet = encode(EngineStatus{.latenessNs = 0, .total = 1, .instances = {unknown}});
    packet[37] =
        6; // behind header, lateness, maintenance, file, trial, refusals, heard, first, total, count and the empty name
    EXPECT_EQ(refusalOf(packet), "state 6 is not known");
    packet[37] = 0;
    packet[38] = 2;
    EXPECT_EQ(refusalOf(packet), "a mark of presence is 2");
}

TEST(Message, AStringLongerThanItsBoundIsRefused)
{
    Octets packet{5, 0, 2, 0, 0x01, 0x02}; // AgentHello with a version of 513 octets
    packet.insert(packet.end(), 513 + 16, 'x');
    EXPECT_EQ(refusalOf(packet), "a string of 513 octets, more than 512");
}

TEST(Message, AListLongerThanItsBoundIsRefused)
{
    Octets packet{5, 0, 4, 0};
    packet.insert(packet.end(), 8 + 1 + 4 + 8, 0);
    packet.insert(packet.end(), {0x01, 0x02}); // 513 refusals
    EXPECT_EQ(refusalOf(packet), "a list of 513 items, more than 512");
}

TEST(Message, APacketLongerThanItsBoundIsRefused)
{
    EXPECT_EQ(refusalOf(Octets(longestMessage + 1, 1)), "it has 32769 octets, more than 32768");
}

TEST(Message, TheLongestStringComesBackAndALongerOneIsCut)
{
    const TrackVerdict longest{.check = std::string(longestString, 'c'),
                               .state = TrackVerdict::State::Up,
                               .evidence = std::string(longestString, 'e'),
                               .validForNs = 0};
    EXPECT_EQ(*decode(encode(longest)), Message(longest));
    auto longer = longest;
    longer.evidence += "and more";
    EXPECT_EQ(*decode(encode(longer)), Message(longest));
}

TEST(Message, AStringIsNotCutWithinACharacter)
{
    TrackVerdict verdict{
        .check = "", .state = TrackVerdict::State::Up, .evidence = std::string(510, 'e') + "\u20ac", .validForNs = 0};
    EXPECT_EQ(std::get<TrackVerdict>(*decode(encode(verdict))).evidence, std::string(510, 'e'));
    verdict.evidence = std::string(600, '\x80'); // no UTF-8 at all: cut somewhere, and bounded
    EXPECT_LE(std::get<TrackVerdict>(*decode(encode(verdict))).evidence.size(), longestString);
}

TEST(Message, ListsAreCutToTheirBoundAndToTheMessage)
{
    auto event = engineEvent();
    event.event.cause.details.assign(600, {"k", "v"});
    EXPECT_EQ(std::get<EngineEvent>(*decode(encode(event))).event.cause.details.size(), mostItems);
    event.event.cause.details.assign(600, {std::string(500, 'k'), std::string(500, 'v')});
    const auto packet = encode(event);
    EXPECT_LE(packet.size(), longestMessage);
    const auto details = std::get<EngineEvent>(*decode(packet)).event.cause.details;
    EXPECT_GT(details.size(), 25U);
    EXPECT_EQ(details.back().second, std::string(500, 'v'));
}

TEST(Message, AnInstanceIsSentWholeOrNotAtAll)
{
    auto instance = engineStatus().instances.front();
    instance.heldVips.assign(100, "10.77.0.100");
    const EngineStatus many{.latenessNs = 0, .instances = std::vector(100, instance)};
    const auto packet = encode(many);
    EXPECT_LE(packet.size(), longestMessage);
    const auto decoded = std::get<EngineStatus>(*decode(packet));
    EXPECT_GT(decoded.instances.size(), 20U);
    EXPECT_LT(decoded.instances.size(), 100U);
    for (const auto &each : decoded.instances)
        EXPECT_EQ(each, instance);
}

TEST(Message, AnInstanceTooLongForAnyMessageLosesTheEndOfItsLists)
{
    auto instance = engineStatus().instances.front();
    instance.heldVips.assign(mostItems, std::string(longestString, 'a'));
    instance.vips = instance.heldVips;
    instance.masterAddress = std::string(longestString, 'm');
    const auto packet = encode(EngineStatus{.latenessNs = 0, .instances = {instance}});
    EXPECT_LE(packet.size(), longestMessage);
    const auto decoded = decode(packet);
    ASSERT_TRUE(decoded) << describe(decoded.error());
    const auto &only = std::get<EngineStatus>(*decoded).instances.at(0);
    EXPECT_GT(only.heldVips.size(), 50U);
    EXPECT_EQ(only.masterAddress, instance.masterAddress);
    EXPECT_EQ(only.sinceNs, instance.sinceNs);
}

std::vector<model::InstanceStatus> manyInstances(std::size_t count)
{
    std::vector<model::InstanceStatus> instances(count, engineStatus().instances.front());
    for (std::size_t i = 0; i < count; ++i)
        instances[i].name = "an instance's name " + std::to_string(i);
    return instances;
}

TEST(StatusParts, FiveHundredInstancesComeInPartsAndAreWholeAgain)
{
    auto whole = engineStatus();
    whole.instances = manyInstances(500);
    whole.total = 500;
    const auto parts = partsOf(whole);
    EXPECT_GT(parts.size(), 1U);
    StatusAssembler assembler;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto packet = encode(parts[i]);
        EXPECT_LE(packet.size(), longestMessage);
        const auto taken = assembler.take(std::get<EngineStatus>(*decode(packet)));
        ASSERT_TRUE(taken);
        ASSERT_EQ(taken->has_value(), i + 1 == parts.size()) << i;
        EXPECT_TRUE(!*taken || **taken == whole);
    }
}

TEST(StatusParts, AStatusWithoutInstancesIsOnePart)
{
    const auto parts = partsOf({.latenessNs = 5});
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_TRUE(StatusAssembler().take(parts.front())->has_value());
}

TEST(StatusParts, APartThatDoesNotFollowIsRefused)
{
    auto whole = engineStatus();
    whole.instances = manyInstances(500);
    for (auto &instance : whole.instances)
        instance.name += std::string(100, '.');
    const auto parts = partsOf(whole);
    ASSERT_GT(parts.size(), 2U);
    StatusAssembler assembler;
    EXPECT_FALSE(assembler.take(parts[1]));
    ASSERT_TRUE(assembler.take(parts[0]));
    EXPECT_FALSE(assembler.take(parts[2]));
    auto other = parts[1];
    other.total = 499;
    EXPECT_FALSE(assembler.take(other));
}

TEST(StatusParts, ANewFirstPartBeginsAnew)
{
    auto whole = engineStatus();
    whole.instances = manyInstances(500);
    const auto parts = partsOf(whole);
    StatusAssembler assembler;
    ASSERT_TRUE(assembler.take(parts[0]));
    ASSERT_TRUE(assembler.take(parts[0]));
    EXPECT_TRUE(assembler.take(parts[1]));
}

TEST(Message, AVerdictOfThePastIsSentAsOneThatIsOver)
{
    const TrackVerdict over{.check = "maxscale", .state = TrackVerdict::State::Up, .evidence = "", .validForNs = -1};
    const auto decoded = decode(encode(over));
    ASSERT_TRUE(decoded);
    EXPECT_EQ(std::get<TrackVerdict>(*decoded).validForNs, 0);
}

TEST(Message, WhatSurvivesRandomChangesIsStillTheMessageThatItSays)
{
    std::mt19937 random(20261122); // the same run each time; sanitizers watch
    int accepted = 0;
    for (const auto &message : oneOfEach()) {
        for (int round = 0; round < 4000; ++round) {
            auto packet = encode(message);
            for (unsigned changes = 1 + random() % 3; changes > 0; --changes)
                packet[random() % packet.size()] = static_cast<std::uint8_t>(random());
            const auto decoded = decode(packet);
            if (!decoded)
                continue;
            ++accepted;
            EXPECT_EQ(encode(*decoded), packet); // one message has one form
        }
    }
    EXPECT_GT(accepted, 1000);
}

} // namespace
} // namespace tandem::channel
