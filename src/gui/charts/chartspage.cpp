// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/charts/chartspage.h"

#include "charts/ui_chartspage.h"
#include "gui/charts/chartcard.h"
#include "gui/charts/healthchart.h"
#include "gui/format.h"

#include <QButtonGroup>
#include <QPushButton>
#include <array>

namespace tandem::gui {

namespace {

constexpr std::int64_t minute = 60'000'000'000;
constexpr std::array<std::int64_t, 6> windows{minute,      5 * minute,   15 * minute,
                                              60 * minute, 360 * minute, 1440 * minute};

} // namespace

ChartsPage::ChartsPage(const ClusterSource &source, const Theme &theme, QWidget *parent)
    : QWidget(parent), m_source(source), m_ui(std::make_unique<Ui::ChartsPage>())
{
    m_ui->setupUi(this);
    for (const Quantity quantity : {Quantity::RestLatency, Quantity::GreetingLatency, Quantity::Sessions}) {
        auto *card = new ChartCard(source, theme, quantity);
        m_cards.push_back(card);
        m_ui->column->addWidget(card, 1);
        connect(card, &ChartCard::cursorMoved, this, [this](std::optional<std::int64_t> ns) {
            for (ChartCard *each : m_cards)
                each->setCursor(ns);
        });
    }
    setFocusProxy(m_cards.front()->chart());
    addWindows();
    m_slide.setSingleShot(true);
    m_slide.setInterval(200);
    connect(&m_slide, &QTimer::timeout, this, &ChartsPage::slide);
    const auto later = [this] {
        if (!m_slide.isActive())
            m_slide.start();
    };
    connect(&source, &ClusterSource::sampleAdded, this, later);
    connect(&source, &ClusterSource::settledChanged, this, &ChartsPage::slide);
    slide();
}

ChartsPage::~ChartsPage() = default;

RecentWindow ChartsPage::recent(const ClusterSource &source)
{
    std::int64_t oldest = source.nowNs();
    for (int node = 0; node < source.nodeCount(); ++node)
        if (!source.samples(node).empty())
            oldest = std::min(oldest, source.samples(node).front().timeNs);
    return RecentWindow::of(oldest, source.nowNs(), 60 * minute);
}

void ChartsPage::addWindows()
{
    auto *group = new QButtonGroup(this);
    const auto add = [this, group](const QString &text, std::int64_t window) {
        auto *button = new QPushButton(text);
        button->setProperty("role", QStringLiteral("link"));
        button->setCheckable(true);
        button->setChecked(window == m_windowNs);
        group->addButton(button);
        m_ui->windows->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, window] {
            m_windowNs = window;
            slide();
        });
    };
    add(tr("Recent"), 0);
    for (const std::int64_t window : windows)
        add(Format::window(window), window);
}

void ChartsPage::slide()
{
    const RecentWindow window = m_windowNs > 0 ? RecentWindow::last(m_windowNs, m_source.nowNs()) : recent(m_source);
    for (ChartCard *card : m_cards)
        card->setRange(window.beginNs, window.endNs);
    updateHeadline(window);
}

void ChartsPage::updateHeadline(const RecentWindow &window)
{
    std::optional<Point> slowest;
    QString where;
    for (int node = 0; node < m_source.nodeCount(); ++node)
        for (const model::HealthSample &sample : m_source.samples(node)) {
            const auto value = valueOf(sample, Quantity::RestLatency);
            if (!value || sample.timeNs < window.beginNs || (slowest && *value <= slowest->value))
                continue;
            slowest = Point{sample.timeNs, *value};
            where = QString::fromStdString(m_source.nodes()[static_cast<std::size_t>(node)].name);
        }
    if (slowest)
        m_ui->headline->setText(
            tr("Slowest check %1: %2 on %3")
                .arg(window.inWords(), HealthChart::withUnit(Quantity::RestLatency, slowest->value), where));
    else if (m_source.settled())
        m_ui->headline->setText(tr("MaxScale was not measured %1").arg(window.inWords()));
    else
        m_ui->headline->setText(tr("Fetching samples…"));
}

} // namespace tandem::gui
