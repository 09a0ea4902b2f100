// SPDX-License-Identifier: GPL-3.0-or-later
// tandemctl mode, against agents' own servers over nodes that do as the test says.
#include "base/clock.h"
#include "cli/modereport.h"
#include "cli/times.h"
#include "clitest.h"

#include <gmock/gmock.h>

using namespace tandem;
using namespace tandem::cli;
using namespace std::chrono_literals;
using agent::Action;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

namespace {

QJsonObject ready(const char *node, bool would)
{
    return {
        {"node", node},
        {"mode", "passive"},
        {"would_fail_over", would},
        {"preconditions", QJsonArray{QJsonObject{{"code", "maxscale"}, {"ok", true}, {"text", "MaxScale answers"}},
                                     QJsonObject{{"code", "active"},
                                                 {"ok", would ? QJsonValue(true) : QJsonValue(false)},
                                                 {"text", would ? "MaxScale is not passive" : "MaxScale is passive"}},
                                     QJsonObject{{"code", "locks"}, {"ok", QJsonValue()}, {"text", "who knows"}}}}};
}

class ModeCommandTest : public CliTest
{
protected:
    ModeCommandTest()
    {
        setRole(Role::Operator);
        for (const int i : {0, 1}) {
            m_nodes[i].answer =
                QJsonObject{{"done", true}, {"until_ns", qint64(1'800'000'000'000'000'000)}, {"remembered", true}};
            m_nodes[i].readiness = ready(i == 0 ? "maxscale1" : "maxscale2", i == 0);
        }
    }
};

} // namespace

TEST_F(ModeCommandTest, AHoldOfTheClusterIsOneOfEachNode)
{
    EXPECT_EQ(run(remote({"mode", "hold"})), 0) << err();
    EXPECT_EQ(m_nodes[0].actions, (std::vector{Action{Action::Kind::Hold, "maxscale1", {}, "tandemctl", {}, 3600}}));
    EXPECT_EQ(m_nodes[1].actions, (std::vector{Action{Action::Kind::Hold, "maxscale2", {}, "tandemctl", {}, 3600}}));
    EXPECT_THAT(out(), HasSubstr("maxscale2: Tandem keeps its hands off MaxScale's mode until 2027-01-15 "));
}

TEST_F(ModeCommandTest, OneNodeMayBeNamedAndATime)
{
    EXPECT_EQ(run(remote({"mode", "hold", "maxscale2", "--for", "15m"})), 0) << err();
    EXPECT_TRUE(m_nodes[0].actions.empty());
    ASSERT_EQ(m_nodes[1].actions.size(), 1U);
    EXPECT_EQ(m_nodes[1].actions[0].forSeconds, 900);
}

TEST_F(ModeCommandTest, AReleaseSaysThatTandemKeepsTheModeAgain)
{
    m_nodes[0].answer = QJsonObject{{"done", true}, {"until_ns", QJsonValue()}};
    EXPECT_EQ(run(remote({"mode", "release", "maxscale1"})), 0) << err();
    EXPECT_EQ(m_nodes[0].actions, (std::vector{Action{Action::Kind::Release, "maxscale1", {}, "tandemctl", {}}}));
    EXPECT_EQ(out(), "maxscale1: Tandem keeps MaxScale's mode\n");
}

TEST_F(ModeCommandTest, ARefusalIsOneAndTheOtherNodeIsToldAllTheSame)
{
    m_nodes[1].answer = fail(ErrorCode::Refused, {}, "nothing to hold", {});
    EXPECT_EQ(run(remote({"mode", "hold", "--json"})), 1);
    EXPECT_EQ(json()["ok"], false);
    EXPECT_EQ(json()["nodes"].toArray()[0].toObject()["until_ns"].toInteger(), 1'800'000'000'000'000'000);
    EXPECT_EQ(json()["nodes"].toArray()[1].toObject()["error"].toObject()["text"], "nothing to hold");
    EXPECT_THAT(err(), HasSubstr("nothing to hold"));
}

TEST_F(ModeCommandTest, AViewerIsThreeForAHoldAndMayLook)
{
    setRole(Role::Viewer);
    EXPECT_EQ(run(remote({"mode", "hold", "maxscale1"})), 3);
    EXPECT_THAT(err(), HasSubstr("needs operator"));
    EXPECT_EQ(run(remote({"mode", "show"})), 0) << err();
}

TEST_F(ModeCommandTest, MistakesAreTwoAndAskNobody)
{
    for (const QStringList &arguments :
         {QStringList{"mode"}, QStringList{"mode", "passive"}, QStringList{"mode", "hold", "--for", "soon"},
          QStringList{"mode", "hold", "--for", "8d"}, QStringList{"mode", "hold", "--for", "0"},
          QStringList{"mode", "show", "--for", "1h"}, QStringList{"mode", "hold", "maxscale3"},
          QStringList{"mode", "hold", "maxscale1", "maxscale2"}})
        EXPECT_EQ(run(remote(arguments)), 2) << arguments.join(' ').toStdString();
    EXPECT_TRUE(m_nodes[0].actions.empty());
    EXPECT_TRUE(m_nodes[1].actions.empty());
}

TEST_F(ModeCommandTest, ShowTellsWhoWouldFailOverAndWhyTheOtherWouldNot)
{
    auto status = m_nodes[1].status();
    status.hold = model::Hold{wallClockNs() + 90 * 1'000'000'000LL, "alice"};
    m_nodes[1].setStatus(status);
    EXPECT_EQ(run(remote({"mode", "show"})), 0) << err();
    EXPECT_THAT(out(), HasSubstr("maxscale1  MASTER  active"));
    EXPECT_THAT(out(), HasSubstr("by alice, 00:01:"));
    EXPECT_THAT(out(), HasSubstr("\nmaxscale1 would fail over the database:\n  yes  MaxScale answers\n"));
    EXPECT_THAT(out(), HasSubstr("\nmaxscale2 would not fail over the database:\n"));
    EXPECT_THAT(out(), HasSubstr("\n  no   MaxScale is passive\n  ?    who knows\n"));
    EXPECT_THAT(out(), HasSubstr("\nmaxscale1 would fail over the database now.\n"));
}

TEST_F(ModeCommandTest, ShowIsOneWhereNobodyWouldAndWhereTwoWould)
{
    m_nodes[0].readiness = ready("maxscale1", false);
    EXPECT_EQ(run(remote({"mode", "show"})), 1);
    EXPECT_THAT(out(), HasSubstr("Nobody would fail over"));
    m_nodes[0].readiness = ready("maxscale1", true);
    m_nodes[1].readiness = ready("maxscale2", true);
    EXPECT_EQ(run(remote({"mode", "show"})), 1);
    EXPECT_THAT(out(), HasSubstr("maxscale1, maxscale2 would fail over the database now: one should"));
}

TEST_F(ModeCommandTest, ShowGivesJson)
{
    EXPECT_EQ(run(remote({"mode", "show", "--json"})), 0) << err();
    EXPECT_EQ(json()["would_fail_over"].toArray(), QJsonArray{"maxscale1"});
    const QJsonObject second = json()["nodes"].toArray()[1].toObject();
    EXPECT_EQ(second["name"], "maxscale2");
    EXPECT_EQ(second["passive"], true);
    EXPECT_EQ(second["would_fail_over"], false);
    EXPECT_EQ(second["preconditions"].toArray().size(), 3);
    EXPECT_TRUE(second["hold"].isNull());
    EXPECT_EQ(second["states"].toObject()["VI_1"], "BACKUP");
}

TEST_F(ModeCommandTest, AHelperThatDoesNotAnswerIsThreeAndTheOthersAreToldAllTheSame)
{
    m_servers[1].reset();
    EXPECT_EQ(run(remote({"mode", "hold"})), 3);
    EXPECT_EQ(m_nodes[0].actions.size(), 1U);
    EXPECT_EQ(run(remote({"mode", "show"})), 0) << "one is enough to look";
    EXPECT_THAT(out(), Not(HasSubstr("maxscale2 would")));
}

TEST(ModeReport, ShowsThatOwnerOfVipAndOfLocksDiffer)
{
    std::vector<ModeReport> reports(2);
    for (const int i : {0, 1}) {
        auto &report = reports[static_cast<std::size_t>(i)];
        report.node = i == 0 ? "maxscale1" : "maxscale2";
        model::InstanceStatus instance;
        instance.state = i == 0 ? model::VrrpState::Master : model::VrrpState::Backup;
        report.status.instances = {instance};
        model::MonitorStatus monitor;
        monitor.name = "Monitor1";
        monitor.state = "Running";
        monitor.doing = "Idle";
        monitor.locks = "majority_of_running";
        monitor.lockHolder = i == 1;
        report.status.maxscale.monitors = {monitor};
    }
    std::ostringstream out;
    writeModes(reports, 0, out);
    EXPECT_THAT(out.str(), HasSubstr("MASTER is maxscale1, the locks are held by maxscale2: that is no fault"));
    EXPECT_THAT(out.str(), HasSubstr("holds"));
    std::swap(reports[0].status.maxscale, reports[1].status.maxscale);
    out.str({});
    writeModes(reports, 0, out);
    EXPECT_THAT(out.str(), Not(HasSubstr("no fault")));
}

TEST(Duration, IsReadWithAndWithoutItsUnit)
{
    EXPECT_EQ(durationOf("90"), 90s);
    EXPECT_EQ(durationOf("90s"), 90s);
    EXPECT_EQ(durationOf("15m"), 15min);
    EXPECT_EQ(durationOf("1h"), 1h);
    EXPECT_EQ(durationOf("2d"), 48h);
    for (const char *bad : {"", "h", "-1", "1w", "1h30m", "99999999999999999999", " 5"})
        EXPECT_FALSE(durationOf(bad)) << bad;
}
