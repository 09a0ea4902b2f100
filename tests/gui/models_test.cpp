// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/events/eventfilter.h"
#include "gui/events/eventtable.h"
#include "gui/events/eventtablemodel.h"
#include "gui/overview/servertablemodel.h"
#include "scenes.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QSignalSpy>
#include <QTest>
#include <gmock/gmock.h>

namespace tandem::gui {
namespace {

using model::CauseType;
using model::EventKind;

class Events : public testing::Test
{
protected:
    Events() { scenes::fillFailover(m_source); }
    QString at(int row, int column) const { return m_model.index(row, column).data().toString(); }

    scenes::SceneSource m_source{scenes::shop()};
    EventTableModel m_model{m_source};
    QAbstractItemModelTester m_tester{&m_model, QAbstractItemModelTester::FailureReportingMode::Fatal};
    EventFilter m_filter;
};

TEST_F(Events, StandInTheOrderOfTheirTimesWithUtcAndMilliseconds)
{
    EXPECT_EQ(m_model.rowCount(), static_cast<int>(m_source.events().size()));
    EXPECT_EQ(at(0, EventTableModel::Time), "2026-01-17 01:19:58.246");
    EXPECT_EQ(at(0, EventTableModel::TimeOfDay), "01:19:58.246");
    EXPECT_EQ(at(0, EventTableModel::Node), "maxscale1");
}

TEST_F(Events, ThatComeLateAreInsertedAtTheirPlace)
{
    const int rows = m_model.rowCount();
    QSignalSpy inserted(&m_model, &QAbstractItemModel::rowsInserted);
    m_source.add(scenes::event(scenes::deathNs - 60'000'000'000, "maxscale2", EventKind::Config, "", "applied",
                               "file applied", CauseType::Command));
    ASSERT_EQ(inserted.size(), 1);
    const int row = inserted.front().at(1).toInt();
    EXPECT_EQ(m_model.rowCount(), rows + 1);
    EXPECT_EQ(at(row, EventTableModel::Reason), "file applied");
    EXPECT_GT(row, 0);
    EXPECT_LT(row, rows);
}

TEST_F(Events, AreFilteredByTextNodeKindAndTime)
{
    m_filter.setSourceModel(&m_model);
    QAbstractItemModelTester tester(&m_filter, QAbstractItemModelTester::FailureReportingMode::Fatal);
    const int all = m_filter.rowCount();
    m_filter.setText("RESIGNED");
    EXPECT_EQ(m_filter.rowCount(), 1);
    m_filter.setText({});
    m_filter.setNode("maxscale2");
    const int second = m_filter.rowCount();
    m_filter.setNode("maxscale1");
    EXPECT_EQ(second + m_filter.rowCount(), all);
    m_filter.setKind(EventKind::Health);
    EXPECT_EQ(m_filter.rowCount(), 3);
    m_filter.setRange(scenes::deathNs - 1'000'000'000, scenes::deathNs);
    EXPECT_EQ(m_filter.rowCount(), 1);
    m_filter.setNode({});
    m_filter.setKind(std::nullopt);
    m_filter.setRange(0, scenes::deathNs * 2);
    EXPECT_EQ(m_filter.rowCount(), all);
}

TEST_F(Events, AreCopiedAsTextOfWhatIsShown)
{
    Theme theme(Scheme::Light, QApplication::font());
    EventTable table(theme);
    m_filter.setSourceModel(&m_model);
    m_filter.setText("resigned");
    table.setModel(&m_filter);
    table.setColumnHidden(EventTableModel::TimeOfDay, true);
    table.selectAll();
    table.show();
    QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier);
    const QString text = QApplication::clipboard()->text();
    EXPECT_TRUE(text.startsWith("2026-01-17 02:10:58.855\t")) << text.toStdString();
    EXPECT_TRUE(text.contains("BACKUP → MASTER"));
    EXPECT_FALSE(text.contains("\t02:10:58.855"));
}

TEST(Servers, ShowLagAndConnectionsOnlyWhereTheyAreKnown)
{
    ServerTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setServers(
        {{"server1", "Master, Running", std::nullopt, 12}, {"server2", "Slave, Running", 3, std::nullopt}});
    EXPECT_EQ(model.index(0, ServerTableModel::Lag).data().toString(), "–");
    EXPECT_EQ(model.index(1, ServerTableModel::Lag).data().toString(), "3 s");
    EXPECT_EQ(model.index(1, ServerTableModel::Connections).data().toString(), "–");
    model.setServers({{"server1", "Down", std::nullopt, 0}});
    EXPECT_EQ(model.rowCount(), 1);
    model.setServers({{"server1", "Running", std::nullopt, 0}});
    EXPECT_EQ(model.index(0, ServerTableModel::State).data().toString(), "Running");
}

} // namespace
} // namespace tandem::gui
