// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/survey.h"

#include "rpc/factsjson.h"
#include "tests/maxscale/waituntil.h"
#include "twohosts.h"

#include <QJsonArray>
#include <gmock/gmock.h>

namespace tandem::preflight {
namespace {

using State = model::AddressAnswer::State;
using testing::ElementsAre;

/// Two helpers that answer at once.
class SurveyTest : public testing::Test
{
protected:
    config::Cluster cluster = clusterOf();
    std::vector<std::string> asked;                     ///< "m1 host_facts"
    std::map<std::string, Result<QJsonObject>> instead; ///< of the answer to such a question

    View survey(Wanted wanted = {})
    {
        View view{cluster, "d1", {}, 0};
        std::vector<Survey::Call> calls;
        for (const auto &node : cluster.nodes) {
            Host host;
            host.node = node.name;
            if (node.name == m_gone)
                host.trouble = Error{ErrorCode::NotReachable, {}, "refused", {}};
            view.hosts.push_back(host);
            calls.emplace_back([this, name = node.name](const QString &method, const QJsonObject &params, auto reply) {
                reply(answer(name, method, params));
            });
        }
        Survey survey(std::move(view), std::move(calls));
        bool isDone = false;
        QObject::connect(&survey, &Survey::finished, &survey, [&] { isDone = true; });
        survey.start(wanted);
        EXPECT_TRUE(test::waitUntil([&] { return isDone; }));
        return survey.view();
    }
    Result<QJsonObject> answer(const std::string &node, const QString &method, const QJsonObject &params)
    {
        const std::string question = node + " " + method.toStdString();
        asked.push_back(question);
        if (const auto found = instead.find(question); found != instead.end())
            return found->second;
        if (method == "ask_addresses") {
            QJsonArray answers;
            for (const QString &address : params["addresses"].toString().split(','))
                answers.append(rpc::toJson(model::AddressAnswer{address.toStdString(), State::Silent, "", ""}));
            EXPECT_LE(answers.size(), 64);
            return QJsonObject{{"addresses", answers}};
        }
        if (method == "probe_paths") {
            m_probed.push_back(
                {"eth0", params["router_id"].toInt(), cluster.nodeNamed(node)->address.toString(), true});
            return QJsonObject{{"sent", 1}, {"trouble", ""}};
        }
        auto facts = soundFacts(*cluster.nodeNamed(node), 1);
        facts.heard = m_probed;
        return rpc::toJson(facts);
    }
    std::string m_gone;

private:
    std::vector<model::HeardRouter> m_probed;
};

TEST_F(SurveyTest, AsksAllHostsAndLooksAgainWhenAdvertsWereSent)
{
    const auto view = survey();
    EXPECT_THAT(asked, ElementsAre("m1 host_facts", "m2 host_facts", "m1 ask_addresses", "m2 ask_addresses",
                                   "m1 probe_paths", "m2 probe_paths", "m1 host_facts", "m2 host_facts"));
    EXPECT_EQ(view.probeRouterId, 255);
    EXPECT_EQ(view.hosts[1].facts->heard.size(), 2U);
    EXPECT_EQ(view.hosts[0].addresses.at(0).address, "10.77.0.100");
}

TEST_F(SurveyTest, AsksNoMoreThanIsWanted)
{
    survey({false, false});
    EXPECT_THAT(asked, ElementsAre("m1 host_facts", "m2 host_facts"));
    EXPECT_FALSE(wantedFor({"PRE004"}).addresses || wantedFor({"PRE004"}).paths);
    EXPECT_TRUE(wantedFor({"PRE006"}).addresses);
    EXPECT_TRUE(wantedFor({"PRE009"}).paths);
    EXPECT_TRUE(wantedFor({}).addresses && wantedFor({}).paths);
}

TEST_F(SurveyTest, AsksForManyVipsInParts)
{
    std::string vips;
    for (int i = 100; i < 250; ++i)
        vips += (i == 100 ? "" : "\", \"") + std::string("10.77.0.") + std::to_string(i) + "/24";
    cluster = clusterOf("", vips);
    const auto view = survey({true, false});
    EXPECT_EQ(view.hosts[0].addresses.size(), 150U);
    EXPECT_EQ(std::ranges::count(asked, "m1 ask_addresses"), 3);
}

TEST_F(SurveyTest, LeavesAHostAloneThatIsGoneAndKeepsWhatWasRefused)
{
    m_gone = "m2";
    instead.emplace("m1 ask_addresses", fail(ErrorCode::NotAllowed, {}, "you are a viewer"));
    instead.emplace("m1 probe_paths", fail(ErrorCode::Refused, {}, "tandemd does not run here"));
    const auto view = survey();
    EXPECT_THAT(asked, ElementsAre("m1 host_facts", "m1 ask_addresses", "m1 probe_paths", "m1 host_facts"));
    EXPECT_EQ(view.hosts[0].addressTrouble, "you are a viewer");
    EXPECT_EQ(view.hosts[0].probeTrouble, "tandemd does not run here");
    EXPECT_FALSE(view.hosts[1].answers());
}

TEST_F(SurveyTest, TakesAHelperThatKnowsNoSuchQuestionForOneThatDoesNotAnswer)
{
    instead.emplace("m2 host_facts", fail(ErrorCode::BadMessage, {}, "no method \"host_facts\""));
    const auto view = survey({false, false});
    EXPECT_TRUE(view.hosts[0].answers());
    EXPECT_EQ(view.hosts[1].trouble->text, "no method \"host_facts\"");
}

} // namespace
} // namespace tandem::preflight
