// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpc/modeljson.h"

#include <QJsonDocument>
#include <gtest/gtest.h>

using namespace tandem;
using namespace tandem::rpc;

namespace {

model::Event anEvent()
{
    return {42,
            "maxscale2",
            1'790'000'000'123'456'789,
            1'500'000,
            model::EventKind::State,
            "VI_1",
            "BACKUP",
            "MASTER",
            "maxscale1 resigned",
            {model::CauseType::Advert, {{"from", "10.77.0.1"}, {"priority", "0"}}}};
}

model::NodeStatus aStatus()
{
    model::NodeStatus status;
    status.name = "maxscale1";
    status.reachable = true;
    status.engineState = model::EngineState::Running;
    status.helperVersion = "0.1.0";
    status.leaseSeconds = 2;
    status.engineLatenessNs = 12345;
    status.atNs = 1'790'000'000'000'000'001;
    status.maxscale.reachable = true;
    status.maxscale.passive = false;
    status.maxscale.version = "24.02.4";
    status.maxscale.verdict = "ok";
    status.maxscale.startedAtNs = 1'700'000'000'000'000'000;
    status.maxscale.monitorState = "Idle";
    status.maxscale.sessions = 12;
    status.maxscale.servers = {{"server1", "Master, Running", {}, 3}, {"server2", "Slave, Running", 0, {}}};
    status.maxscale.monitors = {{"Monitor1", "Running", "Idle", "server1", false, "majority_of_running", true, {}},
                                {"Monitor2", "Stopped", "", "", true, "none", {}, false}};
    status.maxscale.configSync = {7, "abc", "OK"};
    status.maxscale.configDigest = "9f";
    status.maxscale.failedLogins = 4;
    status.maxscale.notChecked = "a file may not be read";
    status.maintenance = true;
    status.clusterFile = "9a";
    status.trialUntilNs = 1'790'000'000'000'000'003;
    status.hold = {1'790'000'000'000'000'002, "alice"};
    status.macs = {"02:00:00:00:00:01"};
    status.vipAnswers = {{"10.77.0.100", 4006, "PrimaryMaxScale", "02:00:00:00:00:01", "", 3}};
    status.strayConnections = 5;
    status.strayClients = {{"10.77.0.200", 4006, 5, "app"}};
    status.instances = {{"VI_1", model::VrrpState::Master, 150, 151, {"10.77.0.100"}, {"10.77.0.100"}, "10.77.0.1", 7}};
    status.alarms = {
        {"maxscale1/x", "x", model::AlarmSeverity::Critical, "maxscale1", "VI_1", 5, "Something needs a look"}};
    return status;
}

/// As it crosses the wire: text in between.
QJsonObject overTheWire(const QJsonObject &object)
{
    return QJsonDocument::fromJson(QJsonDocument(object).toJson(QJsonDocument::Compact)).object();
}

} // namespace

TEST(ModelJson, EventComesBackAsItWasToTheNanosecond)
{
    const auto event = eventFromJson(overTheWire(toJson(anEvent())));
    ASSERT_TRUE(event);
    EXPECT_EQ(*event, anEvent());
}

TEST(ModelJson, EventHasTheShapeOfTheContract)
{
    const QJsonObject expected = QJsonDocument::fromJson(R"({"seq":42,"node":"maxscale2","time_ns":1790000000123456789,
        "clock_error_ns":1500000,"kind":"state","instance":"VI_1","from":"BACKUP","to":"MASTER",
        "reason":"maxscale1 resigned","cause":{"type":"advert","from":"10.77.0.1","priority":"0"}})")
                                     .object();
    EXPECT_EQ(toJson(anEvent()), expected);
}

TEST(ModelJson, ADetailCannotHideTheCausesType)
{
    auto event = anEvent();
    event.cause.details.emplace_back("type", "forged");
    EXPECT_EQ(toJson(event).value("cause").toObject().value("type"), "advert");
}

TEST(ModelJson, StatusComesBackAsItWas)
{
    const auto status = nodeStatusFromJson(overTheWire(toJson(aStatus())));
    ASSERT_TRUE(status);
    EXPECT_EQ(*status, aStatus());
}

TEST(ModelJson, AnUnknownValueIsNullNeverZero)
{
    const QJsonObject object = toJson(model::NodeStatus{});
    const QJsonObject maxscale = object.value("maxscale").toObject();
    for (const char *key : {"passive", "started_at_ns", "sessions", "check_latency_ns", "config_sync", "failed_logins"})
        EXPECT_TRUE(maxscale.value(QLatin1String(key)).isNull()) << key;
    for (const char *key : {"hold", "stray_connections"})
        EXPECT_TRUE(object.value(QLatin1String(key)).isNull()) << key;
    auto named = object;
    named["name"] = "n";
    EXPECT_FALSE(nodeStatusFromJson(named)->maxscale.passive.has_value());
}

TEST(ModelJson, SampleLeavesOutWhatWasNotMeasured)
{
    const model::HealthSample sample{9, "frozen", {}, 250'000, {}};
    EXPECT_EQ(toJson(sample).keys(), (QStringList{"greeting_latency_ns", "time_ns", "verdict"}));
    EXPECT_EQ(healthSampleFromJson(overTheWire(toJson(sample))).value(), sample);
}

TEST(ModelJson, SampleHasTheSeriesOfEachServer)
{
    model::HealthSample sample{9, "ok", 1, 2, 3};
    for (const model::MetricInfo &info : model::metrics()) {
        if (info.metric == model::Metric::RestLatency || info.metric == model::Metric::GreetingLatency ||
            info.metric == model::Metric::Clients)
            continue;
        sample.values.push_back({info.metric, info.perServer ? "server1" : "", 1'234'567'891});
        if (info.perServer)
            sample.values.push_back({info.metric, "server2", 0});
    }
    const auto object = toJson(sample);
    EXPECT_EQ(object.value("values").toObject().value("queries_per_second").toDouble(), 1'234'567.891);
    EXPECT_EQ(healthSampleFromJson(overTheWire(object)).value(), sample);
}

TEST(ModelJson, RefusesValuesOfAnotherType)
{
    const auto with = [](const QJsonValue &value) {
        return healthSampleFromJson({{"time_ns", 1}, {"values", QJsonObject{{"lag_seconds", value}}}});
    };
    EXPECT_TRUE(with(QJsonObject{{"server1", 1}}));
    EXPECT_FALSE(with(5));
    EXPECT_FALSE(with(QJsonObject{{"server1", "much"}}));
    EXPECT_TRUE(healthSampleFromJson({{"time_ns", 1}, {"values", QJsonObject{{"colour", "red"}}}}));
}

TEST(ModelJson, UnknownFieldsAreIgnored)
{
    auto object = toJson(anEvent());
    object["colour"] = QJsonArray{1, 2};
    auto cause = object.value("cause").toObject();
    cause["later"] = QJsonObject{{"a", 1}};
    object["cause"] = cause;
    EXPECT_EQ(eventFromJson(object).value(), anEvent());
}

TEST(ModelJson, AWrongTypeIsRefusedByName)
{
    const std::pair<const char *, QJsonValue> wrong[] = {{"seq", "42"},     {"seq", 1.5},
                                                         {"seq", 0},        {"seq", -1},
                                                         {"time_ns", true}, {"kind", "no such"},
                                                         {"kind", 1},       {"reason", QJsonArray()},
                                                         {"cause", "x"},    {"seq", QJsonValue::Null}};
    for (const auto &[key, value] : wrong) {
        auto object = toJson(anEvent());
        object[QLatin1String(key)] = value;
        const auto event = eventFromJson(object);
        ASSERT_FALSE(event) << key;
        EXPECT_EQ(event.error().code, ErrorCode::BadMessage);
        EXPECT_NE(event.error().text.find(key), std::string::npos) << event.error().text;
    }
}

TEST(ModelJson, AWrongTypeDeepInAStatusIsRefused)
{
    auto object = toJson(aStatus());
    object["instances"] = QJsonArray{QJsonObject{{"name", "VI_1"}, {"state", "LEADER"}}};
    EXPECT_FALSE(nodeStatusFromJson(object));
    object["instances"] = QJsonArray{1};
    EXPECT_FALSE(nodeStatusFromJson(object));
    object["instances"] = QJsonObject{};
    EXPECT_FALSE(nodeStatusFromJson(object));
}
