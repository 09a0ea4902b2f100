// SPDX-License-Identifier: GPL-3.0-or-later
#include "agentfixture.h"
#include "rpc/factsjson.h"

#include <QJsonArray>

namespace tandem::agent {
namespace {

using channel::PathsProbed;
using channel::ProbePaths;

class FactsTest : public AgentTest
{
protected:
    Result<model::HostFacts> facts()
    {
        return answerTo([this](ActionReply reply) { m_agent->hostFacts(std::move(reply)); })
            .and_then(rpc::hostFactsFromJson);
    }
    template <class Ask>
    Result<QJsonObject> answerTo(Ask ask)
    {
        std::optional<Result<QJsonObject>> answer;
        ask([&](Result<QJsonObject> given) { answer = std::move(given); });
        EXPECT_TRUE(waitUntil([&] { return answer.has_value(); }));
        return answer.value_or(fail(ErrorCode::System, {}, "no answer"));
    }
};

TEST_F(FactsTest, TellsOfItselfItsEngineAndWhatIsHeard)
{
    auto made = setup();
    made.clusterFile = std::string(64, 'a');
    start(std::move(made));
    EXPECT_EQ(facts()->engineVersion, "") << "no engine is there yet";
    ASSERT_TRUE(engineSays(VrrpState::Backup));
    auto status = engineStatus(VrrpState::Backup);
    status.heard = {{"eth0", 7, "10.77.0.7", false}};
    m_engine.say(status);
    ASSERT_TRUE(waitUntil([this] { return !facts()->heard.empty(); }));
    const auto found = facts();
    EXPECT_EQ(found->node, "maxscale1");
    EXPECT_EQ(found->helperVersion, TANDEM_VERSION);
    EXPECT_EQ(found->engineVersion, engineHello(7).version);
    EXPECT_EQ(found->clusterFile, std::string(64, 'a'));
    EXPECT_EQ(found->heard, status.heard);
}

TEST_F(FactsTest, FindsOutWhetherTheModeCanBeWrittenAndWritesNothing)
{
    start();
    ASSERT_TRUE(engineSays(VrrpState::Master));
    ASSERT_TRUE(reads(false));
    EXPECT_EQ(facts()->mayWriteMode, true);
    EXPECT_FALSE(m_maxscale.passive);
    m_maxscale.writeAnswer = "HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    const auto found = facts();
    EXPECT_EQ(found->mayWriteMode, false);
    EXPECT_THAT(found->writerTrouble, testing::HasSubstr("401"));
    m_maxscale.rest.kill();
    EXPECT_EQ(facts()->mayWriteMode, std::nullopt);
}

TEST_F(FactsTest, HasTheEngineSendAnAdvertAndPassesOnWhatCameOfIt)
{
    start();
    const auto probe = [this](std::int64_t id) {
        return answerTo([this, id](ActionReply reply) { m_agent->probePaths(id, std::move(reply)); });
    };
    EXPECT_EQ(probe(250).error().text, "tandemd does not run here");
    EXPECT_EQ(probe(256).error().code, ErrorCode::Usage);
    ASSERT_TRUE(engineSays(VrrpState::Backup));
    std::optional<Result<QJsonObject>> answer;
    m_agent->probePaths(250, [&](Result<QJsonObject> given) { answer = std::move(given); });
    EXPECT_EQ(probe(250).error().text, "an advert is being sent already");
    ASSERT_TRUE(waitUntil([this] { return !m_engine.heardOf<ProbePaths>().empty(); }));
    const auto asked = m_engine.heardOf<ProbePaths>().back();
    EXPECT_EQ(asked.routerId, 250);
    m_engine.say(PathsProbed{asked.id + 1, 9, "", ""});
    m_engine.say(PathsProbed{asked.id, 2, "", "eth1: no"});
    ASSERT_TRUE(waitUntil([&] { return answer.has_value(); }));
    EXPECT_EQ((*answer)->value("sent").toInt(), 2) << "of this question";
    EXPECT_EQ((*answer)->value("trouble").toString(), "eth1: no");
}

TEST_F(FactsTest, AsksForABoundedNumberOfAddresses)
{
    start();
    const auto ask = [this](const QString &addresses) {
        return answerTo([this, addresses](ActionReply reply) { m_agent->askAddresses(addresses, std::move(reply)); });
    };
    EXPECT_EQ(ask("").error().code, ErrorCode::Usage);
    EXPECT_EQ(ask(QString("10.0.0.1,").repeated(65)).error().code, ErrorCode::Usage);
    const auto answer = ask("198.51.100.7");
    ASSERT_TRUE(answer);
    const auto first = rpc::addressAnswerFromJson(answer->value("addresses").toArray().at(0).toObject());
    EXPECT_EQ(first->address, "198.51.100.7");
    EXPECT_EQ(first->state, model::AddressAnswer::State::NotAsked);
}

} // namespace
} // namespace tandem::agent
