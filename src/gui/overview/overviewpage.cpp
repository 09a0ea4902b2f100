// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/overview/overviewpage.h"

#include "gui/charts/chartcard.h"
#include "gui/charts/chartspage.h"
#include "gui/overview/headline.h"
#include "gui/overview/nodecard.h"
#include "gui/overview/ownercard.h"
#include "gui/overview/recentstates.h"
#include "gui/stateglyph.h"
#include "overview/ui_overviewpage.h"

namespace tandem::gui {

namespace {

constexpr int leastCardWidth = 400;

} // namespace

OverviewPage::OverviewPage(const ClusterSource &source, const ActionDesk &desk, const Theme &theme, QWidget *parent)
    : QWidget(parent), m_source(source), m_ui(std::make_unique<Ui::OverviewPage>()),
      m_glyph(new StateGlyph(theme, nullptr, 16)), m_owner(new OwnerCard(source, theme)),
      m_recent(new RecentStates(source, theme))
{
    m_ui->setupUi(this);
    m_ui->head->insertWidget(0, m_glyph);
    for (int node = 0; node < source.nodeCount(); ++node) {
        m_cards.push_back(new NodeCard(source, desk, node, theme));
        connect(m_cards.back(), &NodeCard::actionAsked, this, &OverviewPage::actionAsked);
    }
    m_ui->middle->insertWidget(0, m_owner, 1);
    m_ui->middle->setStretch(1, 2);
    m_ui->recentColumn->addWidget(m_recent);
    m_ui->recentColumn->addStretch(1);
    for (const Quantity quantity : {Quantity::RestLatency, Quantity::Sessions}) {
        m_charts.push_back(new ChartCard(source, theme, quantity));
        m_ui->charts->addWidget(m_charts.back(), 1);
        m_charts.back()->setMinimumHeight(200);
        connect(m_charts.back(), &ChartCard::cursorMoved, this, [this](std::optional<std::int64_t> ns) {
            for (ChartCard *chart : m_charts)
                chart->setCursor(ns);
        });
    }
    m_ui->column->setStretch(m_ui->column->count() - 1, 1);
    connect(m_recent, &RecentStates::timeChosen, this, &OverviewPage::timeChosen);

    m_refresh.setSingleShot(true);
    m_refresh.setInterval(100);
    connect(&m_refresh, &QTimer::timeout, this, &OverviewPage::refresh);
    const auto later = [this] {
        if (!m_refresh.isActive())
            m_refresh.start();
    };
    connect(&source, &ClusterSource::nodeChanged, this, later);
    connect(&source, &ClusterSource::eventInserted, this, later);
    connect(&source, &ClusterSource::sampleAdded, this, later);
    connect(&source, &ClusterSource::vipViewsChanged, this, later);
    connect(&source, &ClusterSource::settledChanged, this, &OverviewPage::refresh);
    connect(&source, &ClusterSource::eventsDropped, this, &OverviewPage::refresh); // at once: bars hold indexes
    connect(&m_ages, &QTimer::timeout, this, [this, later] {
        if (isVisible())
            later();
    });
    m_ages.start(1000);
    arrangeCards();
    refresh();
}

OverviewPage::~OverviewPage() = default;

void OverviewPage::refresh()
{
    const Headline::Words words = Headline::of(m_source);
    m_ui->headline->setText(words.text);
    m_glyph->setAppearance(words.look, words.text);
    for (NodeCard *card : m_cards)
        card->refresh();
    m_owner->refresh();
    m_recent->refresh();
    m_ui->recentTitle->setText(m_recent->window().title());
    m_ui->recentSummary->setText(m_source.events().empty() ? QString() : m_recent->summary());
    const RecentWindow window = ChartsPage::recent(m_source);
    for (ChartCard *chart : m_charts)
        chart->setRange(window.beginNs, window.endNs);
}

void OverviewPage::arrangeCards()
{
    const int count = static_cast<int>(m_cards.size());
    const int columns = std::clamp((width() - 16) / (leastCardWidth + 16), 1, std::max(1, std::min(count, 3)));
    if (columns == m_columns)
        return;
    m_columns = columns;
    for (int i = 0; i < count; ++i)
        m_ui->nodes->addWidget(m_cards[static_cast<std::size_t>(i)], i / columns, i % columns);
    for (int column = 0; column < 3; ++column)
        m_ui->nodes->setColumnStretch(column, column < columns ? 1 : 0);
}

void OverviewPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrangeCards();
}

} // namespace tandem::gui
