// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/actions/notifyscript.h"

#include "scripts.h"
#include "tests/maxscale/waituntil.h"

#include <QElapsedTimer>
#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;
using model::VrrpState;
using test::waitUntil;
using testing::ElementsAre;
using testing::HasSubstr;

class NotifyScriptTest : public testing::Test
{
protected:
    /// The script of `body`, which runs in the scripts' directory.
    void use(const QByteArray &body)
    {
        m_cluster.notifyScript =
            m_scripts.write("notify.sh", "cd " + QByteArray::fromStdString(m_scripts.directory()) + "\n" + body);
        begin();
    }
    void begin()
    {
        m_cluster.nodes = {{"maxscale1", *IpAddress::parse("10.77.0.1"), {}, "eth0", 150, ""}};
        for (const char *name : {"VI_1", "VI_2", "VI_3"})
            m_cluster.instances.push_back({.name = name});
        m_notify = std::make_unique<NotifyScript>(m_cluster, "maxscale1", m_scripts.directory(), m_limit);
        QObject::connect(m_notify.get(), &NotifyScript::failed,
                         [this](const model::Event &event) { m_failures.push_back(event.reason); });
    }
    void enters(const std::string &instance, VrrpState state)
    {
        model::Event event;
        event.kind = model::EventKind::State;
        event.instance = instance;
        event.to = nameOf(state);
        m_notify->hear(event, 0);
    }
    std::vector<std::string> calls() const
    {
        std::vector<std::string> list;
        for (const QByteArray &line : m_scripts.read("calls").split('\n'))
            if (!line.isEmpty())
                list.push_back(line.toStdString());
        return list;
    }
    bool hasCalls(std::size_t count)
    {
        return waitUntil([&] { return calls().size() >= count; });
    }
    static model::InstanceStatus status(const std::string &name, VrrpState state, int priority = 150)
    {
        model::InstanceStatus one;
        one.name = name;
        one.state = state;
        one.effectivePriority = priority;
        return one;
    }

    test::Scripts m_scripts;
    config::Cluster m_cluster;
    Duration m_limit = NotifyScript::timeout;
    std::unique_ptr<NotifyScript> m_notify;
    std::vector<std::string> m_failures;
};

const QByteArray recorder = "echo \"$*\" >> calls";

} // namespace

TEST_F(NotifyScriptTest, IsCalledAsKeepalivedCallsItInTheOrderOfTheChanges)
{
    use(recorder);
    enters("VI_1", VrrpState::Init);
    enters("VI_1", VrrpState::Backup);
    enters("VI_1", VrrpState::Master);
    enters("VI_1", VrrpState::Fault);
    enters("VI_1", VrrpState::Stopped);
    ASSERT_TRUE(hasCalls(4));
    EXPECT_THAT(calls(), ElementsAre("INSTANCE VI_1 BACKUP 150", "INSTANCE VI_1 MASTER 150", "INSTANCE VI_1 FAULT 150",
                                     "INSTANCE VI_1 STOP 150"));
    EXPECT_TRUE(m_failures.empty());
}

TEST_F(NotifyScriptTest, KeepsItsOwnArguments)
{
    m_cluster.notifyScript =
        m_scripts.write("notify.sh", "printf '[%s]' \"$@\" > " + QByteArray::fromStdString(m_scripts.path("calls"))) +
        " --site 'main hall'";
    begin();
    enters("VI_1", VrrpState::Backup);
    ASSERT_TRUE(hasCalls(1));
    EXPECT_EQ(m_scripts.read("calls"), "[--site][main hall][INSTANCE][VI_1][BACKUP][150]");
}

TEST_F(NotifyScriptTest, TellsThePriorityThatIsInForce)
{
    use(recorder);
    m_notify->learn({status("VI_1", VrrpState::Backup, 130)});
    enters("VI_1", VrrpState::Master);
    m_notify->learn({status("VI_1", VrrpState::Fault, 0)});
    enters("VI_1", VrrpState::Fault);
    ASSERT_TRUE(hasCalls(2));
    EXPECT_THAT(calls(), ElementsAre("INSTANCE VI_1 MASTER 130", "INSTANCE VI_1 FAULT 130"));
}

TEST_F(NotifyScriptTest, RunsOneAtATimeForAnInstanceAndTheOthersBeside)
{
    use("echo \"$2 $3 begins\" >> calls; [ $2 = VI_2 ] || while [ ! -e go ]; do sleep 0.01; done; echo \"$2 $3 ends\" "
        ">> calls");
    enters("VI_1", VrrpState::Backup);
    enters("VI_1", VrrpState::Master);
    ASSERT_TRUE(hasCalls(1));
    enters("VI_2", VrrpState::Master);
    ASSERT_TRUE(hasCalls(3));
    EXPECT_THAT(calls(), ElementsAre("VI_1 BACKUP begins", "VI_2 MASTER begins", "VI_2 MASTER ends"));
    m_scripts.write("go", "");
    ASSERT_TRUE(hasCalls(6));
    EXPECT_EQ(calls()[3], "VI_1 BACKUP ends");
    EXPECT_EQ(calls()[4], "VI_1 MASTER begins");
}

TEST_F(NotifyScriptTest, SpeaksOfAGroupWhenAllOfItAreThereOrOneIsInFault)
{
    m_cluster.syncGroups = {{"G1", {"VI_1", "VI_2"}}};
    use("[ $1 = GROUP ] && " + recorder + "; exit 0");
    for (const VrrpState state : {VrrpState::Backup, VrrpState::Master})
        for (const char *name : {"VI_1", "VI_2", "VI_3"})
            enters(name, state);
    enters("VI_3", VrrpState::Fault);
    enters("VI_1", VrrpState::Fault);
    enters("VI_2", VrrpState::Backup);
    enters("VI_1", VrrpState::Backup);
    ASSERT_TRUE(hasCalls(4));
    EXPECT_THAT(calls(),
                ElementsAre("GROUP G1 BACKUP 0", "GROUP G1 MASTER 0", "GROUP G1 FAULT 0", "GROUP G1 BACKUP 0"));
}

TEST_F(NotifyScriptTest, TakesWhatWasBeforeItForNoChange)
{
    m_cluster.syncGroups = {{"G1", {"VI_1", "VI_2"}}};
    use(recorder);
    m_notify->learn({status("VI_1", VrrpState::Master), status("VI_2", VrrpState::Master)});
    m_notify->learn({status("VI_1", VrrpState::Fault), status("VI_2", VrrpState::Master)}); // its event comes
    enters("VI_1", VrrpState::Fault);
    ASSERT_TRUE(hasCalls(2));
    EXPECT_THAT(calls(), testing::UnorderedElementsAre("INSTANCE VI_1 FAULT 150", "GROUP G1 FAULT 0"));
}

TEST_F(NotifyScriptTest, MakesUpForEventsThatWereLost)
{
    use(recorder);
    m_notify->learn({status("VI_1", VrrpState::Master)});
    model::Event event;
    event.kind = model::EventKind::Health;
    m_notify->hear(event, 3);
    m_notify->learn({status("VI_1", VrrpState::Backup)});
    ASSERT_TRUE(hasCalls(1));
    EXPECT_THAT(calls(), ElementsAre("INSTANCE VI_1 BACKUP 150"));
}

TEST_F(NotifyScriptTest, MakesAnEventOfAFailure)
{
    use("echo no such host; exit 2");
    enters("VI_1", VrrpState::Master);
    ASSERT_TRUE(waitUntil([&] { return !m_failures.empty(); }));
    EXPECT_THAT(m_failures,
                ElementsAre("the notify script for INSTANCE VI_1 MASTER failed: exit code 2: no such host"));
}

TEST_F(NotifyScriptTest, IsEndedWhenItsTimeIsUpAndTheNextCallComes)
{
    EXPECT_EQ(NotifyScript::timeout, 60s) << "as the manual has it";
    m_limit = 100ms;
    use("echo $3 >> calls; [ $3 = MASTER ] && exec sleep 100; exit 0");
    enters("VI_1", VrrpState::Master);
    enters("VI_1", VrrpState::Backup);
    ASSERT_TRUE(waitUntil([&] { return !m_failures.empty(); }));
    EXPECT_THAT(m_failures, ElementsAre(HasSubstr("the notify script for INSTANCE VI_1 MASTER failed: ")));
    ASSERT_TRUE(hasCalls(2));
    EXPECT_THAT(calls(), ElementsAre("MASTER", "BACKUP"));
}

TEST_F(NotifyScriptTest, IsOneEventWhereThereIsNoScript)
{
    m_cluster.notifyScript = "/nonexistent/notify.sh";
    begin();
    enters("VI_1", VrrpState::Master);
    ASSERT_TRUE(waitUntil([&] { return !m_failures.empty(); }));
    EXPECT_THAT(m_failures.front(), HasSubstr("failed: not started: "));
    enters("VI_1", VrrpState::Backup);
    ASSERT_TRUE(waitUntil([&] { return m_failures.size() == 2; })) << "the next one is tried";
}

TEST_F(NotifyScriptTest, DelaysNobodyAndForgetsTheOldestWhenTheStatesFlap)
{
    use("echo \"$3\" >> calls; while [ ! -e go ]; do sleep 0.01; done");
    QElapsedTimer taken;
    taken.start();
    enters("VI_1", VrrpState::Fault);
    for (std::size_t i = 0; i < NotifyScript::mostWaiting + 3; ++i)
        enters("VI_1", i % 2 == 0 ? VrrpState::Backup : VrrpState::Master);
    EXPECT_LT(taken.elapsed(), 1000);
    EXPECT_EQ(m_failures.size(), 3U);
    EXPECT_THAT(m_failures.front(), HasSubstr("INSTANCE VI_1 BACKUP is left out: 32 newer ones wait"));
    m_scripts.write("go", "");
    ASSERT_TRUE(hasCalls(1 + NotifyScript::mostWaiting));
    EXPECT_EQ(calls().front(), "FAULT");
    EXPECT_EQ(calls().back(), "BACKUP");
}

TEST(GroupState, IsThatOfAllOrTheFaultOfOne)
{
    EXPECT_EQ(groupStateOf({VrrpState::Master, VrrpState::Master}), VrrpState::Master);
    EXPECT_EQ(groupStateOf({VrrpState::Master, VrrpState::Fault}), VrrpState::Fault);
    EXPECT_EQ(groupStateOf({VrrpState::Master, VrrpState::Backup}), std::nullopt);
    EXPECT_EQ(groupStateOf({}), std::nullopt);
}

} // namespace tandem::agent
