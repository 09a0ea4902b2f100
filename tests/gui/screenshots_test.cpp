// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/actions/confirmdialog.h"
#include "gui/actions/nodeactions.h"
#include "gui/mainwindow.h"
#include "gui/screenshot.h"
#include "gui/timeline/timelinepage.h"
#include "gui/wizard/hostspage.h"
#include "gui/wizard/reviewpage.h"
#include "gui/wizard/setupwizard.h"
#include "portrecord.h"
#include "scenes.h"

#include <QApplication>
#include <QDir>
#include <QImage>
#include <QPushButton>
#include <QTest>
#include <functional>
#include <gtest/gtest.h>
#include <set>

namespace tandem::gui {
namespace {

/// Pictures of each page are left here, for people to look at.
QString picture(const QString &name)
{
    QDir().mkpath(QStringLiteral(TANDEM_PICTURES));
    return QStringLiteral(TANDEM_PICTURES "/%1.png").arg(name);
}

class Screenshots : public testing::Test
{
protected:
    QImage shoot(const QString &name, Scheme scheme, Page page, QSize size = {1440, 900})
    {
        Theme theme(scheme, desktopFont(QFont(QStringLiteral("Sans Serif"))));
        theme.applyTo(*qApp);
        MainWindow window(theme);
        window.resize(size);
        if (m_errors.empty())
            window.showCluster(m_source, m_port, QStringLiteral("--cluster /etc/tandem/cluster.toml"));
        else
            window.showErrors(QStringLiteral("cluster.toml"), QStringLiteral("cluster.toml has 2 mistakes"), m_errors);
        if (m_welcome)
            window.showWelcome();
        window.setPage(page);
        window.show();
        if (m_then)
            m_then(window);
        QTest::qWait(0);
        QCoreApplication::processEvents();
        EXPECT_TRUE(Screenshot::save(window, picture(name)));
        return QImage(picture(name));
    }

    static std::size_t colors(const QImage &image)
    {
        std::set<QRgb> seen;
        for (int y = 0; y < image.height(); y += 2)
            for (int x = 0; x < image.width(); x += 2)
                seen.insert(image.pixel(x, y));
        return seen.size();
    }

    scenes::SceneSource m_source{scenes::shop()};
    std::vector<Error> m_errors;
    bool m_welcome = false;
    std::function<void(MainWindow &)> m_then; ///< before the picture
    scenes::PortRecord m_port;
};

TEST_F(Screenshots, OfEachPageAreNotBlankAndDifferByTheme)
{
    scenes::fillFailover(m_source);
    for (const Page page : allPages) {
        const QImage light = shoot(nameOf(page) + "-light", Scheme::Light, page);
        const QImage dark = shoot(nameOf(page) + "-dark", Scheme::Dark, page);
        EXPECT_EQ(light.size(), QSize(1440, 900));
        EXPECT_GT(colors(light), 40U) << nameOf(page).toStdString();
        EXPECT_GT(colors(dark), 40U) << nameOf(page).toStdString();
        EXPECT_GT(light.pixelColor(700, 890).lightness(), 200) << nameOf(page).toStdString();
        EXPECT_LT(dark.pixelColor(700, 890).lightness(), 60) << nameOf(page).toStdString();
    }
}

TEST_F(Screenshots, FitSmallAndLargeWindows)
{
    scenes::fillFailover(m_source);
    for (const Page page : allPages)
        for (const QSize size : {QSize(1024, 700), QSize(1920, 1080)})
            EXPECT_EQ(shoot(nameOf(page) + QStringLiteral("-%1").arg(size.width()), Scheme::Light, page, size).size(),
                      size);
}

TEST_F(Screenshots, OfSplitBrain)
{
    scenes::splitBrain(m_source);
    for (const Page page : {Page::Overview, Page::Timeline}) {
        EXPECT_GT(colors(shoot(nameOf(page) + "-split-light", Scheme::Light, page)), 40U);
        EXPECT_GT(colors(shoot(nameOf(page) + "-split-dark", Scheme::Dark, page)), 40U);
    }
}

TEST_F(Screenshots, OfALostHelper)
{
    scenes::loseSecond(m_source);
    EXPECT_GT(colors(shoot("overview-lost-light", Scheme::Light, Page::Overview)), 40U);
    EXPECT_GT(colors(shoot("timeline-lost-dark", Scheme::Dark, Page::Timeline)), 40U);
}

TEST_F(Screenshots, OfAClusterThatHasNotAnsweredYet)
{
    scenes::connecting(m_source);
    for (const Page page : allPages)
        EXPECT_GT(colors(shoot(nameOf(page) + "-connecting", Scheme::Light, page)), 20U);
}

TEST_F(Screenshots, OfOrdersInForceAndHowActionsWent)
{
    scenes::fillFailover(m_source);
    m_source.node(0).maintenance = true;
    m_source.node(1).instances[0].overridePriority = 151;
    m_then = [this](MainWindow &window) {
        window.actions().setReadOnly(false);
        window.actions().carryOut({ActionKind::EndMaintenance, "maxscale1"});
        m_port.answer(fail(ErrorCode::NotAllowed, "", "VI_1 is in FAULT: check \"maxscale\" failed",
                           "see systemctl status maxscale on maxscale1"));
        window.actions().carryOut({ActionKind::EndSwitchover, "maxscale2"});
        m_port.answer({});
        QCoreApplication::processEvents();
    };
    for (const int width : {960, 1440}) {
        const QString name = QStringLiteral("overview-orders-%1").arg(width);
        EXPECT_GT(colors(shoot(name + "-light", Scheme::Light, Page::Overview, {width, 900})), 40U);
        EXPECT_GT(colors(shoot(name + "-dark", Scheme::Dark, Page::Overview, {width, 900})), 40U);
    }
}

TEST_F(Screenshots, OfTheQuestionsBeforeActions)
{
    scenes::fillFailover(m_source);
    for (const Scheme scheme : {Scheme::Light, Scheme::Dark})
        for (const char *name : {"switchover", "maintenance"}) {
            const QString file = QStringLiteral("confirm-%1-%2").arg(name, scheme == Scheme::Light ? "light" : "dark");
            m_then = [name, file](MainWindow &window) {
                window.actions().setReadOnly(false);
                const int node = qstrcmp(name, "switchover") == 0 ? 1 : 0;
                window.findChildren<NodeActions *>().at(node)->findChild<QPushButton *>(name)->click();
                QCoreApplication::processEvents();
                auto *dialog = window.findChild<ConfirmDialog *>();
                ASSERT_NE(dialog, nullptr);
                EXPECT_TRUE(Screenshot::save(*dialog, picture(file)));
            };
            shoot(QStringLiteral("overview-asking"), scheme, Page::Overview);
            EXPECT_GT(colors(QImage(picture(file))), 20U);
        }
}

TEST_F(Screenshots, OfNoFileAndOfABadFile)
{
    m_welcome = true;
    EXPECT_GT(colors(shoot("welcome-light", Scheme::Light, Page::Overview)), 20U);
    EXPECT_GT(colors(shoot("welcome-dark", Scheme::Dark, Page::Overview)), 20U);
    m_welcome = false;
    m_errors = {{ErrorCode::BadFile, "cluster.toml:7:5", "unknown key \"prioritiy\"", "did you mean \"priority\"?"},
                {ErrorCode::BadFile, "cluster.toml:12:1", "maxscale1 and maxscale2 have the same priority 100 in VI_1",
                 "give each node another priority: the highest one becomes MASTER"}};
    EXPECT_GT(colors(shoot("error-light", Scheme::Light, Page::Overview)), 20U);
    EXPECT_GT(colors(shoot("error-dark", Scheme::Dark, Page::Overview)), 20U);
}

/// As `tandemctl preflight` had them of a pair with a firewall in between.
std::vector<preflight::Answer> answersOfTwoHosts()
{
    using preflight::Outcome;
    return {{"PRE001", Outcome::Fine, "maxscale1", "its helper answers", "", ""},
            {"PRE001", Outcome::Fine, "maxscale2", "its helper answers", "", ""},
            {"PRE003", Outcome::Note, "maxscale1", "it has another cluster file in force",
             "what is said of MaxScale and of adverts is true of that one", "copy this file there"},
            {"PRE004", Outcome::Fine, "maxscale1", "eth0 is up", "", ""},
            {"PRE006", Outcome::Fine, "", "10.77.0.100 is free: nobody answers for it", "", ""},
            {"PRE009", Outcome::Error, "maxscale2", "adverts do not pass from maxscale1 to maxscale2 (multicast)",
             "maxscale2 would take the VIPs while maxscale1 has them", "let IP protocol 112 pass on both hosts"},
            {"PRE009", Outcome::Fine, "maxscale1", "adverts pass from maxscale2 to maxscale1 (multicast)", "", ""},
            {"PRE011", Outcome::Warning, "maxscale2", "NetworkManager sets up eth0, and may take VIPs away", "it does",
             "nmcli device set eth0 managed no"},
            {"PRE012", Outcome::Fine, "", "the clocks are 3 ms apart (+/- 1 ms)", "", ""},
            {"PRE014", Outcome::NotKnown, "maxscale2", "whether the mode can be written: connection refused", "", ""}};
}

TEST_F(Screenshots, OfEachPageOfTheWizard)
{
    for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
        Theme theme(scheme, desktopFont(QFont(QStringLiteral("Sans Serif"))));
        theme.applyTo(*qApp);
        SetupWizard wizard(theme);
        wizard.setAttribute(Qt::WA_DeleteOnClose, false);
        wizard.show();
        wizard.draft().edit([](config::Cluster &cluster) {
            cluster.nodes[0].address = *IpAddress::parse("10.77.0.1");
            cluster.instances[0].virtualAddresses = {{*IpNetwork::parse("10.77.0.100/24"), {}, {}}};
            cluster.maxscale->user = "monitor";
            cluster.maxscale->passwordFile = "maxscale.password";
        });
        const auto cluster = wizard.draft().cluster();
        wizard.draft().replace(cluster, {{"maxscale.password", "secret"}}); // the pages show it
        for (const int id : wizard.pageIds()) {
            if (wizard.page(id) == wizard.hosts())
                wizard.hosts()->show(answersOfTwoHosts());
            if (id == 2) { // until here an address is missing
                auto whole = wizard.draft().cluster();
                whole.nodes[1].address = *IpAddress::parse("10.77.0.2");
                wizard.draft().replace(whole, wizard.draft().secrets());
            }
            while (wizard.currentId() < id)
                wizard.next();
            wizard.review()->setFile(QStringLiteral("/home/dba/shop/cluster.toml"));
            QCoreApplication::processEvents();
            const QString name = QStringLiteral("wizard-%1-%2").arg(id).arg(scheme == Scheme::Light ? "light" : "dark");
            EXPECT_TRUE(Screenshot::save(wizard, picture(name)));
            EXPECT_GT(colors(QImage(picture(name))), 20U) << name.toStdString();
        }
        EXPECT_EQ(wizard.currentId(), wizard.pageIds().last()) << "each page could be left";
    }
}

} // namespace
} // namespace tandem::gui
