// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/judgement.h"

#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using maxscale::ProbeOutcome;
using maxscale::ProbeResult;
using maxscale::RestError;
using maxscale::RestFault;
using Kind = Observation::Kind;
using testing::ElementsAre;
using testing::IsEmpty;

ProbeResult probe(ProbeOutcome outcome, std::uint16_t errorCode = 0)
{
    ProbeResult result;
    result.outcome = outcome;
    result.errorCode = errorCode;
    result.evidence = "127.0.0.1:4006";
    if (outcome == ProbeOutcome::Greeted)
        result.versionString = "PrimaryMaxScale";
    return result;
}

tl::unexpected<RestError> rest(RestFault fault)
{
    return tl::unexpected(RestError{fault, {ErrorCode::NotReachable, "REST", std::string(nameOf(fault)), {}}});
}

std::vector<model::ServerStatus> servers(const char *first = "Master, Running", const char *second = "Slave, Running")
{
    return {{"server1", first, 0, 0}, {"server2", second, 0, 0}};
}

std::vector<std::string> codes(const Judgement &judgement)
{
    std::vector<std::string> list;
    for (const Finding &finding : judgement.findings)
        list.push_back(finding.code);
    return list;
}

const ProbeResult greeted = probe(ProbeOutcome::Greeted);
const Expectation expected{{"server1", "server2"}, "PrimaryMaxScale", false};

} // namespace

TEST(Judgement, IsGoodWhenAllAnswers)
{
    const Judgement judgement = judge({{greeted}, servers()}, expected);
    EXPECT_EQ(judgement.observation.kind, Kind::Good);
    EXPECT_EQ(judgement.observation.verdict, "ok");
    EXPECT_THAT(judgement.findings, IsEmpty());
}

TEST(Judgement, IsGoneWhenNobodyListens)
{
    for (const auto outcome : {ProbeOutcome::Refused, ProbeOutcome::Closed}) {
        const Judgement judgement = judge({{probe(outcome)}, rest(RestFault::Refused)}, expected);
        EXPECT_EQ(judgement.observation.kind, Kind::Gone);
        EXPECT_EQ(judgement.observation.verdict, "refused");
    }
    EXPECT_EQ(judge({{}, rest(RestFault::Refused)}, expected).observation.kind, Kind::Gone);
}

TEST(Judgement, IsFrozenOnlyWithoutGreetingAndWithoutRest)
{
    EXPECT_EQ(judge({{probe(ProbeOutcome::Silent)}, rest(RestFault::TimedOut)}, expected).observation.verdict,
              "frozen");
    EXPECT_EQ(judge({{probe(ProbeOutcome::Silent)}, rest(RestFault::Refused)}, expected).observation.verdict, "frozen");
    EXPECT_EQ(judge({{}, rest(RestFault::TimedOut)}, expected).observation.verdict, "frozen");
    EXPECT_EQ(judge({{probe(ProbeOutcome::Silent)}, rest(RestFault::TimedOut)}, expected).observation.kind, Kind::Bad);
}

TEST(Judgement, TakesARestThatIsSilentAloneForNoFailure)
{
    const Judgement judgement = judge({{greeted}, rest(RestFault::TimedOut)}, expected);
    EXPECT_EQ(judgement.observation.kind, Kind::Good);
    EXPECT_THAT(codes(judgement), ElementsAre("maxscale-rest-silent"));
}

TEST(Judgement, TakesARestThatRefusesAloneForNoFailure)
{
    const Judgement judgement = judge({{greeted}, rest(RestFault::Refused)}, expected);
    EXPECT_EQ(judgement.observation.kind, Kind::Good);
    EXPECT_THAT(codes(judgement), ElementsAre("maxscale-rest-unreachable"));
}

TEST(Judgement, AlarmsAboutAMistakeInTheFileAndMovesNothingForIt)
{
    const std::vector<std::pair<RestFault, std::string>> faults{{RestFault::Unauthorized, "maxscale-unauthorized"},
                                                                {RestFault::Forbidden, "maxscale-unauthorized"},
                                                                {RestFault::Tls, "maxscale-tls"},
                                                                {RestFault::NotJson, "maxscale-bad-answer"},
                                                                {RestFault::HalfJson, "maxscale-bad-answer"},
                                                                {RestFault::Empty, "maxscale-bad-answer"},
                                                                {RestFault::TooLarge, "maxscale-bad-answer"},
                                                                {RestFault::Rejected, "maxscale-bad-answer"}};
    for (const auto &[fault, code] : faults) {
        for (const std::vector<ProbeResult> &greetings : {std::vector{greeted}, std::vector<ProbeResult>{}}) {
            const Judgement judgement = judge({greetings, rest(fault)}, expected);
            EXPECT_EQ(judgement.observation.kind, Kind::Good) << nameOf(fault);
            EXPECT_THAT(codes(judgement), ElementsAre(code)) << nameOf(fault);
        }
    }
}

TEST(Judgement, KnowsAStoppedListenerByItsSilenceWhileRestAnswers)
{
    const Judgement judgement = judge({{greeted, probe(ProbeOutcome::Silent)}, servers()}, expected);
    EXPECT_EQ(judgement.observation.kind, Kind::Bad);
    EXPECT_EQ(judgement.observation.verdict, "listener stopped");
}

TEST(Judgement, FailsAtOnceWhenNobodyListensOnAListenerOfTheFile)
{
    const Judgement judgement = judge({{greeted, probe(ProbeOutcome::Refused)}, servers()}, expected);
    EXPECT_EQ(judgement.observation.kind, Kind::Gone);
    EXPECT_EQ(judgement.observation.verdict, "listener refused");
}

TEST(Judgement, CountsAListenerThatDoesNotGreet)
{
    for (const auto outcome : {ProbeOutcome::Closed, ProbeOutcome::Unreachable}) {
        const Judgement judgement = judge({{probe(outcome)}, servers()}, expected);
        EXPECT_EQ(judgement.observation.kind, Kind::Bad);
        EXPECT_EQ(judgement.observation.verdict, "no greeting");
    }
}

TEST(Judgement, CountsAListenerThatSpeaksAnotherProtocol)
{
    const Judgement judgement = judge({{greeted, probe(ProbeOutcome::Malformed)}, servers()}, expected);
    EXPECT_EQ(judgement.observation.kind, Kind::Bad);
    EXPECT_EQ(judgement.observation.verdict, "wrong protocol");
}

TEST(Judgement, TakesAnErrorPacketForLife)
{
    const std::vector<std::pair<std::uint16_t, std::string>> errors{
        {1040, "maxscale-too-many-connections"}, {1129, "maxscale-host-blocked"}, {1045, "maxscale-listener-error"}};
    for (const auto &[number, code] : errors) {
        const Judgement judgement = judge({{probe(ProbeOutcome::ErrorPacket, number)}, servers()}, expected);
        EXPECT_EQ(judgement.observation.kind, Kind::Good);
        EXPECT_THAT(codes(judgement), ElementsAre(code));
        EXPECT_EQ(
            judge({{probe(ProbeOutcome::ErrorPacket, number)}, rest(RestFault::TimedOut)}, expected).observation.kind,
            Kind::Good);
    }
}

TEST(Judgement, FailsWhenAServerOfTheFileIsNotListed)
{
    auto listed = servers();
    listed.pop_back();
    const Judgement judgement = judge({{greeted}, listed}, expected);
    EXPECT_EQ(judgement.observation.kind, Kind::Bad);
    EXPECT_EQ(judgement.observation.verdict, "server missing");
    EXPECT_EQ(judgement.observation.evidence, "MaxScale does not list server \"server2\"");
}

TEST(Judgement, BlamesTheDatabaseWhenNoNodeReachesAServer)
{
    const Judgement judgement = judge({{greeted}, servers("Down", "Down")}, expected);
    EXPECT_EQ(judgement.observation.kind, Kind::Good);
    EXPECT_THAT(codes(judgement), ElementsAre("no-server-usable"));
}

TEST(Judgement, BlamesThisNodeWhenAPeerReachesAServer)
{
    Expectation withPeer = expected;
    withPeer.peersSeeUsable = true;
    const Judgement judgement = judge({{greeted}, servers("Down", "Maintenance, Running")}, withPeer);
    EXPECT_EQ(judgement.observation.kind, Kind::Bad);
    EXPECT_EQ(judgement.observation.verdict, "no server usable here");
}

TEST(Judgement, IsContentWithOneUsableServer)
{
    EXPECT_EQ(judge({{greeted}, servers("Down", "Slave, Running")}, expected).observation.kind, Kind::Good);
}

TEST(Judgement, NoticesAMaxScaleThatGreetsAsAnother)
{
    Expectation other = expected;
    other.versionString = "SecondaryMaxScale";
    EXPECT_THAT(codes(judge({{greeted}, servers()}, other)), ElementsAre("maxscale-version-string"));
    other.versionString.clear();
    EXPECT_THAT(codes(judge({{greeted}, servers()}, other)), IsEmpty());
}

TEST(Judgement, NamesItsEvidence)
{
    ProbeResult refused = probe(ProbeOutcome::Refused);
    refused.evidence = "127.0.0.1:4006 connection refused";
    EXPECT_EQ(judge({{refused}, rest(RestFault::Refused)}, expected).observation.evidence,
              "REST: connection refused, 127.0.0.1:4006 connection refused");
}

} // namespace tandem::agent
