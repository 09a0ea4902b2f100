// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/configdigest.h"

#include "fixtures.h"

#include <QJsonArray>
#include <gmock/gmock.h>

namespace tandem::maxscale {

namespace {

using test::recordedJson;
using testing::ElementsAre;
using testing::IsEmpty;

/// One of two nodes of a real pair.
ConfigDocuments node(const QString &role)
{
    const auto answer = [&](const char *name) { return recordedJson("coop_both_up_" + role + "__" + name + ".http"); };
    return {answer("maxscale"),
            answer("servers"),
            answer("monitors"),
            recordedJson("normal__services.http"),
            {{"data", QJsonArray()}}};
}

std::string digestOf(const ConfigDocuments &documents)
{
    const auto digest = configDigest(documents);
    EXPECT_TRUE(digest) << describe(digest.error());
    return digest.value_or("");
}

/// `document` with another value at data[i].attributes.parameters.NAME; data itself where it is no list.
QJsonObject with(QJsonObject document, const char *name, const QJsonValue &value, int i = 0)
{
    const bool isList = document["data"].isArray();
    QJsonArray list = document["data"].toArray();
    QJsonObject object = isList ? list[i].toObject() : document["data"].toObject();
    QJsonObject attributes = object["attributes"].toObject();
    QJsonObject parameters = attributes["parameters"].toObject();
    EXPECT_TRUE(parameters.contains(QLatin1String(name))) << name;
    parameters[QLatin1String(name)] = value;
    attributes["parameters"] = parameters;
    object["attributes"] = attributes;
    if (isList)
        list[i] = object;
    document["data"] = isList ? QJsonValue(list) : QJsonValue(object);
    return document;
}

std::vector<std::string> partsThatDiffer(const ConfigDocuments &documents)
{
    return differingParts(digestOf(node("primary")), digestOf(documents));
}

} // namespace

TEST(ConfigDigest, IsTheSameOnBothNodesOfARealPair)
{
    EXPECT_EQ(digestOf(node("primary")), digestOf(node("secondary")));
    EXPECT_LT(digestOf(node("primary")).size(), 200U) << "it goes with every status";
}

TEST(ConfigDigest, LeavesOutWhatIsMeantToDiffer)
{
    for (const auto &[name, value] :
         std::initializer_list<std::pair<const char *, QJsonValue>>{{"passive", true},
                                                                    {"threads", 16},
                                                                    {"admin_host", "10.77.0.2"},
                                                                    {"datadir", "/srv"},
                                                                    {"logdir", "/srv"},
                                                                    {"admin_ssl_key", "/key"},
                                                                    {"local_address", "10.77.0.2"},
                                                                    {"query_classifier_cache_size", 1}}) {
        auto other = node("primary");
        other.maxscale = with(other.maxscale, name, value);
        EXPECT_THAT(partsThatDiffer(other), IsEmpty()) << name;
    }
    auto other = node("primary");
    other.services = with(other.services, "version_string", "SecondaryMaxScale");
    EXPECT_THAT(partsThatDiffer(other), IsEmpty());
}

TEST(ConfigDigest, NamesThePartThatDiffers)
{
    auto other = node("secondary");
    other.maxscale = with(other.maxscale, "writeq_high_water", 1);
    EXPECT_THAT(partsThatDiffer(other), ElementsAre("maxscale"));
    other = node("secondary");
    other.monitors = with(other.monitors, "failcount", 5);
    EXPECT_THAT(partsThatDiffer(other), ElementsAre("monitors"));
    other = node("secondary");
    other.servers = with(other.servers, "port", 3306, 1);
    other.services = with(other.services, "max_connections", 100);
    EXPECT_THAT(partsThatDiffer(other), ElementsAre("servers", "services"));
}

TEST(ConfigDigest, SeesAListenerThatIsMissingAndOneOnAnotherPort)
{
    auto document = recordedJson("normal__services.http");
    auto services = document["data"].toArray();
    auto service = services[0].toObject();
    auto attributes = service["attributes"].toObject();
    const auto replace = [&](const QJsonArray &listeners) {
        attributes["listeners"] = listeners;
        service["attributes"] = attributes;
        services[0] = service;
        auto other = node("primary");
        other.services["data"] = services;
        return partsThatDiffer(other);
    };
    QJsonObject listeners{{"data", attributes["listeners"].toArray()}};
    EXPECT_THAT(replace({}), ElementsAre("listeners"));
    EXPECT_THAT(replace(with(listeners, "port", 4040)["data"].toArray()), ElementsAre("listeners"));
    EXPECT_THAT(replace(with(listeners, "address", "10.77.0.2")["data"].toArray()), IsEmpty());
}

TEST(ConfigDigest, TakesListsInAnyOrderButAServicesFilters)
{
    const auto reversed = [](const QJsonArray &list) {
        QJsonArray other;
        for (const QJsonValue &value : list)
            other.prepend(value);
        return other;
    };
    auto other = node("primary");
    other.servers["data"] = reversed(other.servers["data"].toArray());
    EXPECT_THAT(partsThatDiffer(other), IsEmpty());

    const auto withFilters = [](const char *first, const char *second) {
        auto documents = node("primary");
        auto list = documents.services["data"].toArray();
        auto service = list[0].toObject();
        auto relationships = service["relationships"].toObject();
        relationships["filters"] =
            QJsonObject{{"data", QJsonArray{QJsonObject{{"id", first}}, QJsonObject{{"id", second}}}}};
        service["relationships"] = relationships;
        list[0] = service;
        documents.services["data"] = list;
        return digestOf(documents);
    };
    EXPECT_EQ(withFilters("a", "b"), withFilters("a", "b"));
    EXPECT_NE(withFilters("a", "b"), withFilters("b", "a"));
}

TEST(ConfigDigest, IsNothingWhereAnAnswerIsNone)
{
    auto documents = node("primary");
    documents.filters = {};
    const auto digest = configDigest(documents);
    ASSERT_FALSE(digest);
    EXPECT_EQ(digest.error().code, ErrorCode::BadMessage);
    documents = node("primary");
    documents.maxscale = {{"data", 3}};
    EXPECT_FALSE(configDigest(documents));
}

} // namespace tandem::maxscale
