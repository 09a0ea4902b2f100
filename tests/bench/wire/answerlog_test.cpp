// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/wire/answerlog.h"

#include <gtest/gtest.h>

namespace tandem::bench {
namespace {

constexpr MacAddress a{2, 0, 0, 0, 0, 1};
constexpr MacAddress b{2, 0, 0, 0, 0, 2};
constexpr std::int64_t period = 2'000'000;

class AnswerLogTest : public ::testing::Test
{
protected:
    void round(const std::vector<MacAddress> &answering)
    {
        const auto number = m_log.ask(m_now);
        for (const auto &who : answering)
            m_log.answer(number, who);
        m_now += period;
    }

    AnswerSection section()
    {
        m_log.mark("x");
        for (std::uint64_t i = 0; i < AnswerLog::patience; ++i)
            round({});
        const auto sections = m_log.takeSections();
        EXPECT_EQ(sections.size(), 1U);
        return sections.empty() ? AnswerSection{} : sections.front();
    }

    AnswerLog m_log;
    std::int64_t m_now = 1'000'000'000;
};

TEST_F(AnswerLogTest, AMoveWithoutOverlapHasNoTimeWithTwoOwners)
{
    round({a});
    round({a});
    round({});
    round({b});
    const auto done = section();
    EXPECT_EQ(done.questions, 4);
    EXPECT_EQ(done.bothNs, 0);
    EXPECT_EQ(done.nobodyNs, period);
    ASSERT_EQ(done.answered.size(), 2U);
    EXPECT_EQ(done.answered[0], (Answering{a, 1'000'000'000, 1'000'000'000 + period, 2}));
    EXPECT_EQ(done.answered[1].who, b);
}

TEST_F(AnswerLogTest, AQuestionThatTwoAnswerCountsUntilTheNext)
{
    round({a});
    round({a, b});
    round({b, a});
    round({b});
    EXPECT_EQ(section().bothNs, 2 * period);
}

TEST_F(AnswerLogTest, TwoAnswersOfOneHostAreOne)
{
    round({a, a});
    EXPECT_EQ(section().bothNs, 0);
}

TEST_F(AnswerLogTest, AnAnswerThatComesAfterTheNextQuestionBelongsToItsOwn)
{
    const auto early = m_log.ask(m_now);
    m_now += period;
    const auto late = m_log.ask(m_now);
    m_now += period;
    m_log.answer(late, b);
    m_log.answer(early, a);
    const auto done = section();
    EXPECT_EQ(done.bothNs, 0);
    EXPECT_EQ(done.answered.size(), 2U);
}

TEST_F(AnswerLogTest, AnAnswerThatComesFarTooLateIsIgnored)
{
    const auto number = m_log.ask(m_now);
    m_now += period;
    const auto done = section();
    m_log.answer(number, a);
    EXPECT_EQ(done.nobodyNs, period);
    EXPECT_TRUE(section().answered.empty());
}

TEST_F(AnswerLogTest, SilenceBetweenTwoAnswersPartsThem)
{
    round({a});
    round({});
    round({a});
    EXPECT_EQ(section().answered.size(), 2U);
}

TEST_F(AnswerLogTest, ALateAskerIsSeenByItsGap)
{
    round({a});
    m_now += 5 * period;
    round({a});
    EXPECT_EQ(section().longestGapNs, 6 * period);
}

} // namespace
} // namespace tandem::bench
