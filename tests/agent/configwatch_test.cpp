// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/mode/configwatch.h"

#include "fakemaxscale.h"
#include "tests/maxscale/waituntil.h"

#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;
using test::waitUntil;

class ConfigWatchTest : public testing::Test
{
protected:
    ConfigWatchTest()
    {
        m_rest = std::move(maxscale::RestClient::create(m_maxscale.rest.url(), {}).value());
        m_watch = std::make_unique<ConfigWatch>(*m_rest, maxscale::Credentials{"monitor", "m"}, nullptr,
                                                [this] { return m_now; });
        m_status.reachable = true;
        m_status.startedAtNs = 1;
    }
    bool reads(qsizetype requests)
    {
        return waitUntil([&] { return m_maxscale.requests.size() >= requests; });
    }

    test::FakeMaxScale m_maxscale;
    std::unique_ptr<maxscale::RestClient> m_rest;
    Instant m_now{1h};
    std::unique_ptr<ConfigWatch> m_watch;
    model::MaxScaleStatus m_status;
};

} // namespace

TEST_F(ConfigWatchTest, ReadsOneResourceAfterTheOther)
{
    m_watch->note(m_status);
    m_watch->note(m_status);
    ASSERT_TRUE(waitUntil([&] { return !m_watch->digest().empty(); }));
    EXPECT_EQ(m_maxscale.requests, (QByteArrayList{"GET /v1/maxscale?pretty=false", "GET /v1/servers?pretty=false",
                                                   "GET /v1/monitors?pretty=false", "GET /v1/services?pretty=false",
                                                   "GET /v1/filters?pretty=false"}));
}

TEST_F(ConfigWatchTest, ReadsAgainAfterAMinuteOrARestartAndNotBefore)
{
    m_watch->note(m_status);
    ASSERT_TRUE(waitUntil([&] { return !m_watch->digest().empty(); }));
    const auto first = m_watch->digest();
    m_now += 59s;
    m_watch->note(m_status);
    EXPECT_FALSE(waitUntil([&] { return m_maxscale.requests.size() > 5; }, 50ms));
    m_now += 1s;
    m_watch->note(m_status);
    EXPECT_EQ(m_watch->digest(), first) << "it holds until the next is read";
    ASSERT_TRUE(reads(10));
    m_status.startedAtNs = 2;
    ASSERT_TRUE(waitUntil([&] {
        m_watch->note(m_status);
        return m_maxscale.requests.size() >= 15 && !m_watch->digest().empty();
    }));
    EXPECT_EQ(m_watch->digest(), first);
}

TEST_F(ConfigWatchTest, ForgetsWhatItReadOfAProcessThatIsNoMore)
{
    m_watch->note(m_status);
    ASSERT_TRUE(waitUntil([&] { return !m_watch->digest().empty(); }));
    m_status.startedAtNs = 2;
    m_watch->note(m_status);
    EXPECT_EQ(m_watch->digest(), "");
}

TEST_F(ConfigWatchTest, AsksNobodyWhoDoesNotAnswerAndHasNothingOfHalfAnAnswer)
{
    m_status.reachable = false;
    m_watch->note(m_status);
    EXPECT_FALSE(waitUntil([&] { return !m_maxscale.requests.isEmpty(); }, 50ms));
    m_status.reachable = true;
    m_maxscale.restAnswer = "HTTP/1.1 503 Unavailable\r\nConnection: close\r\n\r\n";
    m_watch->note(m_status);
    ASSERT_TRUE(reads(1));
    EXPECT_FALSE(waitUntil([&] { return !m_watch->digest().empty(); }, 50ms));
    m_maxscale.restAnswer.clear();
    m_now += ConfigWatch::every;
    m_watch->note(m_status);
    EXPECT_TRUE(waitUntil([&] { return !m_watch->digest().empty(); }));
}

} // namespace tandem::agent
