// SPDX-License-Identifier: GPL-3.0-or-later
// Each way in which the stand-in for MaxScale misbehaves has a name here, and costs little memory and time.
#include "maxscale/prober.h"
#include "maxscale/restclient.h"
#include "maxscale/serverlist.h"
#include "tests/fakes/fakemaxscale.h"

#include "waituntil.h"

#include <QFile>
#include <gmock/gmock.h>
#include <optional>

namespace tandem::maxscale {

namespace {

using Answer = fakes::RestAnswer; // this room has a RestAnswer of its own
using namespace std::chrono_literals;
using test::waitUntil;
using testing::HasSubstr;

/// Of this process, in KiB.
qint64 memory(const QByteArray &field)
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = status.readAll();
    const qsizetype at = text.indexOf(field + ":") + field.size() + 1;
    return text.mid(at, text.indexOf("kB", at) - at).trimmed().toLongLong();
}

/// From now on, VmHWM is the highest use after this line.
void forgetHighestMemory()
{
    QFile refs(QStringLiteral("/proc/self/clear_refs"));
    if (refs.open(QIODevice::WriteOnly))
        refs.write("5");
}

class BadInputTest : public testing::Test
{
protected:
    void begin(Answer answer, fakes::Greeting greeting = fakes::Greeting::Normal)
    {
        fakes::Options options;
        options.rest.port = 0;
        options.listeners = {{QHostAddress(QHostAddress::LocalHost), 0}};
        options.restAnswer = answer;
        options.greeting = greeting;
        m_maxscale = std::make_unique<fakes::FakeMaxScale>(options);
        const auto started = m_maxscale->start();
        ASSERT_TRUE(started) << describe(started.error());
    }
    RestResult get(Duration timeout = 20s)
    {
        const auto client =
            RestClient::create("http://127.0.0.1:" + std::to_string(m_maxscale->rest().port()), {}).value();
        std::optional<RestResult> result;
        client->get("/v1/servers?pretty=false", {"monitor", "monitor"}, timeout,
                    [&](const RestResult &r) { result = r; });
        EXPECT_TRUE(waitUntil([&] { return result.has_value(); }, 30s));
        return result.value_or(tl::unexpected(RestError{}));
    }
    /// The fault, and the words for it.
    std::string wordsOf(Answer answer, Duration timeout = 20s)
    {
        begin(answer);
        forgetHighestMemory();
        const qint64 before = memory("VmRSS");
        const RestResult result = get(timeout);
        m_grownKiB = memory("VmHWM") - before;
        return result ? "none" : std::string(nameOf(result.error().fault)) + ": " + result.error().error.text;
    }
    ProbeResult ask(fakes::Greeting greeting, Duration timeout = 5s)
    {
        begin(Answer::Normal, greeting);
        m_prober = std::make_unique<Prober>(QHostAddress::LocalHost, m_maxscale->listeners()[0]->port());
        std::optional<ProbeResult> result;
        m_prober->ask(timeout, [&](const ProbeResult &r) { result = r; });
        EXPECT_TRUE(waitUntil([&] { return result.has_value(); }));
        return result.value_or(ProbeResult{});
    }
    bool everybodyLeft()
    {
        return waitUntil([&] { return m_maxscale->listeners()[0]->counts().open == 0; });
    }

    std::unique_ptr<fakes::FakeMaxScale> m_maxscale;
    std::unique_ptr<Prober> m_prober;
    qint64 m_grownKiB = 0;
};

#ifdef __SANITIZE_ADDRESS__
constexpr qint64 bearable = 256 * 1024; // KiB; what was freed is kept for a while
#else
constexpr qint64 bearable = 64 * 1024; // KiB
#endif

} // namespace

TEST_F(BadInputTest, AnswersThatAreCutOffHaveAName)
{
    EXPECT_EQ(wordsOf(Answer::HalfJson), "half an answer: the JSON ends in its middle");
    EXPECT_EQ(wordsOf(Answer::Empty), "empty answer: closed the connection without an HTTP answer");
}

TEST_F(BadInputTest, AnHundredMegabytesAreRefusedWhenTheyAreAnnounced)
{
    EXPECT_EQ(wordsOf(Answer::Huge), "answer too large: the answer is larger than 8 MiB");
    EXPECT_LT(m_grownKiB, bearable);
}

TEST_F(BadInputTest, AnEndlessAnswerIsReadToTheBoundAndNoFurther)
{
    EXPECT_EQ(wordsOf(Answer::Endless), "answer too large: the answer is larger than 8 MiB");
    EXPECT_LT(m_grownKiB, bearable);
}

TEST_F(BadInputTest, AnEndlessHeaderIsReadToItsBoundAndNoFurther)
{
    EXPECT_EQ(wordsOf(Answer::EndlessHead), "answer too large: the answer's header does not end");
    EXPECT_LT(m_grownKiB, bearable);
}

TEST_F(BadInputTest, ADrippingAnswerEndsWithTheTimeOut)
{
    EXPECT_EQ(wordsOf(Answer::Drip, 300ms), "timed out: timed out");
}

TEST_F(BadInputTest, DeepNestingIsNoCrash)
{
    EXPECT_EQ(wordsOf(Answer::Nested), "not JSON: the JSON is nested too deeply");
}

TEST_F(BadInputTest, AMillionListsAreNotBuilt)
{
    EXPECT_EQ(wordsOf(Answer::Many), "answer too large: the answer has more than 200000 objects and lists in it");
    EXPECT_LT(m_grownKiB, bearable);
}

TEST_F(BadInputTest, WrongUtf8HasAName)
{
    EXPECT_EQ(wordsOf(Answer::BadUtf8), "not JSON: the JSON is not valid UTF-8");
}

TEST_F(BadInputTest, RedirectionsAreNotFollowed)
{
    EXPECT_EQ(wordsOf(Answer::Redirect), "rejected: answered 302, a redirection, which is not followed");
    EXPECT_EQ(m_maxscale->rest().requests(), 1);
}

TEST_F(BadInputTest, AWrongTypeIsFoundByWhoeverReadsIt)
{
    begin(Answer::WrongType);
    const RestResult result = get();
    ASSERT_TRUE(result);
    const auto servers = readServers(result->body);
    ASSERT_FALSE(servers);
    EXPECT_EQ(servers.error().text, "the answer has no list \"data\"");
}

TEST_F(BadInputTest, AGreetingOfAnotherProtocolIsMalformed)
{
    const ProbeResult result = ask(fakes::Greeting::Foreign);
    EXPECT_EQ(result.outcome, ProbeOutcome::Malformed);
    EXPECT_THAT(result.evidence, HasSubstr("the first packet claims "));
    EXPECT_TRUE(everybodyLeft());
}

TEST_F(BadInputTest, AGreetingThatEndsTooEarlyIsMalformed)
{
    const ProbeResult result = ask(fakes::Greeting::Malformed);
    EXPECT_EQ(result.outcome, ProbeOutcome::Malformed);
    EXPECT_THAT(result.evidence, HasSubstr("a greeting whose version does not end"));
    EXPECT_TRUE(everybodyLeft());
}

TEST_F(BadInputTest, AFloodInsteadOfAGreetingIsCutOff)
{
    forgetHighestMemory();
    const qint64 before = memory("VmRSS");
    const ProbeResult result = ask(fakes::Greeting::Endless);
    EXPECT_EQ(result.outcome, ProbeOutcome::Malformed);
    EXPECT_TRUE(waitUntil([&] { return m_maxscale->listeners()[0]->counts().open == 0; }, 1500ms))
        << "before the farewell's own time is over";
    EXPECT_LT(memory("VmHWM") - before, bearable);
}

TEST_F(BadInputTest, AnyErrorPacketIsAnAnswer)
{
    const ProbeResult result = ask(fakes::Greeting::OtherError);
    EXPECT_EQ(result.outcome, ProbeOutcome::ErrorPacket);
    EXPECT_EQ(result.errorCode, 1226);
    EXPECT_THAT(result.evidence, HasSubstr("error 1226 User has exceeded a resource"));
}

} // namespace tandem::maxscale
