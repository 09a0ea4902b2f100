// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpc/factsjson.h"

#include <QJsonArray>
#include <gtest/gtest.h>

namespace tandem::rpc {
namespace {

model::HostFacts facts()
{
    model::HostFacts made;
    made.node = "maxscale1";
    made.helperVersion = "0.1.0";
    made.engineVersion = "0.1.0";
    made.clusterFile = std::string(64, 'a');
    made.nonlocalBind = true;
    made.keepalived = {12, 345};
    made.interfaces = {
        {"eth0", true, "02:00:00:00:00:01", {"10.77.0.1/24", "fe80::1/64"}, "systemd-networkd", true, 1, {}}};
    made.heard = {{"eth0", 7, "10.77.0.7", false}, {"eth0", 250, "10.77.0.2", true}};
    made.mayWriteMode = false;
    made.writerTrouble = "401";
    return made;
}

TEST(FactsJson, ComeBackAsTheyWere)
{
    EXPECT_EQ(hostFactsFromJson(toJson(facts())), facts());
    EXPECT_EQ(hostFactsFromJson(toJson(model::HostFacts{.node = "a"})), model::HostFacts{.node = "a"});
    for (const auto state : {model::AddressAnswer::State::NotAsked, model::AddressAnswer::State::Silent,
                             model::AddressAnswer::State::Answered, model::AddressAnswer::State::Own}) {
        const model::AddressAnswer answer{"10.77.0.100", state, "02:00:00:00:00:09", "why"};
        EXPECT_EQ(addressAnswerFromJson(toJson(answer)), answer);
    }
}

TEST(FactsJson, RefuseWhatIsNoneOfThem)
{
    EXPECT_FALSE(hostFactsFromJson({}));
    auto object = toJson(facts());
    object["keepalived"] = QJsonArray{"12"};
    EXPECT_EQ(hostFactsFromJson(object).error().text, "host facts: \"keepalived\" must be a list of whole numbers");
    object = toJson(facts());
    object["interfaces"] = QJsonArray{QJsonObject{{"up", true}}};
    EXPECT_FALSE(hostFactsFromJson(object)) << "an interface has a name";
    EXPECT_FALSE(addressAnswerFromJson({{"address", "10.0.0.1"}, {"state", "asleep"}}));
    EXPECT_FALSE(addressAnswerFromJson({{"address", "10.0.0.1"}}));
}

} // namespace
} // namespace tandem::rpc
