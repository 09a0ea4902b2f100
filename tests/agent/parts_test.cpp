// SPDX-License-Identifier: GPL-3.0-or-later
// The small pure parts of the agent.
#include "daemon/agent/alarmbook.h"
#include "daemon/agent/eventtext.h"
#include "daemon/agent/options.h"
#include "daemon/agent/startup.h"
#include "daemon/agent/statusbuilder.h"

#include <QFile>
#include <QTemporaryDir>
#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;
using model::AlarmSeverity;
using model::EngineState;
using model::VrrpState;

std::vector<std::string> codesOf(const std::vector<model::Alarm> &alarms)
{
    std::vector<std::string> codes;
    for (const model::Alarm &alarm : alarms)
        codes.push_back(alarm.code);
    return codes;
}

} // namespace

TEST(AlarmBook, RaisesKeepsAndClears)
{
    AlarmBook book("maxscale1");
    const auto raised = book.update({{"a", AlarmSeverity::Warning, "first"}}, 10);
    EXPECT_THAT(codesOf(raised.raised), testing::ElementsAre("a"));
    EXPECT_FALSE(book.update({{"a", AlarmSeverity::Warning, "first"}}, 20).any());
    const model::Alarm alarm = book.alarms().front();
    EXPECT_EQ(alarm, (model::Alarm{"maxscale1/a", "a", AlarmSeverity::Warning, "maxscale1", "", 10, "first"}));
    const auto cleared = book.update({}, 30);
    EXPECT_THAT(codesOf(cleared.cleared), testing::ElementsAre("a"));
    EXPECT_THAT(book.alarms(), testing::IsEmpty());
}

TEST(AlarmBook, BeginsWhenItIsKnownToHaveBegun)
{
    AlarmBook book("maxscale1");
    book.update({{"maintenance", AlarmSeverity::Warning, "since yesterday", 5}}, 100);
    EXPECT_EQ(book.alarms().front().sinceNs, 5);
}

TEST(AlarmBook, KeepsItsBeginningWhenItsTextChanges)
{
    AlarmBook book("maxscale1");
    book.update({{"a", AlarmSeverity::Warning, "first"}}, 10);
    const auto changes = book.update({{"a", AlarmSeverity::Critical, "second"}}, 20);
    EXPECT_TRUE(changes.any());
    EXPECT_THAT(changes.raised, testing::IsEmpty());
    EXPECT_EQ(book.alarms().front().text, "second");
    EXPECT_EQ(book.alarms().front().severity, AlarmSeverity::Critical);
    EXPECT_EQ(book.alarms().front().sinceNs, 10);
}

TEST(AlarmBook, MakesOneAlarmOfOneCode)
{
    AlarmBook book("maxscale1");
    book.update({{"a", AlarmSeverity::Warning, "4006"}, {"a", AlarmSeverity::Critical, "4007"}}, 10);
    ASSERT_EQ(book.alarms().size(), 1U);
    EXPECT_EQ(book.alarms().front().text, "4006; 4007");
    EXPECT_EQ(book.alarms().front().severity, AlarmSeverity::Critical);
}

TEST(AlarmBook, ShowsTheWorstAndOldestFirst)
{
    AlarmBook book("maxscale1");
    book.update({{"old", AlarmSeverity::Warning, ""}}, 1);
    book.update({{"old", AlarmSeverity::Warning, ""}, {"new", AlarmSeverity::Warning, ""}}, 2);
    book.update({{"old", AlarmSeverity::Warning, ""},
                 {"new", AlarmSeverity::Warning, ""},
                 {"worst", AlarmSeverity::Critical, ""}},
                3);
    EXPECT_THAT(codesOf(book.alarms()), testing::ElementsAre("worst", "old", "new"));
}

TEST(EventText, NamesCheckVerdictAndEvidence)
{
    const model::Event event =
        healthEvent("maxscale", {"ok", "frozen", "127.0.0.1:4006 accepts but says nothing", 2, 2s}, Health::Down, 5);
    EXPECT_EQ(event.kind, model::EventKind::Health);
    EXPECT_EQ(event.from, "ok");
    EXPECT_EQ(event.to, "frozen");
    EXPECT_EQ(event.reason, "check \"maxscale\" failed: frozen");
    EXPECT_THAT(event.cause.details,
                testing::ElementsAre(testing::Pair("check", "maxscale"), testing::Pair("verdict", "frozen"),
                                     testing::Pair("evidence", "127.0.0.1:4006 accepts but says nothing"),
                                     testing::Pair("count", "2"), testing::Pair("took_ms", "2000")));
    EXPECT_EQ(healthEvent("maxscale", {"frozen", "ok", "", 2, 2s}, Health::Up, 5).reason,
              "check \"maxscale\" is good again");
    EXPECT_EQ(healthEvent("maxscale", {"", "ok", "", 1, 0s}, Health::Up, 5).reason, "check \"maxscale\" is good");
}

TEST(EventText, TellsOurWritesFromThoseOfOthers)
{
    const model::Event event = modeEvent("passive", "active", "the engine is MASTER", true, "MASTER", 5);
    EXPECT_EQ(event.kind, model::EventKind::Mode);
    EXPECT_EQ(event.from + ">" + event.to, "passive>active");
    EXPECT_EQ(event.reason, "MaxScale is active: the engine is MASTER");
    EXPECT_THAT(event.cause.details, testing::Contains(testing::Pair("written", "true")));
}

TEST(EventText, TellsAnAlarmsBeginFromItsEnd)
{
    const model::Alarm alarm{"maxscale1/a", "a", AlarmSeverity::Critical, "maxscale1", "VI_1", 1, "text"};
    EXPECT_EQ(alarmEvent(alarm, true, 5).to, "a");
    EXPECT_EQ(alarmEvent(alarm, true, 5).from, "");
    EXPECT_EQ(alarmEvent(alarm, false, 5).from, "a");
    EXPECT_EQ(alarmEvent(alarm, false, 5).to, "");
    EXPECT_EQ(alarmEvent(alarm, false, 5).instance, "VI_1");
}

TEST(Options, TakesItsDefaultsFromTheContract)
{
    const auto options = parseOptions({"tandem-agent"});
    ASSERT_TRUE(options);
    EXPECT_EQ(options->cluster, "/etc/tandem/cluster.toml");
    EXPECT_EQ(options->node, "");
    EXPECT_EQ(options->runDir, "/run/tandem");
    EXPECT_EQ(options->stateDir, "/var/lib/tandem");
    EXPECT_EQ(options->act, Options::Act::Run);
}

TEST(Options, ReadsWhatIsGiven)
{
    const auto options =
        parseOptions({"tandem-agent", "--cluster", "c", "--node=n", "--run-dir", "r", "--state-dir", "s", "--check"});
    ASSERT_TRUE(options);
    EXPECT_EQ(options->cluster + options->node + options->runDir + options->stateDir, "cnrs");
    EXPECT_EQ(options->act, Options::Act::Check);
    EXPECT_EQ(parseOptions({"tandem-agent", "--version"})->act, Options::Act::Version);
    EXPECT_EQ(parseOptions({"tandem-agent", "--help"})->act, Options::Act::Help);
}

TEST(Options, RefusesWhatItDoesNotKnow)
{
    for (const QStringList &arguments :
         {QStringList{"tandem-agent", "--bogus"}, QStringList{"tandem-agent", "file"},
          QStringList{"tandem-agent", "--cluster"}, QStringList{"tandem-agent", "--node", ""},
          QStringList{"tandem-agent", "--with-agent"}}) {
        const auto options = parseOptions(arguments);
        ASSERT_FALSE(options) << arguments.join(' ').toStdString();
        EXPECT_EQ(options.error().code, ErrorCode::Usage);
    }
}

TEST(Options, HelpNamesEachOption)
{
    for (const char *option :
         {"--cluster", "--node", "--run-dir", "--state-dir", "--check", "--version", "--help", "SIGTERM"})
        EXPECT_TRUE(helpText().contains(option)) << option;
}

TEST(StatusBuilder, ShowsEachInstanceOfTheFile)
{
    config::Cluster cluster;
    config::Instance instance{.name = "VI_1", .virtualRouterId = *VirtualRouterId::of(51)};
    instance.virtualAddresses.push_back({*IpNetwork::parse("10.77.0.100/24"), "", ""});
    cluster.instances.push_back(instance);
    channel::EngineStatus status;
    model::InstanceStatus said;
    said.name = "VI_1";
    said.state = VrrpState::Master;
    said.heldVips = {"10.77.0.100"};
    status.instances.push_back(said);

    const auto shown = instancesOf(cluster, EngineState::Running, status);
    ASSERT_EQ(shown.size(), 1U);
    EXPECT_EQ(shown[0].state, VrrpState::Master);
    EXPECT_THAT(shown[0].heldVips, testing::ElementsAre("10.77.0.100"));
    EXPECT_THAT(shown[0].vips, testing::ElementsAre("10.77.0.100"));

    const auto unknown = instancesOf(cluster, EngineState::Unknown, status);
    EXPECT_EQ(unknown[0].state, VrrpState::Unknown) << "what it said is old";
    EXPECT_THAT(unknown[0].heldVips, testing::IsEmpty());
    EXPECT_THAT(unknown[0].vips, testing::ElementsAre("10.77.0.100"));

    EXPECT_EQ(leadingStateOf(status, &cluster.instances.front()), VrrpState::Master);
    EXPECT_EQ(leadingStateOf({}, &cluster.instances.front()), VrrpState::Unknown);
    EXPECT_EQ(leadingStateOf(status, nullptr), VrrpState::Unknown);
    EXPECT_THAT(heldVipsOf(status), testing::ElementsAre("10.77.0.100"));
}

namespace {

class StartupTest : public testing::Test
{
protected:
    void write(const char *name, const QByteArray &text, bool secret = true)
    {
        QFile file(m_directory.filePath(name));
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | (secret ? QFile::Permission{} : QFile::ReadOther));
    }
    void writeCluster(const QByteArray &maxscale)
    {
        write("cluster.toml", R"(
format = 1
[cluster]
name = "shop"
[[node]]
name = "maxscale1"
address = "127.0.0.1"
interface = "lo"
priority = 150
[[vrrp_instance]]
name = "VI_1"
virtual_router_id = 51
virtual_ipaddress = ["127.0.0.100/24"]
)" + maxscale);
    }
    tl::expected<agent::Setup, std::vector<Error>> load(const std::string &node = "maxscale1")
    {
        Options options;
        options.cluster = m_directory.filePath("cluster.toml").toStdString();
        options.node = node;
        options.stateDir = m_directory.filePath("state").toStdString();
        options.runDir = m_directory.filePath("run").toStdString();
        return loadSetup(options);
    }

    QTemporaryDir m_directory;
};

} // namespace

TEST_F(StartupTest, ReadsTheSecretsThatItNeeds)
{
    write("reader", "r\n");
    write("admin", "a\n");
    writeCluster("[maxscale]\nuser = \"monitor\"\npassword_file = \"reader\"\nadmin_user = \"admin\"\n"
                 "admin_password_file = \"admin\"\nmode = \"passive\"\n");
    const auto setup = load();
    ASSERT_TRUE(setup) << describe(setup.error().front());
    EXPECT_EQ(setup->reader.user + ":" + setup->reader.password, "monitor:r");
    EXPECT_EQ(setup->writer.user + ":" + setup->writer.password, "admin:a");
}

TEST_F(StartupTest, HasNoAdminsPasswordWhereItWritesNothing)
{
    writeCluster("[maxscale]\nuser = \"monitor\"\npassword = \"r\"\nmode = \"cooperative\"\n");
    const auto setup = load();
    ASSERT_TRUE(setup);
    EXPECT_EQ(setup->writer.password, "");
}

TEST_F(StartupTest, FindsTheNodeByItsAddress)
{
    writeCluster("");
    const auto setup = load("");
    ASSERT_TRUE(setup) << describe(setup.error().front());
    EXPECT_EQ(setup->node, "maxscale1");
}

TEST_F(StartupTest, RefusesANodeThatIsNotInTheFile)
{
    writeCluster("");
    const auto setup = load("maxscale9");
    ASSERT_FALSE(setup);
    EXPECT_EQ(setup.error().front().code, ErrorCode::BadFile);
    EXPECT_EQ(setup.error().front().text, "has no node \"maxscale9\"");
}

TEST_F(StartupTest, RefusesASecretThatEverybodyMayRead)
{
    write("reader", "r\n", false);
    writeCluster("[maxscale]\nuser = \"monitor\"\npassword_file = \"reader\"\n");
    const auto setup = load();
    ASSERT_FALSE(setup);
    EXPECT_EQ(setup.error().front().code, ErrorCode::BadFile);
}

TEST_F(StartupTest, MakesAnIdentityOnceAndKeepsIt)
{
    writeCluster("");
    const auto setup = load();
    ASSERT_TRUE(prepareDirectories(*setup));
    const auto first = prepareIdentity(*setup);
    ASSERT_TRUE(first) << describe(first.error());
    EXPECT_EQ(prepareIdentity(*setup)->fingerprint(), first->fingerprint());
}

TEST_F(StartupTest, DoesNotReplaceAnIdentityThatIsBad)
{
    writeCluster("");
    const auto setup = load();
    ASSERT_TRUE(prepareDirectories(*setup));
    ASSERT_TRUE(prepareIdentity(*setup));
    ASSERT_TRUE(QFile::remove(m_directory.filePath("state/identity.key")));
    const auto identity = prepareIdentity(*setup);
    ASSERT_FALSE(identity);
    EXPECT_EQ(identity.error().code, ErrorCode::BadFile);
}

TEST_F(StartupTest, SaysWhichDirectoryCannotBeMade)
{
    writeCluster("");
    auto setup = load();
    write("file", "");
    setup->runDir = m_directory.filePath("file/run").toStdString();
    const auto made = prepareDirectories(*setup);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().place, setup->runDir);
}

TEST(StatusBuilder, TellsWhatSomebodyActsOnFromNumbers)
{
    model::MaxScaleStatus before;
    before.verdict = "ok";
    before.servers = {{"server1", "Master, Running", 0, 3}};
    model::MaxScaleStatus after = before;
    after.checkLatencyNs = 7;
    after.sessions = 8;
    after.failedLogins = 9;
    after.servers[0].connections = 4;
    after.servers[0].lagSeconds = 1;
    EXPECT_FALSE(differsInMoreThanNumbers(before, after));
    after.servers[0].state = "Down";
    EXPECT_TRUE(differsInMoreThanNumbers(before, after));
    after = before;
    after.passive = true;
    EXPECT_TRUE(differsInMoreThanNumbers(before, after));
}

} // namespace tandem::agent
