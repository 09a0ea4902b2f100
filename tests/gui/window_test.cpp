// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/mainwindow.h"
#include "gui/overview/nodecard.h"
#include "gui/overview/overviewpage.h"
#include "gui/screenshot.h"
#include "gui/timeline/timelinepage.h"
#include "gui/timeline/timelinepainter.h"
#include "gui/timeline/timelineview.h"
#include "scenes.h"

#include <QApplication>
#include <QDropEvent>
#include <QFile>
#include <QFileDialog>
#include <QImage>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>
#include <gtest/gtest.h>

namespace tandem::gui {
namespace {

using model::CauseType;
using model::EventKind;

class Window : public testing::Test
{
protected:
    Window()
    {
        m_theme.applyTo(*qApp);
        m_window.resize(1440, 900);
    }
    void showFailover()
    {
        scenes::fillFailover(m_source);
        showCluster();
    }
    void showCluster()
    {
        m_window.showCluster(m_source);
        m_window.show();
        m_window.activateWindow();
        QCoreApplication::processEvents();
    }
    TimelineView &view() { return *m_window.timeline()->view(); }
    const model::Event &selected() { return m_source.events().at(static_cast<std::size_t>(view().selectedEvent())); }
    /// All text that a person can see in the window.
    QString seen()
    {
        QStringList words;
        for (const QLabel *label : m_window.findChildren<QLabel *>())
            if (label->isVisible())
                words << label->text();
        for (const QPushButton *button : m_window.findChildren<QPushButton *>())
            if (button->isVisible())
                words << button->text();
        return words.join('\n');
    }
    QPoint placeOf(LaneKind kind, const std::string &node, std::int64_t ns)
    {
        const auto &lanes = view().lanes();
        const TimelineLayout layout = TimelineLayout::of(lanes);
        for (const TimelineLayout::Row &row : layout.rows)
            if (row.lane >= 0 && lanes[static_cast<std::size_t>(row.lane)].kind == kind &&
                lanes[static_cast<std::size_t>(row.lane)].node == node)
                return QPointF(view().scale().xOf(ns),
                               row.top + TimelineLayout::axisHeight + TimelineLayout::laneHeight / 2)
                    .toPoint();
        return {};
    }
    void wheel(QPoint at, int delta)
    {
        QWidget *viewport = view().viewport();
        QWheelEvent event(at, viewport->mapToGlobal(at), {}, QPoint(0, delta), Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(viewport, &event);
    }

    Theme m_theme{Scheme::Light, desktopFont(QFont(QStringLiteral("Sans Serif")))};
    scenes::SceneSource m_source{scenes::shop()};
    MainWindow m_window{m_theme};
};

TEST_F(Window, ChangesPagesWithControlAndANumber)
{
    showFailover();
    const std::array<Qt::Key, 4> keys{Qt::Key_1, Qt::Key_2, Qt::Key_3, Qt::Key_4};
    for (std::size_t i = keys.size(); i-- > 0;) {
        QTest::keyClick(&m_window, keys[i], Qt::ControlModifier);
        EXPECT_EQ(m_window.page(), allPages[i]);
    }
    QTest::keyClick(&m_window, Qt::Key_2, Qt::ControlModifier);
    EXPECT_TRUE(view().hasFocus());
}

TEST_F(Window, SaysWhoAnswersOnTheVipFromThisComputer)
{
    showFailover();
    EXPECT_TRUE(seen().contains("Answers here"));
    EXPECT_TRUE(seen().contains("0.42 ms"));
    m_source.editVipViews().front().agreement = fleet::VipView::Agreement::Disagrees;
    emit m_source.vipViewsChanged();
    EXPECT_TRUE(QTest::qWaitFor([this] { return seen().contains("not the owner"); }));
    m_source.editVipViews().clear();
    emit m_source.vipViewsChanged();
    EXPECT_TRUE(QTest::qWaitFor([this] { return !seen().contains("Answers here"); })) << "no row without an answer";
}

TEST_F(Window, SelectsTheLatestFailureByItselfAndExplainsIt)
{
    showFailover();
    m_window.setPage(Page::Timeline);
    EXPECT_EQ(selected().to, "FAULT");
    EXPECT_TRUE(seen().contains("MASTER → FAULT at 02:10:58.246"));
    EXPECT_TRUE(seen().contains("612 ms"));
}

TEST_F(Window, ArrowKeysStepFromEventToEvent)
{
    showFailover();
    m_window.setPage(Page::Timeline);
    const int start = view().selectedEvent();
    QTest::keyClick(&view(), Qt::Key_Right);
    EXPECT_EQ(view().selectedEvent(), start + 1);
    QTest::keyClick(&view(), Qt::Key_Left);
    QTest::keyClick(&view(), Qt::Key_Left);
    EXPECT_EQ(view().selectedEvent(), start - 1);
    QTest::keyClick(&view(), Qt::Key_Home);
    EXPECT_EQ(view().selectedEvent(), 0);
    EXPECT_TRUE(view().scale().contains(m_source.events().front().timeNs));
    QTest::keyClick(&view(), Qt::Key_End);
    EXPECT_EQ(view().selectedEvent(), static_cast<int>(m_source.events().size()) - 1);
    QTest::keyClick(&view(), Qt::Key_Escape);
    EXPECT_EQ(view().selectedEvent(), -1);
    EXPECT_TRUE(seen().contains("Choose a bar"));
}

TEST_F(Window, KeysZoomPanFitAndFollow)
{
    showFailover();
    m_window.setPage(Page::Timeline);
    const std::int64_t span = view().scale().spanNs();
    QTest::keyClick(&view(), Qt::Key_Plus);
    EXPECT_EQ(view().scale().spanNs(), span / 2);
    QTest::keyClick(&view(), Qt::Key_Minus);
    const std::int64_t begin = view().scale().beginNs();
    QTest::keyClick(&view(), Qt::Key_PageUp);
    EXPECT_LT(view().scale().beginNs(), begin);
    QTest::keyClick(&view(), Qt::Key_F);
    EXPECT_TRUE(view().scale().contains(m_source.events().front().timeNs));
    EXPECT_TRUE(view().scale().contains(m_source.nowNs()));
    EXPECT_FALSE(m_window.timeline()->isFollowing());
    QTest::keyClick(&view(), Qt::Key_L);
    EXPECT_TRUE(m_window.timeline()->isFollowing());
}

TEST_F(Window, TheWheelZoomsAtThePointer)
{
    showFailover();
    m_window.setPage(Page::Timeline);
    const QPoint at(500, 120);
    const std::int64_t under = view().scale().nsAt(500);
    const std::int64_t span = view().scale().spanNs();
    wheel(at, 240);
    EXPECT_LT(view().scale().spanNs(), span);
    EXPECT_NEAR(view().scale().xOf(under), 500, 0.1);
}

TEST_F(Window, DraggingPansAndSelectsNothing)
{
    showFailover();
    m_window.setPage(Page::Timeline);
    QWidget *viewport = view().viewport();
    const int before = view().selectedEvent();
    const std::int64_t under = view().scale().nsAt(600);
    QTest::mousePress(viewport, Qt::LeftButton, {}, {600, 100});
    QTest::mouseMove(viewport, {500, 100});
    QTest::mouseRelease(viewport, Qt::LeftButton, {}, {500, 100});
    EXPECT_NEAR(view().scale().xOf(under), 500, 0.1);
    EXPECT_EQ(view().selectedEvent(), before);
}

TEST_F(Window, AClickOnABarSelectsTheEventThatBeganIt)
{
    showFailover();
    m_window.setPage(Page::Timeline);
    QTest::mouseClick(view().viewport(), Qt::LeftButton, {},
                      placeOf(LaneKind::State, "maxscale2", scenes::deathNs + 1'500'000'000));
    EXPECT_EQ(selected().node, "maxscale2");
    EXPECT_EQ(selected().to, "MASTER");
    EXPECT_TRUE(seen().contains("BACKUP → MASTER at 02:10:58.855"));
}

TEST_F(Window, TheChosenEventStaysChosenWhenOlderOnesArrive)
{
    showFailover();
    m_window.setPage(Page::Timeline);
    QTest::keyClick(&view(), Qt::Key_Right);
    const model::Event chosen = selected();
    m_source.add(scenes::event(scenes::deathNs - 3'600'000'000'000, "maxscale1", EventKind::Helper, "", "", "old",
                               CauseType::Start));
    ASSERT_TRUE(QTest::qWaitFor([&] { return selected() == chosen; }, 3000));
    EXPECT_EQ(selected(), chosen);
}

TEST_F(Window, TheChosenEventStaysChosenWhenTheOldestAreDropped)
{
    showFailover();
    m_window.setPage(Page::Timeline);
    QTest::keyClick(&view(), Qt::Key_Right);
    const model::Event chosen = selected();
    m_source.dropOldest(5);
    EXPECT_EQ(selected(), chosen);
    m_source.dropOldest(static_cast<int>(m_source.events().size()) - 1); // the chosen one, too
    QTest::keyClick(&view(), Qt::Key_End);
    EXPECT_LT(view().selectedEvent(), 1);
    for (const QTableView *table : m_window.findChildren<QTableView *>())
        if (table->model()->columnCount() > 4) {
            EXPECT_LE(table->model()->rowCount(), 1);
        }
}

TEST_F(Window, ANewFailureIsShownUntilAPersonChoosesTheirOwnView)
{
    showFailover();
    m_window.setPage(Page::Timeline);
    const auto fail = [this](std::int64_t ns) {
        m_source.setNow(ns + 1'000'000'000);
        m_source.add(
            scenes::event(ns, "maxscale1", EventKind::State, "MASTER", "FAULT", "link", CauseType::Link, {}, "VI_1"));
    };
    const std::int64_t later = m_source.nowNs() + 60'000'000'000;
    fail(later);
    ASSERT_TRUE(QTest::qWaitFor([&] { return selected().timeNs == later; }, 3000));
    QTest::keyClick(&view(), Qt::Key_Left);
    const std::int64_t mine = selected().timeNs;
    fail(later + 60'000'000'000);
    ASSERT_TRUE(QTest::qWaitFor([&] { return view().lanes().front().spans.back().openedBy >= 0; }, 3000));
    EXPECT_EQ(selected().timeNs, mine);
}

TEST_F(Window, TheAlarmStripIsThereOnlyWhileThereIsAnAlarm)
{
    scenes::splitBrain(m_source);
    showCluster();
    EXPECT_TRUE(seen().contains("maxscale1 and maxscale2 both hold 10.77.0.100"));
    EXPECT_TRUE(seen().contains("for 00:00:41"));
    EXPECT_TRUE(seen().contains("2 alarms"));
    m_source.alarms().clear();
    m_source.nodeHasChanged(0);
    ASSERT_TRUE(QTest::qWaitFor([this] { return !seen().contains("for 00:00:41"); }, 3000));
    EXPECT_TRUE(seen().contains("No alarm"));
}

TEST_F(Window, AnAlarmNamesItsNode)
{
    scenes::fillFailover(m_source);
    m_source.alarms() = {{"maxscale1/maxscale-unreachable", "maxscale-unreachable", model::AlarmSeverity::Critical,
                          "maxscale1", "", m_source.nowNs(), "MaxScale: refused"}};
    showCluster();
    EXPECT_TRUE(seen().contains("maxscale1: MaxScale: refused"));
}

TEST_F(Window, WhyOfAnAlarmLeadsToTheTimeWhenItBegan)
{
    scenes::splitBrain(m_source);
    showCluster();
    for (QPushButton *button : m_window.findChildren<QPushButton *>())
        if (button->isVisible() && button->text() == "Why")
            QTest::mouseClick(button, Qt::LeftButton);
    EXPECT_EQ(m_window.page(), Page::Timeline);
    EXPECT_EQ(selected().timeNs, m_source.alarms().front().sinceNs);
}

TEST_F(Window, ANodeOutOfReachKeepsWhatWasKnownWithItsAgeAndTheFix)
{
    scenes::loseSecond(m_source);
    showCluster();
    EXPECT_TRUE(seen().contains("has not answered for 00:00:12"));
    EXPECT_TRUE(seen().contains("systemctl status tandem-agent"));
    EXPECT_TRUE(seen().contains("out of reach"));
    m_source.editLink(1).state = fleet::Link::State::Connected;
    m_source.node(1).reachable = true;
    m_source.nodeHasChanged(1);
    ASSERT_TRUE(QTest::qWaitFor([this] { return !seen().contains("out of reach"); }, 3000));
    EXPECT_FALSE(seen().contains("systemctl"));
}

TEST_F(Window, ANodeThatNeverAnsweredClaimsNothing)
{
    scenes::connecting(m_source);
    showCluster();
    EXPECT_TRUE(seen().contains("Connecting to 10.77.0.1:8732"));
    EXPECT_FALSE(seen().contains("nobody"));
    EXPECT_FALSE(seen().contains("passive"));
}

TEST_F(Window, WithoutAFileItSaysWhatToDo)
{
    m_window.show();
    EXPECT_TRUE(seen().contains("Open a cluster file"));
    EXPECT_TRUE(seen().contains("/etc/tandem/cluster.toml"));
}

TEST_F(Window, AskingForAFileReturnsAtOnceAndTellsWhatWasChosen)
{
    m_window.show();
    QSignalSpy opened(&m_window, &MainWindow::openRequested);
    m_window.askForFile();
    auto *dialog = m_window.findChild<QFileDialog *>();
    ASSERT_NE(dialog, nullptr);
    emit dialog->filesSelected({"/tmp/x.toml"});
    ASSERT_EQ(opened.size(), 1);
    EXPECT_EQ(opened.front().front().toStringList(), QStringList{"/tmp/x.toml"});
    dialog->close();
}

TEST_F(Window, TakesAFileThatIsDroppedOnIt)
{
    m_window.show();
    QSignalSpy opened(&m_window, &MainWindow::openRequested);
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile("/tmp/dropped.toml")});
    QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&m_window, &enter);
    EXPECT_TRUE(enter.isAccepted());
    QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&m_window, &drop);
    ASSERT_EQ(opened.size(), 1);
    EXPECT_EQ(opened.front().front().toStringList(), QStringList{"/tmp/dropped.toml"});
}

TEST_F(Window, ABadFileIsShownMistakeByMistakeAsPlainText)
{
    m_window.show();
    m_window.showErrors("/etc/tandem/cluster.toml", "cluster.toml has 2 mistakes",
                        {{ErrorCode::BadFile, "cluster.toml:7:5", "unknown key \"<b>x</b>\"", "remove it"},
                         {ErrorCode::BadFile, "cluster.toml:9:1", "equal priorities", "give each another"}});
    EXPECT_TRUE(seen().contains("cluster.toml:7:5"));
    EXPECT_TRUE(seen().contains("<b>x</b>"));
    EXPECT_TRUE(seen().contains("give each another"));
    for (const QLabel *label : m_window.findChildren<QLabel *>())
        if (label->text().contains("<b>")) {
            EXPECT_EQ(label->textFormat(), Qt::PlainText);
        }
}

TEST_F(Window, ShowsAnotherClusterAfterTheFirst)
{
    showFailover();
    scenes::SceneSource other(scenes::shop());
    scenes::loseSecond(other);
    m_window.showCluster(other);
    EXPECT_TRUE(seen().contains("out of reach"));
    m_window.showWelcome();
    EXPECT_FALSE(seen().contains("out of reach"));
    m_source.nodeHasChanged(0); // nobody listens any more
}

TEST_F(Window, EveryWidgetThatTakesTheFocusHasAName)
{
    showFailover();
    for (const Page page : allPages) {
        m_window.setPage(page);
        for (const QWidget *widget : m_window.findChildren<QWidget *>()) {
            if (!widget->isVisible() || widget->focusProxy() != nullptr || (widget->focusPolicy() & Qt::TabFocus) == 0)
                continue;
            const auto *button = qobject_cast<const QAbstractButton *>(widget);
            const bool named = !widget->accessibleName().isEmpty() ||
                               (button != nullptr && !button->text().isEmpty()) || widget->inherits("QScrollBar") ||
                               widget->inherits("QLabel");
            EXPECT_TRUE(named) << widget->metaObject()->className() << " " << widget->objectName().toStdString();
        }
    }
}

TEST_F(Window, PicturesAreTakenWhenReadyAndOnce)
{
    showFailover();
    QTemporaryDir directory;
    const QString file = directory.filePath("a.png");
    bool ready = false;
    Screenshot screenshot(
        m_window, file, [&ready] { return ready; }, 10'000);
    QSignalSpy done(&screenshot, &Screenshot::done);
    screenshot.start();
    EXPECT_FALSE(QTest::qWaitFor([&] { return !done.empty(); }, 600));
    ready = true;
    screenshot.check();
    screenshot.check();
    ASSERT_TRUE(QTest::qWaitFor([&] { return !done.empty(); }, 5000));
    EXPECT_TRUE(screenshot.result());
    EXPECT_EQ(QImage(file).size(), m_window.size());
    EXPECT_EQ(done.size(), 1);
}

TEST_F(Window, PicturesAreTakenWhenPatienceEnds)
{
    showFailover();
    QTemporaryDir directory;
    Screenshot screenshot(
        m_window, directory.filePath("a.png"), [] { return false; }, 50);
    QSignalSpy done(&screenshot, &Screenshot::done);
    screenshot.start();
    ASSERT_TRUE(QTest::qWaitFor([&] { return !done.empty(); }, 5000));
    EXPECT_TRUE(QFile::exists(directory.filePath("a.png")));
}

TEST_F(Window, APictureThatCannotBeWrittenIsAnError)
{
    m_window.show();
    const auto result = Screenshot::save(m_window, "/nonexistent/a.png");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().place, "/nonexistent/a.png");
    EXPECT_FALSE(result.error().fix.empty());
}

} // namespace
} // namespace tandem::gui
