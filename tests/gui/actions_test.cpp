// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/actions/confirmdialog.h"
#include "gui/actions/nodeactions.h"
#include "gui/actions/outcomes.h"
#include "gui/mainwindow.h"
#include "portrecord.h"
#include "scenes.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <gtest/gtest.h>

namespace tandem::gui {
namespace {

class Actions : public testing::Test
{
protected:
    Actions()
    {
        m_theme.applyTo(*qApp);
        m_window.resize(1440, 900);
        scenes::fillFailover(m_source);
    }
    void open()
    {
        m_window.showCluster(m_source, m_port, "--cluster shop.toml");
        m_window.show();
        m_window.activateWindow();
        QCoreApplication::processEvents();
    }
    void openForActions()
    {
        open();
        QTest::mouseClick(mode(), Qt::LeftButton);
    }
    QPushButton *mode() { return m_window.findChild<QPushButton *>("readOnly"); }
    QPushButton *button(int node, const char *name)
    {
        return m_window.findChildren<NodeActions *>().at(node)->findChild<QPushButton *>(name);
    }
    ConfirmDialog *dialog()
    {
        for (ConfirmDialog *each : m_window.findChildren<ConfirmDialog *>())
            if (each->isVisible())
                return each;
        return nullptr;
    }
    void click(const char *name) { QTest::mouseClick(dialog()->findChild<QPushButton *>(name), Qt::LeftButton); }
    QString seen()
    {
        QStringList words;
        for (const QLabel *label : m_window.findChildren<QLabel *>())
            if (label->isVisible())
                words << label->text();
        return words.join('\n');
    }

    Theme m_theme{Scheme::Light, desktopFont(QFont(QStringLiteral("Sans Serif")))};
    scenes::SceneSource m_source{scenes::shop()};
    scenes::PortRecord m_port;
    MainWindow m_window{m_theme};
};

TEST_F(Actions, AreGreyedAtStartBecauseTheWindowIsReadOnly)
{
    open();
    EXPECT_TRUE(m_window.actions().isReadOnly());
    EXPECT_EQ(mode()->text(), "Read-only");
    for (const int node : {0, 1})
        EXPECT_FALSE(button(node, "maintenance")->isEnabled());
    EXPECT_FALSE(button(1, "switchover")->isEnabled());
    EXPECT_TRUE(button(1, "switchover")->toolTip().startsWith("Read-only"));
    EXPECT_EQ(button(1, "switchover")->accessibleDescription(), button(1, "switchover")->toolTip());
}

TEST_F(Actions, ReadOnlySendsNothingHoweverItIsAsked)
{
    open();
    QTest::mouseClick(button(1, "switchover"), Qt::LeftButton);
    EXPECT_EQ(dialog(), nullptr);
    EXPECT_FALSE(m_window.actions().carryOut({ActionKind::SwitchOver, "maxscale2"}));
    EXPECT_TRUE(m_port.asked.empty());
    EXPECT_TRUE(seen().contains("Not switched over to maxscale2"));
}

TEST_F(Actions, AClickSendsExactlyOneRequestAndOnlyAfterTheQuestion)
{
    openForActions();
    EXPECT_EQ(mode()->text(), "Actions on");
    QTest::mouseClick(button(1, "switchover"), Qt::LeftButton);
    ASSERT_NE(dialog(), nullptr);
    EXPECT_TRUE(m_port.asked.empty());
    click("act");
    ASSERT_EQ(m_port.asked.size(), 1U);
    EXPECT_EQ(m_port.asked[0], (ActionRequest{ActionKind::SwitchOver, "maxscale2"}));
    EXPECT_EQ(dialog(), nullptr);
}

TEST_F(Actions, TheQuestionAnsweredWithNoSendsNothing)
{
    openForActions();
    QTest::mouseClick(button(0, "maintenance"), Qt::LeftButton);
    click("cancel");
    QTest::mouseClick(button(0, "maintenance"), Qt::LeftButton);
    QTest::keyClick(dialog(), Qt::Key_Escape);
    QTest::mouseClick(button(0, "maintenance"), Qt::LeftButton);
    QTest::keyClick(dialog(), Qt::Key_Return); // the harmless button has it
    EXPECT_EQ(dialog(), nullptr);
    EXPECT_TRUE(m_port.asked.empty());
}

TEST_F(Actions, TheQuestionShowsWhatWillHappenAndTheCommandToCopy)
{
    openForActions();
    QTest::mouseClick(button(0, "maintenance"), Qt::LeftButton);
    EXPECT_TRUE(seen().contains("Begin maintenance of maxscale1?"));
    EXPECT_TRUE(seen().contains("maxscale2 takes 10.77.0.100 first"));
    EXPECT_TRUE(seen().contains("no other node stands by"));
    EXPECT_EQ(dialog()->findChild<QLineEdit *>("command")->text(),
              "tandemctl maintenance maxscale1 on --cluster shop.toml");
    click("copy");
    EXPECT_EQ(QApplication::clipboard()->text(), "tandemctl maintenance maxscale1 on --cluster shop.toml");
}

TEST_F(Actions, TheKeyboardAloneWillDo)
{
    open();
    QTest::keyClick(&m_window, Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_FALSE(m_window.actions().isReadOnly());
    button(1, "switchover")->setFocus(Qt::TabFocusReason);
    QTest::keyClick(button(1, "switchover"), Qt::Key_Space);
    ASSERT_NE(dialog(), nullptr);
    QTest::keyClick(dialog()->focusWidget(), Qt::Key_Tab);
    EXPECT_EQ(dialog()->focusWidget()->objectName(), "act");
    QTest::keyClick(dialog()->focusWidget(), Qt::Key_Space);
    EXPECT_EQ(m_port.asked.size(), 1U);
}

TEST_F(Actions, WhatIsUnderWayIsSaidAndNotAskedTwice)
{
    openForActions();
    ASSERT_TRUE(m_window.actions().carryOut({ActionKind::SwitchOver, "maxscale2"}));
    EXPECT_TRUE(seen().contains("Switching over to maxscale2…"));
    EXPECT_FALSE(button(1, "switchover")->isEnabled());
    EXPECT_FALSE(button(1, "maintenance")->isEnabled());
    EXPECT_TRUE(button(0, "maintenance")->isEnabled());
    EXPECT_FALSE(m_window.actions().carryOut({ActionKind::SwitchOver, "maxscale2"}));
    EXPECT_EQ(m_port.asked.size(), 1U);
}

TEST_F(Actions, WhatIsDoneIsSaidAndGoesByItself)
{
    openForActions();
    m_window.findChild<Outcomes *>()->setDoneLasts(50);
    m_window.actions().carryOut({ActionKind::SwitchOver, "maxscale2"});
    m_port.answer({});
    EXPECT_TRUE(seen().contains("Switched over to maxscale2"));
    EXPECT_TRUE(button(1, "switchover")->isEnabled());
    EXPECT_TRUE(QTest::qWaitFor([this] { return !seen().contains("Switched over to maxscale2"); }, 3000));
}

TEST_F(Actions, AnErrorStaysWithItsFixUntilItIsDismissed)
{
    openForActions();
    m_window.findChild<Outcomes *>()->setDoneLasts(1);
    m_window.actions().carryOut({ActionKind::SwitchOver, "maxscale2"});
    m_port.answer(fail(ErrorCode::NotAllowed, "", "VI_1 is in FAULT", "see <b>why</b>"));
    m_window.actions().carryOut({ActionKind::SwitchOver, "maxscale1"}); // what is done goes by itself
    m_port.answer({});
    ASSERT_TRUE(QTest::qWaitFor([this] { return !seen().contains("Switched over to maxscale1"); }, 3000));
    EXPECT_TRUE(seen().contains("VI_1 is in FAULT; see <b>why</b>"));
    for (QPushButton *each : m_window.findChildren<QPushButton *>())
        if (each->isVisible() && each->text() == "Dismiss")
            QTest::mouseClick(each, Qt::LeftButton);
    EXPECT_FALSE(seen().contains("VI_1 is in FAULT"));
}

TEST_F(Actions, OfTwoNodesEachKeepTheirOutcome)
{
    openForActions();
    m_window.actions().carryOut({ActionKind::SwitchOver, "maxscale2"});
    m_port.answer(fail(ErrorCode::NotAllowed, "", "refused", ""));
    m_window.actions().carryOut({ActionKind::BeginMaintenance, "maxscale1"});
    m_port.answer({});
    EXPECT_TRUE(seen().contains("Not switched over to maxscale2"));
    EXPECT_TRUE(seen().contains("maxscale1 is in maintenance"));
}

TEST_F(Actions, AreLookedAtAgainWhenTheQuestionIsAnswered)
{
    openForActions();
    QTest::mouseClick(button(1, "switchover"), Qt::LeftButton);
    m_source.node(1).instances[0].state = model::VrrpState::Fault;
    click("act");
    EXPECT_TRUE(m_port.asked.empty());
    EXPECT_TRUE(seen().contains("VI_1 is in FAULT on maxscale2"));
}

TEST_F(Actions, MaintenanceAndASwitchoverInForceStandOnTheCard)
{
    openForActions();
    EXPECT_FALSE(seen().contains("In maintenance"));
    m_source.node(0).maintenance = true;
    m_source.node(1).instances[0].overridePriority = 151;
    m_source.nodeHasChanged(0);
    EXPECT_TRUE(QTest::qWaitFor([this] {
        return seen().contains("In maintenance: it takes a VIP only where no other node can");
    }));
    EXPECT_TRUE(seen().contains("Switchover in force: priority 151 until it is ended"));
    EXPECT_EQ(button(0, "maintenance")->text(), "End maintenance…");
    EXPECT_EQ(button(1, "switchover")->text(), "End switchover…");
    QTest::mouseClick(button(1, "switchover"), Qt::LeftButton);
    click("act");
    ASSERT_EQ(m_port.asked.size(), 1U);
    EXPECT_EQ(m_port.asked[0].kind, ActionKind::EndSwitchover);
}

TEST_F(Actions, AViewerSeesThemGreyedWithTheReason)
{
    m_port.role = rpc::Role::Viewer;
    openForActions();
    EXPECT_FALSE(button(1, "switchover")->isEnabled());
    EXPECT_TRUE(button(1, "switchover")->toolTip().contains("role operator"));
}

TEST_F(Actions, AreNotThereWithoutAWayToAsk)
{
    m_window.showCluster(m_source);
    m_window.show();
    EXPECT_FALSE(mode()->isVisible());
    for (const NodeActions *actions : m_window.findChildren<NodeActions *>())
        EXPECT_FALSE(actions->isVisible());
}

TEST_F(Actions, AnotherClusterIsReadOnlyAgainAndHearsNoLateAnswer)
{
    openForActions();
    m_window.actions().carryOut({ActionKind::SwitchOver, "maxscale2"});
    scenes::PortRecord other;
    m_window.showCluster(m_source, other, {});
    EXPECT_TRUE(m_window.actions().isReadOnly());
    EXPECT_TRUE(mode()->isChecked());
    m_port.answer({});
    EXPECT_FALSE(seen().contains("Switched over"));
}

TEST_F(Actions, AQuestionGoesWithItsCluster)
{
    openForActions();
    QTest::mouseClick(button(1, "switchover"), Qt::LeftButton);
    ASSERT_NE(dialog(), nullptr);
    m_window.showWelcome();
    EXPECT_EQ(dialog(), nullptr);
    EXPECT_TRUE(m_port.asked.empty());
}

} // namespace
} // namespace tandem::gui
