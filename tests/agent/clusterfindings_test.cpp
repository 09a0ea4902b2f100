// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/mode/clusterfindings.h"

#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;
using config::Mode;
using model::AlarmSeverity;
using model::EngineState;
using model::NodeStatus;
using model::VrrpState;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::int64_t wallOfTime(Duration sinceBegin)
{
    return 1'000'000'000'000 + sinceBegin.count();
}

NodeStatus node(const std::string &name, VrrpState state, bool passive)
{
    NodeStatus status;
    status.name = name;
    status.reachable = true;
    status.engineState = EngineState::Running;
    model::InstanceStatus instance;
    instance.name = "VI_1";
    instance.state = state;
    status.instances = {instance};
    model::MaxScaleStatus &maxscale = status.maxscale;
    maxscale.reachable = true;
    maxscale.version = "24.02.4";
    maxscale.verdict = "ok";
    maxscale.passive = passive;
    maxscale.servers = {{"server1", "Master, Running", {}, {}}, {"server2", "Slave, Running", {}, {}}};
    model::MonitorStatus monitor;
    monitor.name = "Monitor1";
    monitor.state = "Running";
    monitor.master = "server1";
    monitor.locks = "none";
    monitor.autoFailover = true;
    maxscale.monitors = {monitor};
    maxscale.configDigest = "maxscale:1 servers:2 services:3";
    return status;
}

/// A pair as it should be, seen by its first node, and time that passes.
class ClusterFindingsTest : public testing::Test
{
protected:
    ClusterFindingsTest()
    {
        m_view.mode = Mode::Passive;
        m_view.self = "maxscale1";
        m_view.leadingInstance = "VI_1";
        m_view.nodes = {node("maxscale1", VrrpState::Master, false), node("maxscale2", VrrpState::Backup, true)};
    }
    model::MaxScaleStatus &maxscale(int i) { return m_view.nodes[static_cast<std::size_t>(i)].maxscale; }
    model::MonitorStatus &monitor(int i) { return maxscale(i).monitors.front(); }
    void beCooperative()
    {
        m_view.mode = Mode::Cooperative;
        for (const int i : {0, 1}) {
            maxscale(i).passive = false;
            monitor(i).locks = "majority_of_running";
            monitor(i).lockHolder = i == 0;
        }
    }
    std::vector<Finding> after(Duration time)
    {
        m_now += time;
        return m_findings.look(m_view, Instant(m_now), wallOfTime(m_now));
    }
    std::vector<std::string> codesAfter(Duration time)
    {
        std::vector<std::string> codes;
        for (const Finding &finding : after(time))
            codes.push_back(finding.code);
        return codes;
    }
    /// It is none before its grace is over, and that one alarm from then on.
    void expectAfter(std::chrono::seconds grace, const std::string &code, AlarmSeverity severity,
                     const std::string &part)
    {
        EXPECT_THAT(after(0s), IsEmpty());
        EXPECT_THAT(after(grace - 1ms), IsEmpty()) << code << " before its grace is over";
        const auto found = after(1ms);
        ASSERT_EQ(found.size(), 1U) << code;
        EXPECT_EQ(found[0].code, code);
        EXPECT_EQ(found[0].severity, severity);
        EXPECT_THAT(found[0].text, HasSubstr(part));
        EXPECT_EQ(found[0].sinceNs, wallOfTime(m_now - grace)) << "it counts from its beginning";
    }

    ClusterView m_view;
    ClusterFindings m_findings;
    Duration m_now{};
};

} // namespace

TEST_F(ClusterFindingsTest, AHealthyPairHasNone)
{
    EXPECT_THAT(after(0s), IsEmpty());
    EXPECT_THAT(after(24h), IsEmpty());
    beCooperative();
    EXPECT_THAT(after(0s), IsEmpty());
    EXPECT_THAT(after(24h), IsEmpty());
}

TEST_F(ClusterFindingsTest, DifferentMastersAreTheFirstAlarm)
{
    maxscale(1).servers = {{"server1", "Slave, Running", {}, {}}, {"server2", "Master, Running", {}, {}}};
    expectAfter(ClusterFindings::mastersGrace, "masters-differ", AlarmSeverity::Critical,
                "maxscale1: server1; maxscale2: server2");
}

TEST_F(ClusterFindingsTest, ANodeThatNamesNoMasterDiffers)
{
    maxscale(1).servers[0].state = "Running";
    expectAfter(ClusterFindings::mastersGrace, "masters-differ", AlarmSeverity::Critical, "maxscale2: none");
}

TEST_F(ClusterFindingsTest, TheMonitorThatStandsStillIsNamed)
{
    maxscale(1).servers[0].state = "Running";
    monitor(1).stale = true;
    after(0s);
    EXPECT_THAT(after(ClusterFindings::mastersGrace).at(0).text,
                HasSubstr("maxscale2: none (its monitor stands still"));
}

TEST_F(ClusterFindingsTest, NoMasterAnywhereIsOne)
{
    for (const int i : {0, 1})
        maxscale(i).servers[0].state = "Down";
    expectAfter(ClusterFindings::mastersGrace, "no-master", AlarmSeverity::Critical, "nobody can write");
}

TEST_F(ClusterFindingsTest, ASwitchoverOfTheDatabaseThatOneSeesLaterIsNone)
{
    const auto promoted =
        decltype(maxscale(0).servers){{"server1", "Slave, Running", {}, {}}, {"server2", "Master, Running", {}, {}}};
    maxscale(0).servers = promoted;
    EXPECT_THAT(after(0s), IsEmpty());
    EXPECT_THAT(after(8s), IsEmpty());
    maxscale(1).servers = promoted;
    EXPECT_THAT(after(1s), IsEmpty());
    EXPECT_THAT(after(1h), IsEmpty());
}

TEST_F(ClusterFindingsTest, AMaxScaleThatDoesNotAnswerNamesNobody)
{
    maxscale(1).servers[0].state = "Running";
    maxscale(1).reachable = false;
    after(0s);
    EXPECT_THAT(after(1h), IsEmpty());
}

TEST_F(ClusterFindingsTest, TwoActiveAreOne)
{
    maxscale(1).passive = false;
    expectAfter(ClusterFindings::bothActiveGrace, "both-active", AlarmSeverity::Critical, "maxscale1 and maxscale2");
}

TEST_F(ClusterFindingsTest, TwoActiveAreNoneInAnotherMode)
{
    maxscale(1).passive = false;
    m_view.mode = Mode::None;
    after(0s);
    EXPECT_THAT(after(1h), IsEmpty());
}

TEST_F(ClusterFindingsTest, NoneActiveIsOneAndTheOwnerSaysThatItIsPassive)
{
    maxscale(0).passive = true;
    after(0s);
    EXPECT_THAT(after(ClusterFindings::passiveGrace - 1ms), IsEmpty());
    EXPECT_THAT(codesAfter(1ms), ElementsAre("none-active", "owner-passive"));
}

TEST_F(ClusterFindingsTest, NoneActiveIsNotSaidWhileOneMayBe)
{
    maxscale(0).passive = true;
    m_view.nodes[0].instances[0].state = VrrpState::Backup;
    m_view.nodes[1].reachable = false;
    after(0s);
    EXPECT_THAT(after(1h), IsEmpty()) << "maxscale2 may be active for all that is known";
    m_view.nodes[1].reachable = true;
    maxscale(1).reachable = false;
    maxscale(1).verdict = "refused";
    after(0s);
    EXPECT_THAT(codesAfter(1min), ElementsAre("none-active")) << "where nobody listens, nobody is active";
}

TEST_F(ClusterFindingsTest, AnOrdinaryChangeOfRolesIsNone)
{
    const auto become = [&](int i, VrrpState state, bool passive) {
        m_view.nodes[static_cast<std::size_t>(i)].instances[0].state = state;
        maxscale(i).passive = passive;
    };
    EXPECT_THAT(after(0s), IsEmpty());
    become(0, VrrpState::Backup, false); // the VIP has left, its MaxScale is still active
    become(1, VrrpState::Master, true);
    EXPECT_THAT(after(1s), IsEmpty());
    become(0, VrrpState::Backup, true); // a switchover of the database keeps the new one waiting
    EXPECT_THAT(after(1s), IsEmpty());
    EXPECT_THAT(after(9s), IsEmpty());
    become(1, VrrpState::Master, false);
    EXPECT_THAT(after(1s), IsEmpty());
    EXPECT_THAT(after(1h), IsEmpty());
}

TEST_F(ClusterFindingsTest, AnOwnerWhosePeerIsGoneMayWaitForIt)
{
    m_view.nodes[1].reachable = false;
    maxscale(0).passive = true;
    EXPECT_THAT(after(0s), IsEmpty());
    EXPECT_THAT(after(6s), IsEmpty());
    EXPECT_THAT(codesAfter(6s), ElementsAre("owner-passive"));
}

TEST_F(ClusterFindingsTest, EachGraceBeginsAnew)
{
    maxscale(1).passive = false;
    after(0s);
    after(2s);
    maxscale(1).passive = true;
    after(1s);
    maxscale(1).passive = false;
    EXPECT_THAT(after(1s), IsEmpty());
    EXPECT_THAT(after(2s), IsEmpty());
    EXPECT_THAT(codesAfter(1s), ElementsAre("both-active"));
}

TEST_F(ClusterFindingsTest, NobodyWithTheLocksIsOne)
{
    beCooperative();
    monitor(0).lockHolder = false;
    expectAfter(ClusterFindings::noLocksGrace, "no-lock-primary", AlarmSeverity::Critical,
                "maxscale1 and maxscale2 do not");
}

TEST_F(ClusterFindingsTest, LocksThatPassOnAreNone)
{
    beCooperative();
    maxscale(0).reachable = false; // frozen: its locks are free after 6.7 s
    maxscale(0).verdict = "frozen";
    EXPECT_THAT(after(0s), IsEmpty());
    EXPECT_THAT(after(7s), IsEmpty());
    monitor(1).lockHolder = true;
    EXPECT_THAT(after(1s), IsEmpty());
    maxscale(0).reachable = true; // and for a look it still believes to have them
    EXPECT_THAT(after(1s), IsEmpty());
    EXPECT_THAT(after(2s), IsEmpty());
    monitor(0).lockHolder = false;
    EXPECT_THAT(after(1h), IsEmpty());
}

TEST_F(ClusterFindingsTest, LocksThatANodeOutOfReachMayHoldAreWaitedForLonger)
{
    beCooperative();
    monitor(0).lockHolder = false;
    m_view.nodes[1].reachable = false;
    expectAfter(ClusterFindings::unknownLocksGrace, "no-lock-primary", AlarmSeverity::Critical,
                "maxscale2 cannot be asked");
}

TEST_F(ClusterFindingsTest, TwoLockPrimariesAreOne)
{
    beCooperative();
    monitor(1).lockHolder = true;
    expectAfter(ClusterFindings::twoLocksGrace, "two-lock-primaries", AlarmSeverity::Critical,
                "maxscale1 and maxscale2 say");
}

TEST_F(ClusterFindingsTest, APassivePrimaryIsOne)
{
    beCooperative();
    maxscale(0).passive = true;
    expectAfter(ClusterFindings::bothActiveGrace, "passive-lock-primary", AlarmSeverity::Critical,
                "maxctrl alter maxscale passive false");
}

TEST_F(ClusterFindingsTest, APassiveSecondaryIsNone)
{
    beCooperative();
    maxscale(1).passive = true;
    after(0s);
    EXPECT_THAT(after(1h), IsEmpty());
}

TEST_F(ClusterFindingsTest, OwnerOfTheVipAndOfTheLocksMayDiffer)
{
    beCooperative();
    monitor(0).lockHolder = false;
    monitor(1).lockHolder = true;
    after(0s);
    EXPECT_THAT(after(1h), IsEmpty());
}

TEST_F(ClusterFindingsTest, CooperativeModeWithoutLocksIsOne)
{
    beCooperative();
    for (const int i : {0, 1}) {
        monitor(i).locks = "none";
        monitor(i).lockHolder.reset();
    }
    expectAfter(ClusterFindings::passiveGrace, "locks-off", AlarmSeverity::Critical, "each MaxScale fails over");
}

TEST_F(ClusterFindingsTest, DifferentConfigurationsAreOneThatNamesTheParts)
{
    maxscale(1).configDigest = "maxscale:1 servers:2 services:4";
    expectAfter(ClusterFindings::configGrace, "config-differs", AlarmSeverity::Warning,
                "maxscale1 and maxscale2 are configured differently: services. ");
    EXPECT_THAT(after(0s)[0].text, HasSubstr("passwords are not compared"));
}

TEST_F(ClusterFindingsTest, AChangeThatReachesBothWithinTwoReadingsIsNone)
{
    maxscale(0).configDigest = "maxscale:1 servers:2 services:4";
    EXPECT_THAT(after(0s), IsEmpty());
    EXPECT_THAT(after(2min), IsEmpty());
    maxscale(1).configDigest = maxscale(0).configDigest;
    EXPECT_THAT(after(1s), IsEmpty());
    EXPECT_THAT(after(1h), IsEmpty());
}

TEST_F(ClusterFindingsTest, ConfigurationsOfDifferentVersionsAndUnknownOnesAreNotCompared)
{
    maxscale(1).configDigest = "maxscale:9 servers:9 services:9";
    maxscale(1).version = "24.02.5";
    after(0s);
    EXPECT_THAT(after(1h), IsEmpty());
    maxscale(1).version = "24.02.4";
    maxscale(1).configDigest.clear();
    after(0s);
    EXPECT_THAT(after(1h), IsEmpty());
}

TEST_F(ClusterFindingsTest, ConfigSyncOutOfStepIsOne)
{
    maxscale(0).configSync = model::ConfigSync{5, "aa", "OK"};
    maxscale(1).configSync = model::ConfigSync{4, "bb", "OK"};
    expectAfter(ClusterFindings::syncGrace, "config-sync", AlarmSeverity::Warning,
                "maxscale1 has version 5, maxscale2 has version 4");
}

TEST_F(ClusterFindingsTest, ConfigSyncThatFailsOrIsOffOnOneIsOne)
{
    maxscale(0).configSync = model::ConfigSync{5, "aa", "Failed to apply"};
    after(0s);
    const auto found = after(ClusterFindings::syncGrace);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_THAT(found[0].text, HasSubstr("maxscale1 says \"Failed to apply\""));
    EXPECT_THAT(found[0].text, HasSubstr("maxscale2 shares none"));
}

TEST_F(ClusterFindingsTest, AChangeThatConfigSyncIsCopyingIsNone)
{
    maxscale(0).configSync = model::ConfigSync{5, "aa", "OK"};
    maxscale(1).configSync = model::ConfigSync{4, "bb", "OK"};
    EXPECT_THAT(after(0s), IsEmpty());
    EXPECT_THAT(after(20s), IsEmpty());
    maxscale(1).configSync = maxscale(0).configSync;
    EXPECT_THAT(after(1s), IsEmpty());
    EXPECT_THAT(after(1h), IsEmpty());
}

TEST_F(ClusterFindingsTest, OneNodeTellsForAllAndEachForItself)
{
    maxscale(1).passive = false;
    maxscale(1).servers[0].state = "Running";
    m_view.self = "maxscale2";
    after(0s);
    EXPECT_THAT(after(1h), IsEmpty()) << "maxscale1 tells";
    m_view.nodes[1].instances[0].state = VrrpState::Master;
    maxscale(1).passive = true;
    after(0s);
    EXPECT_THAT(codesAfter(1h), ElementsAre("owner-passive"));
}

TEST_F(ClusterFindingsTest, TheNextNodeTellsWhereTheFirstIsSilentForAWhile)
{
    for (const int i : {0, 1})
        maxscale(i).servers[0].state = "Down";
    m_view.self = "maxscale2";
    after(0s);
    m_view.nodes[0].reachable = false;
    EXPECT_THAT(after(1h), IsEmpty());
    EXPECT_THAT(after(9s), IsEmpty()) << "an agent that restarts";
    const auto found = after(1s);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].code, "no-master");
    EXPECT_EQ(found[0].sinceNs, wallOfTime(0s)) << "it has watched all the time";
}

} // namespace tandem::agent
