// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/actions/actiontext.h"

#include "scenes.h"

#include <gtest/gtest.h>

namespace tandem::gui {
namespace {

class ActionWords : public testing::Test
{
protected:
    ActionWords() { scenes::fillFailover(m_source); }
    std::string said(ActionKind kind, const std::string &node)
    {
        const auto words = ActionText::confirmation({kind, node}, m_source, "--cluster /etc/tandem/cluster.toml");
        m_command = words.command.toStdString();
        m_warning = words.warning.toStdString();
        return (words.title + '\n' + words.paragraphs.join('\n')).toStdString();
    }
    /// maxscale2 was switched over to.
    void switchOver()
    {
        m_source.node(0).instances[0].state = model::VrrpState::Backup;
        m_source.node(0).instances[0].heldVips.clear();
        m_source.node(1).instances[0].state = model::VrrpState::Master;
        m_source.node(1).instances[0].heldVips = {"10.77.0.100"};
        m_source.node(1).instances[0].overridePriority = 151;
        m_source.node(1).instances[0].effectivePriority = 151;
    }

    scenes::SceneSource m_source{scenes::shop()};
    std::string m_command;
    std::string m_warning;
};

TEST_F(ActionWords, OfASwitchoverTellWhoTakesWhatFromWhomAndWhatBreaks)
{
    EXPECT_EQ(said(ActionKind::SwitchOver, "maxscale2"),
              "Switch over to maxscale2?\n"
              "maxscale2 takes 10.77.0.100 at once and announces it; maxscale1 gives it up on hearing that, so that it "
              "is never without an owner.\n"
              "1,204 open sessions on maxscale1 break; clients that connect again reach maxscale2.\n"
              "The switchover is in force until you end it: until then maxscale2 has a priority above all others.");
    EXPECT_EQ(m_command, "tandemctl switchover maxscale2 --cluster /etc/tandem/cluster.toml");
    EXPECT_EQ(m_warning, "");
}

TEST_F(ActionWords, OfASwitchoverWithoutAnOwnerPromiseNoHandOver)
{
    m_source.node(0).instances[0].heldVips.clear();
    const std::string words = said(ActionKind::SwitchOver, "maxscale2");
    EXPECT_NE(words.find("maxscale2 takes 10.77.0.100 at once and announces it.\n"), std::string::npos);
    EXPECT_EQ(words.find("gives it up"), std::string::npos);
    EXPECT_EQ(words.find("session"), std::string::npos);
}

TEST_F(ActionWords, OfTheEndOfASwitchoverTellWhoTakesTheVipBack)
{
    switchOver();
    EXPECT_EQ(said(ActionKind::EndSwitchover, "maxscale2"),
              "End the switchover to maxscale2?\n"
              "The priority of the cluster file is in force on maxscale2 again: 100.\n"
              "maxscale1 has more and takes 10.77.0.100 back. Sessions that are open on maxscale2 break.");
    EXPECT_EQ(m_command, "tandemctl switchover maxscale2 --cancel --cluster /etc/tandem/cluster.toml");
    m_source.node(0).maintenance = true;
    EXPECT_NE(said(ActionKind::EndSwitchover, "maxscale2").find("10.77.0.100 stays where it is"), std::string::npos);
}

TEST_F(ActionWords, OfMaintenanceOfTheOwnerTellWhoTakesTheVipFirst)
{
    EXPECT_EQ(said(ActionKind::BeginMaintenance, "maxscale1"),
              "Begin maintenance of maxscale1?\n"
              "maxscale2 takes 10.77.0.100 first, then maxscale1 gives it up. Sessions that are open on maxscale1 "
              "break.\n"
              "Maintenance lasts until you end it, also over a restart of maxscale1.");
    EXPECT_EQ(m_command, "tandemctl maintenance maxscale1 on --cluster /etc/tandem/cluster.toml");
    EXPECT_EQ(m_warning, "While it lasts, no other node stands by for maxscale2.");
}

TEST_F(ActionWords, OfMaintenanceWarnWhereNobodyElseCouldTakeTheVip)
{
    m_source.node(1).instances[0].state = model::VrrpState::Fault;
    const std::string words = said(ActionKind::BeginMaintenance, "maxscale1");
    EXPECT_EQ(words.find("first"), std::string::npos);
    EXPECT_EQ(m_warning, "No other node could take 10.77.0.100 now: maxscale1 keeps it, for a VIP without an owner "
                         "serves nobody.");
}

TEST_F(ActionWords, OfMaintenanceOfAStandbySayThatNothingMoves)
{
    EXPECT_NE(said(ActionKind::BeginMaintenance, "maxscale2")
                  .find("maxscale2 holds no VIP now and takes none, unless no other node can."),
              std::string::npos);
    EXPECT_EQ(m_warning, "While it lasts, no other node stands by for maxscale1.");
}

TEST_F(ActionWords, OfTheEndOfMaintenanceTellWhetherAVipMoves)
{
    switchOver();
    m_source.node(1).instances[0].overridePriority.reset();
    m_source.node(1).instances[0].effectivePriority = 100;
    m_source.node(0).maintenance = true;
    EXPECT_EQ(said(ActionKind::EndMaintenance, "maxscale1"),
              "End maintenance of maxscale1?\n"
              "maxscale1 stands by again with the priority of the cluster file: 150.\n"
              "That is more than maxscale2 has: maxscale1 takes 10.77.0.100 back. Sessions that are open on maxscale2 "
              "break.");
    EXPECT_EQ(m_command, "tandemctl maintenance maxscale1 off --cluster /etc/tandem/cluster.toml");
    m_source.node(1).instances[0].effectivePriority = 200;
    EXPECT_NE(said(ActionKind::EndMaintenance, "maxscale1").find("No VIP moves by that."), std::string::npos);
}

TEST_F(ActionWords, OfAnErrorSayWhatIsWrongAndWhatHelps)
{
    const ActionRequest request{ActionKind::SwitchOver, "maxscale2"};
    const auto refused = ActionText::failed(request, {ErrorCode::NotAllowed, "", "VI_1 is in FAULT", "mend the check"});
    EXPECT_EQ(refused.title, "Not switched over to maxscale2");
    EXPECT_EQ(refused.text, "VI_1 is in FAULT; mend the check");
}

TEST_F(ActionWords, DoNotClaimThatAnUnansweredOrderWasNotDone)
{
    const ActionRequest request{ActionKind::BeginMaintenance, "maxscale2"};
    const auto lost = ActionText::failed(request, {ErrorCode::NotReachable, "10.77.0.2:8732", "no answer in 5 s", ""});
    EXPECT_EQ(lost.title, "It is not known whether maxscale2 is in maintenance");
    EXPECT_EQ(lost.text, "10.77.0.2:8732: no answer in 5 s; look at the card of maxscale2 before you ask again");
}

TEST_F(ActionWords, EveryObstacleHasWords)
{
    using Reason = ActionObstacle::Reason;
    QStringList seen;
    for (int i = 0; i <= static_cast<int>(Reason::ReadOnly); ++i) {
        const QString words = ActionText::obstacle({static_cast<Reason>(i), "VI_1"}, "maxscale2");
        EXPECT_FALSE(words.isEmpty()) << i;
        EXPECT_FALSE(words.contains("%1") || words.contains("%2")) << words.toStdString();
        EXPECT_FALSE(seen.contains(words)) << words.toStdString();
        seen << words;
    }
}

TEST_F(ActionWords, ACommandSurvivesTheShell)
{
    EXPECT_EQ(ActionText::shellWord("/etc/tandem/cluster.toml"), "/etc/tandem/cluster.toml");
    EXPECT_EQ(ActionText::shellWord("/home/me/my cluster.toml"), "'/home/me/my cluster.toml'");
    EXPECT_EQ(ActionText::shellWord("it's"), "'it'\\''s'");
    EXPECT_EQ(ActionText::shellWord(""), "''");
}

} // namespace
} // namespace tandem::gui
