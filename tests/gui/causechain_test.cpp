// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/timeline/causechain.h"
#include "scenes.h"

#include <gmock/gmock.h>

namespace tandem::gui {
namespace {

using model::EventKind;

class Chain : public testing::Test
{
protected:
    Chain() { scenes::fillFailover(m_source); }

    int indexOf(const std::string &node, EventKind kind, const std::string &to, std::int64_t after = 0) const
    {
        for (std::size_t i = 0; i < m_source.events().size(); ++i) {
            const model::Event &event = m_source.events()[i];
            if (event.node == node && event.kind == kind && event.to == to && event.timeNs >= after)
                return static_cast<int>(i);
        }
        return -1;
    }

    scenes::SceneSource m_source{scenes::shop()};
    CauseChain m_chain{m_source.events(), m_source.cluster()};
};

TEST_F(Chain, LeadsFromFaultToTheHealthOfItsNode)
{
    const int fault = indexOf("maxscale1", EventKind::State, "FAULT");
    EXPECT_EQ(m_chain.parentOf(fault), indexOf("maxscale1", EventKind::Health, "refused"));
}

TEST_F(Chain, LeadsFromTheNewMasterToTheOldOnesLeaving)
{
    const int master = indexOf("maxscale2", EventKind::State, "MASTER");
    EXPECT_EQ(m_chain.parentOf(master), indexOf("maxscale1", EventKind::State, "FAULT"));
}

TEST_F(Chain, LeadsFromModeAndVipToTheStateOfTheirNode)
{
    const int master = indexOf("maxscale2", EventKind::State, "MASTER");
    EXPECT_EQ(m_chain.parentOf(indexOf("maxscale2", EventKind::Vip, "10.77.0.100")), master);
    EXPECT_EQ(m_chain.parentOf(indexOf("maxscale2", EventKind::Mode, "active", scenes::deathNs)), master);
}

TEST_F(Chain, TellsTheWholeStoryFromAnyOfItsEvents)
{
    const int health = indexOf("maxscale1", EventKind::Health, "refused");
    const int fault = indexOf("maxscale1", EventKind::State, "FAULT");
    const int active = indexOf("maxscale2", EventKind::Mode, "active", scenes::deathNs);
    for (const int from : {health, fault, active}) {
        const auto story = m_chain.storyOf(from);
        EXPECT_THAT(story, testing::IsSupersetOf({health, fault, active})) << from;
        EXPECT_EQ(story.front(), health);
    }
}

TEST_F(Chain, PutsNoConsequenceBeforeItsCause)
{
    // As real hosts tell it: the engine removes the VIP, then says FAULT; the agent's stamp of the cause is the latest.
    std::vector<model::Event> events{
        scenes::event(1'000, "a", EventKind::Vip, "10.0.0.9", "", "", model::CauseType::Command, {}, "VI_1"),
        scenes::event(2'000, "a", EventKind::State, "MASTER", "FAULT", "", model::CauseType::Check, {}, "VI_1"),
        scenes::event(3'000, "a", EventKind::Health, "ok", "refused", "", model::CauseType::Check)};
    events[0].seq = 2;
    events[1].seq = 3;
    events[2].seq = 1;
    EXPECT_THAT(CauseChain(events, m_source.cluster()).storyOf(1), testing::ElementsAre(2, 1, 0));
}

TEST_F(Chain, KeepsTheReturnOutOfTheStoryOfTheDeath)
{
    const auto story = m_chain.storyOf(indexOf("maxscale1", EventKind::State, "FAULT"));
    EXPECT_THAT(story, testing::Not(testing::Contains(indexOf("maxscale1", EventKind::Health, "ok", scenes::deathNs))));
}

TEST_F(Chain, IsNoLongerThanAsked)
{
    EXPECT_LE(m_chain.storyOf(indexOf("maxscale1", EventKind::State, "FAULT"), 3).size(), 3U);
}

TEST_F(Chain, MeasuresTheFailoverAndWhereItsTimeWent)
{
    const auto story = m_chain.storyOf(indexOf("maxscale1", EventKind::State, "FAULT"));
    const auto outage = outageOf(m_source.events(), story);
    ASSERT_TRUE(outage);
    EXPECT_EQ(outage->vip, "10.77.0.100");
    EXPECT_EQ(outage->lengthNs(), 612'000'000); // 2 ms to decide, 609 to elect, 1 to take
    ASSERT_EQ(outage->steps.size(), 3U);
    EXPECT_EQ(outage->steps[0].ns, 2'000'000);
    EXPECT_EQ(outage->steps[1].ns, 609'000'000);
    EXPECT_EQ(outage->steps[2].ns, 1'000'000);
}

TEST_F(Chain, SaysNothingOfAnOutageWhereNothingMoved)
{
    const auto story = m_chain.storyOf(indexOf("maxscale1", EventKind::Helper, "started"));
    EXPECT_FALSE(outageOf(m_source.events(), story));
}

TEST_F(Chain, TheLatestEpisodeIsThatOfTheFailoverWithTheFaultInFront)
{
    const Episode episode = latestEpisode(m_source.events());
    EXPECT_EQ(episode.headline, indexOf("maxscale1", EventKind::State, "FAULT"));
    EXPECT_EQ(episode.beginNs, scenes::deathNs - 2'000'000);
    EXPECT_EQ(latestEpisode({}).headline, -1);
}

TEST_F(Chain, EndsWhereTwoStatementsNameEachOther)
{
    std::vector<model::Event> events;
    for (const char *node : {"maxscale1", "maxscale2"})
        events.push_back(scenes::event(scenes::deathNs, node, EventKind::State, "BACKUP", "MASTER", "",
                                       model::CauseType::Advert,
                                       {"from", std::string(node) == "maxscale1" ? "10.77.0.2" : "10.77.0.1"}, "VI_1"));
    events[0].seq = events[1].seq = 1;
    EXPECT_EQ(CauseChain(events, m_source.cluster()).storyOf(0).size(), 2U);
}

} // namespace
} // namespace tandem::gui
