// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/charts/chartcard.h"

#include "gui/charts/chartlegend.h"
#include "gui/charts/healthchart.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace tandem::gui {

ChartCard::ChartCard(const ClusterSource &source, const Theme &theme, Quantity quantity, QWidget *parent)
    : QFrame(parent), m_source(source), m_chart(new HealthChart(source, theme, quantity)),
      m_legend(new ChartLegend(theme))
{
    setProperty("role", QStringLiteral("card"));
    auto *title = new QLabel(titleOf(quantity));
    title->setProperty("role", QStringLiteral("title"));
    m_unit = new QLabel(unitOf(quantity));
    m_unit->setProperty("role", QStringLiteral("caption"));
    auto *head = new QHBoxLayout;
    head->setContentsMargins(6, 0, 6, 0);
    head->setSpacing(8);
    head->addWidget(title);
    head->addWidget(m_unit);
    head->addWidget(m_legend, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(10, 11, 10, 6);
    column->setSpacing(4);
    column->addLayout(head);
    column->addWidget(m_chart, 1);
    m_chart->setAccessibleName(titleOf(quantity));
    connect(m_chart, &HealthChart::cursorMoved, this, &ChartCard::cursorMoved);
    updateLegend();
}

QString ChartCard::titleOf(Quantity quantity)
{
    switch (quantity) {
    case Quantity::RestLatency: return tr("Check latency");
    case Quantity::GreetingLatency: return tr("Greeting latency");
    case Quantity::Sessions: return tr("Sessions");
    }
    return {};
}

QString ChartCard::unitOf(Quantity quantity)
{
    switch (quantity) {
    case Quantity::RestLatency: return tr("ms, REST answer");
    case Quantity::GreetingLatency: return tr("ms, connect to greeting");
    case Quantity::Sessions: return tr("clients of all services");
    }
    return {};
}

void ChartCard::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    m_unit->setVisible(width() >= 480); // the legend needs the room more
}

void ChartCard::setRange(std::int64_t beginNs, std::int64_t endNs)
{
    m_chart->setRange(beginNs, endNs);
    updateLegend();
}

void ChartCard::refresh()
{
    m_chart->refresh();
    updateLegend();
}

void ChartCard::setCursor(std::optional<std::int64_t> ns)
{
    m_chart->setCursor(ns);
    updateLegend();
}

void ChartCard::updateLegend()
{
    std::vector<ChartLegend::Entry> entries;
    for (int node = 0; node < m_source.nodeCount(); ++node)
        entries.push_back(
            {QString::fromStdString(m_source.nodes()[static_cast<std::size_t>(node)].name), m_chart->readout(node)});
    m_legend->setEntries(std::move(entries));
}

} // namespace tandem::gui
