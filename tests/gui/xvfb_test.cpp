// SPDX-License-Identifier: GPL-3.0-or-later
// A real window on a real X server with a window manager, clicked by xdotool: what offscreen tests cannot see.
#include "gui/mainwindow.h"
#include "gui/railbutton.h"
#include "gui/timeline/timelinepage.h"
#include "gui/timeline/timelineview.h"
#include "scenes.h"

#include <QApplication>
#include <QProcess>
#include <QScreen>
#include <QStandardPaths>
#include <QTest>
#include <gtest/gtest.h>

namespace tandem::gui {
namespace {

class RealWindow : public testing::Test
{
protected:
    void SetUp() override
    {
        if (QGuiApplication::platformName() != QLatin1String("xcb"))
            GTEST_SKIP() << "there is no X server: run it under xvfb-run with QT_QPA_PLATFORM=xcb";
        for (const char *program : {"openbox", "xdotool"})
            if (QStandardPaths::findExecutable(QLatin1String(program)).isEmpty())
                GTEST_SKIP() << program << " is not installed";
        m_manager.start(QStringLiteral("openbox"), {});
        ASSERT_TRUE(m_manager.waitForStarted());
        m_theme.applyTo(*qApp);
        scenes::fillFailover(m_source);
        m_window = std::make_unique<MainWindow>(m_theme);
        m_window->resize(1200, 760);
        m_window->showCluster(m_source);
        m_window->show();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(m_window.get(), 10'000));
    }
    void TearDown() override
    {
        m_window.reset();
        m_manager.terminate();
        m_manager.waitForFinished(3000);
    }
    static void tool(const QStringList &arguments)
    {
        QProcess xdotool;
        xdotool.start(QStringLiteral("xdotool"), arguments);
        ASSERT_TRUE(QTest::qWaitFor([&] { return xdotool.state() == QProcess::NotRunning; }, 10'000));
    }
    static void click(const QWidget *widget, QPoint at)
    {
        const QPoint global = widget->mapToGlobal(at);
        tool({"mousemove", "--sync", QString::number(global.x()), QString::number(global.y()), "click", "1"});
    }

    QProcess m_manager;
    Theme m_theme{Scheme::Light, desktopFont(QFont(QStringLiteral("Sans Serif")))};
    scenes::SceneSource m_source{scenes::shop()};
    std::unique_ptr<MainWindow> m_window;
};

TEST_F(RealWindow, IsClickedAndTyped)
{
    const RailButton *timeline = nullptr;
    for (const RailButton *button : m_window->findChildren<RailButton *>())
        if (button->text() == "Timeline")
            timeline = button;
    ASSERT_NE(timeline, nullptr);
    click(timeline, timeline->rect().center());
    ASSERT_TRUE(QTest::qWaitFor([this] { return m_window->page() == Page::Timeline; }, 10'000));

    TimelineView *view = m_window->timeline()->view();
    ASSERT_TRUE(QTest::qWaitFor([view] { return view->isVisible() && view->viewport()->width() > 300; }, 10'000));
    const int before = view->selectedEvent();
    click(view->viewport(), {static_cast<int>(view->scale().left()) + 12, 75}); // the first bar of the first lane
    ASSERT_TRUE(QTest::qWaitFor([&] { return view->selectedEvent() != before && view->hasFocus(); }, 10'000));
    const int chosen = view->selectedEvent();
    tool({"key", "Right"});
    ASSERT_TRUE(QTest::qWaitFor([&] { return view->selectedEvent() == chosen + 1; }, 10'000));
    tool({"key", "ctrl+4"});
    ASSERT_TRUE(QTest::qWaitFor([this] { return m_window->page() == Page::Events; }, 10'000));
}

} // namespace
} // namespace tandem::gui
