// SPDX-License-Identifier: GPL-3.0-or-later
// JSON of a real MaxScale -> model.
#include "maxscale/maxscaleinfo.h"
#include "maxscale/monitorlist.h"
#include "maxscale/resource.h"
#include "maxscale/serverlist.h"
#include "maxscale/servicelist.h"

#include "fixtures.h"

#include <QJsonArray>
#include <gmock/gmock.h>

namespace tandem::maxscale {

using test::recordedJson;

namespace {

std::vector<std::string> statesOf(const char *recorded)
{
    std::vector<std::string> states;
    const auto servers = readServers(recordedJson(recorded));
    for (const auto &server : servers.value())
        states.push_back(server.state);
    return states;
}

} // namespace

TEST(MaxScaleInfo, ReadsModeVersionAndStart)
{
    const auto active = readMaxScaleInfo(recordedJson("normal__maxscale.http"));
    ASSERT_TRUE(active);
    EXPECT_FALSE(active->passive);
    EXPECT_EQ(active->version, "24.02.4");
    EXPECT_EQ(active->startedAtNs, 1'795'370'950'000'000'000); // Sun, 22 Nov 2026 18:09:10 GMT
    EXPECT_FALSE(active->configSync);
    EXPECT_TRUE(readMaxScaleInfo(recordedJson("passive_true__maxscale.http"))->passive);
    EXPECT_TRUE(readMaxScaleInfo(recordedJson("config_sync_after_patch__maxscale.http"))->configSync);
}

TEST(MaxScaleInfo, NeverGuessesTheMode)
{
    EXPECT_FALSE(readMaxScaleInfo({}));
    QJsonObject document = recordedJson("normal__maxscale.http");
    QJsonObject data = document["data"].toObject();
    QJsonObject attributes = data["attributes"].toObject();
    attributes["parameters"] = QJsonObject{{"passive", "true"}};
    data["attributes"] = attributes;
    document["data"] = data;
    const auto info = readMaxScaleInfo(document);
    ASSERT_FALSE(info);
    EXPECT_EQ(info.error().text, "the answer does not say whether it is passive");
}

TEST(MaxScaleInfo, ReadsWhereItSavesAsNewAndOldOnesSayIt)
{
    const auto info = readMaxScaleInfo(recordedJson("normal__maxscale.http"));
    ASSERT_TRUE(info);
    EXPECT_EQ(info->persistDir, "/var/lib/maxscale/maxscale.cnf.d");
    EXPECT_EQ(info->configDir, "") << "it does not say";
    const auto readWith = [](const QJsonObject &parameters) {
        return readMaxScaleInfo(
            {{"data", QJsonObject{{"attributes", QJsonObject{{"parameters", parameters}, {"version", "2.5.20"}}}}}});
    };
    const auto older = readWith({{"passive", false}, {"config_persistdir", "/srv/saved"}, {"configdir", "/srv/etc"}});
    ASSERT_TRUE(older);
    EXPECT_EQ(older->persistDir, "/srv/saved");
    EXPECT_EQ(older->configDir, "/srv/etc");
    const auto odd = readWith({{"passive", false}, {"persistdir", 1}, {"configdir", QJsonValue()}});
    ASSERT_TRUE(odd);
    EXPECT_EQ(odd->persistDir, "");
    EXPECT_EQ(odd->configDir, "");
}

TEST(ServerList, ReadsStateLagAndConnections)
{
    const auto servers = readServers(recordedJson("normal__servers.http"));
    ASSERT_TRUE(servers);
    ASSERT_EQ(servers->size(), 2U);
    EXPECT_EQ((*servers)[0].name, "server1");
    EXPECT_EQ((*servers)[0].state, "Master, Running");
    EXPECT_EQ((*servers)[1].name, "server2");
    EXPECT_EQ((*servers)[1].state, "Slave, Running");
    EXPECT_EQ((*servers)[1].lagSeconds, 0);
    EXPECT_EQ((*servers)[1].connections, 3);
    EXPECT_EQ(readServers(recordedJson("replica_lag7__servers.http"))->at(1).lagSeconds, 6);
}

TEST(ServerList, TakesALagOfMinusOneForUnknown)
{
    EXPECT_EQ(readServers(recordedJson("master_down_passive__servers.http"))->at(1).lagSeconds, std::nullopt);
}

TEST(ServerList, KeepsMaxScalesWordsForStates)
{
    EXPECT_THAT(statesOf("both_down__servers.http"), testing::ElementsAre("Down", "Down"));
    EXPECT_THAT(statesOf("replica_sqlerror__servers.http"), testing::ElementsAre("Master, Running", "Running"));
    EXPECT_THAT(statesOf("server2_drain__servers.http"),
                testing::ElementsAre("Master, Running", "Drained, Slave, Running"));
    EXPECT_THAT(statesOf("server2_maintenance__servers.http"),
                testing::ElementsAre("Master, Running", "Maintenance, Running"));
}

TEST(ServerList, KnowsWhoTakesClients)
{
    EXPECT_TRUE(isUsable("Master, Running"));
    EXPECT_TRUE(isUsable("Slave, Running"));
    EXPECT_TRUE(isUsable("Running"));
    EXPECT_FALSE(isUsable("Down"));
    EXPECT_FALSE(isUsable("Maintenance, Running"));
    EXPECT_FALSE(isUsable("Drained, Slave, Running"));
    EXPECT_FALSE(isUsable(""));
    EXPECT_FALSE(isUsable("Master"));
}

TEST(ServerList, SaysWhatIsWrongWithAnAnswer)
{
    EXPECT_EQ(readServers({}).error().text, "the answer has no list \"data\"");
    EXPECT_FALSE(readServers(QJsonObject{{"data", QJsonArray{QJsonObject{{"id", "x"}}}}}));
    EXPECT_FALSE(readServers(
        QJsonObject{{"data", QJsonArray{QJsonObject{{"id", "x"}, {"attributes", QJsonObject{{"state", 1}}}}}}}));
}

TEST(MonitorList, SaysWhatTheMonitorDoes)
{
    const auto monitors = readMonitors(recordedJson("normal__monitors.http"));
    ASSERT_TRUE(monitors);
    ASSERT_EQ(monitors->size(), 1U);
    EXPECT_EQ(monitors->front().name, "Monitor1");
    EXPECT_EQ(monitors->front().state, "Running");
    EXPECT_EQ(monitors->front().ticks, 79);
    EXPECT_EQ(monitors->front().doing, "Idle");
    EXPECT_EQ(monitors->front().primary, std::nullopt);
    EXPECT_EQ(monitors->front().master, "server1");
    EXPECT_EQ(summaryOf(*monitors), "Idle");
    EXPECT_EQ(summaryOf(*readMonitors(recordedJson("master_sigstop__monitors.http"))), "Monitoring servers");
    EXPECT_EQ(readMonitors(recordedJson("coop_both_up_primary__monitors.http"))->front().primary, true);
    EXPECT_EQ(readMonitors(recordedJson("coop_both_up_secondary__monitors.http"))->front().primary, false);
}

TEST(MonitorList, ReadsTheParametersThatDecideWhoFailsOver)
{
    const Monitor monitor = readMonitors(recordedJson("coop_both_up_secondary__monitors.http"))->front();
    EXPECT_EQ(monitor.module, "mariadbmon");
    EXPECT_EQ(monitor.locks, "majority_of_running");
    EXPECT_TRUE(monitor.usesLocks());
    EXPECT_EQ(monitor.autoFailover, true);
    EXPECT_EQ(monitor.failcount, 3);
    EXPECT_EQ(monitor.interval, std::chrono::seconds(1));
    EXPECT_EQ(monitor.servers, (std::vector<std::string>{"server1", "server2"}));
    EXPECT_TRUE(monitor.neverPromoted.empty());
    EXPECT_EQ(monitor.verifiesFailure, true);
    EXPECT_EQ(monitor.failureTimeout, std::chrono::seconds(10));
    EXPECT_FALSE(readMonitors(recordedJson("normal__monitors.http"))->front().usesLocks());
    const auto status = statusOf(monitor, false);
    EXPECT_EQ(status, (model::MonitorStatus{"Monitor1", "Running", "Idle", "server1", false, "majority_of_running", false,
                                            true}));
}

TEST(MonitorList, TakesAParameterThatIsAbsentForAbsent)
{
    const QJsonObject old{{"data", QJsonArray{QJsonObject{
                                       {"id", "M"}, {"attributes", QJsonObject{{"state", "Running"}, {"ticks", 3}}}}}}};
    const Monitor monitor = readMonitors(old)->front();
    EXPECT_EQ(monitor.autoFailover, std::nullopt);
    EXPECT_EQ(monitor.failcount, std::nullopt);
    EXPECT_EQ(monitor.interval, std::nullopt);
    EXPECT_FALSE(monitor.usesLocks());
    EXPECT_EQ(statusOf(monitor, false).lockHolder, std::nullopt);
}

TEST(MonitorList, UnderstandsOlderAndNewerSpellings)
{
    const auto with = [](const char *name, const QJsonValue &value) {
        const QJsonObject attributes{{"state", "Running"}, {"parameters", QJsonObject{{name, value}}}};
        return readMonitors({{"data", QJsonArray{QJsonObject{{"id", "M"}, {"attributes", attributes}}}}})->front();
    };
    EXPECT_EQ(with("auto_failover", "safe").autoFailover, true);
    EXPECT_EQ(with("auto_failover", "false").autoFailover, false);
    EXPECT_EQ(with("auto_failover", false).autoFailover, false);
    EXPECT_EQ(with("monitor_interval", 2000).interval, std::chrono::seconds(2));
    EXPECT_EQ(with("monitor_interval", "2s").interval, std::chrono::seconds(2));
    EXPECT_EQ(with("monitor_interval", "soon").interval, std::nullopt);
    EXPECT_EQ(with("servers_no_promotion", "server3, server4").neverPromoted,
              (std::vector<std::string>{"server3", "server4"}));
    EXPECT_EQ(with("servers_no_promotion", QJsonArray{"server3"}).neverPromoted, (std::vector<std::string>{"server3"}));
}

TEST(MonitorList, CallsAStoppedMonitorStaleHoweverItTicks)
{
    const auto monitors = readMonitors(recordedJson("monitor_stopped_replica_down__monitors.http"));
    EXPECT_TRUE(statusOf(monitors->front(), false).stale);
    EXPECT_TRUE(statusOf(readMonitors(recordedJson("normal__monitors.http"))->front(), true).stale);
}

TEST(MaxScaleInfo, ReadsConfigSync)
{
    const auto on = readMaxScaleInfo(recordedJson("config_sync_after_patch__maxscale.http"));
    ASSERT_TRUE(on);
    EXPECT_TRUE(on->configSync);
    EXPECT_EQ(on->sync, (model::ConfigSync{1, "eac06ee0c719f0e563e6affc05ace8894f82b98e", "OK"}));
    EXPECT_EQ(on->authErrorsUntilBlock, 10);
    const auto off = readMaxScaleInfo(recordedJson("normal__maxscale.http"));
    EXPECT_FALSE(off->configSync);
    EXPECT_EQ(off->sync, std::nullopt);
}

TEST(MaxScaleInfo, KnowsConfigSyncThatHasNothingToShareYet)
{
    const QJsonObject parameters{{"passive", false}, {"config_sync_cluster", "Monitor1"}};
    const QJsonObject attributes{
        {"parameters", parameters}, {"version", "24.02.4"}, {"config_sync", QJsonValue::Null}};
    const auto info = readMaxScaleInfo({{"data", QJsonObject{{"attributes", attributes}}}});
    ASSERT_TRUE(info);
    EXPECT_TRUE(info->configSync);
    EXPECT_EQ(info->sync, std::nullopt);
    EXPECT_EQ(info->authErrorsUntilBlock, std::nullopt);
}

TEST(MonitorList, ToldAStoppedMonitorFromAnIdleOne)
{
    EXPECT_EQ(summaryOf(*readMonitors(recordedJson("monitor_stopped_replica_down__monitors.http"))), "Stopped");
    EXPECT_EQ(summaryOf({}), "No monitor");
}

TEST(MonitorList, ShowsTheOneThatIsBusy)
{
    const Monitor idle{"a", "Running", 1, "Idle", {}, {}};
    const Monitor stopped{"b", "Stopped", 1, "", {}, {}};
    const Monitor busy{"c", "Running", 1, "Promoting candidate primary", {}, {}};
    EXPECT_EQ(summaryOf({idle, stopped, busy}), "Promoting candidate primary");
    EXPECT_EQ(summaryOf({busy, idle}), "Promoting candidate primary");
    EXPECT_EQ(summaryOf({stopped, idle}), "Idle");
    EXPECT_EQ(summaryOf({idle, stopped}), "Idle");
}

TEST(MonitorList, CallsOnlyHarmlessStatesIdle)
{
    EXPECT_TRUE(isIdle("Idle"));
    EXPECT_TRUE(isIdle("Monitoring servers"));
    EXPECT_TRUE(isIdle("Stopped"));
    EXPECT_FALSE(isIdle("Promoting candidate primary"));
    EXPECT_FALSE(isIdle("")) << "unknown is not idle";
}

TEST(ServiceList, SumsSessionsAndListsListeners)
{
    const auto services = readServices(recordedJson("normal__services.http"));
    ASSERT_TRUE(services);
    EXPECT_EQ(services->sessions, 3);
    ASSERT_EQ(services->listeners.size(), 2U);
    EXPECT_EQ(services->listeners[1].name, "RWS-Listener");
    EXPECT_EQ(services->listeners[1].address, "127.0.0.1");
    EXPECT_EQ(services->listeners[1].port, 4006);
    EXPECT_EQ(services->listeners[1].state, "Running");
    EXPECT_EQ(services->listeners[1].maxConnections, 0);
}

TEST(Resource, ReadsTimesAndNumbersOrNothing)
{
    EXPECT_EQ(timeOf("Thu, 01 Jan 1970 00:00:01 GMT"), 1'000'000'000);
    EXPECT_EQ(timeOf("Sun, 22 Nov 26 18:10:29 GMT"), std::nullopt);
    EXPECT_EQ(timeOf(17), std::nullopt);
    EXPECT_EQ(integerOf(3.5), std::nullopt);
    EXPECT_EQ(integerOf("3"), std::nullopt);
    EXPECT_EQ(integerOf(1e300), std::nullopt);
    EXPECT_EQ(integerOf(-1), -1);
}

} // namespace tandem::maxscale
