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

std::int64_t ChartsPage::windowFor(const ClusterSource &source)
{
    std::int64_t oldest = source.nowNs();
    for (int node = 0; node < source.nodeCount(); ++node)
        if (!source.samples(node).empty())
            oldest = std::min(oldest, source.samples(node).front().timeNs);
    const std::int64_t age = source.nowNs() - oldest;
    for (const std::int64_t window : windows)
        if (window >= age || window == 60 * minute) // an hour is enough for a start
            return window;
    return windows.back();
}

void ChartsPage::addWindows()
{
    auto *group = new QButtonGroup(this);
    for (const std::int64_t window : windows) {
        auto *button = new QPushButton(Format::window(window));
        button->setProperty("role", QStringLiteral("link"));
        button->setProperty("window", static_cast<qlonglong>(window));
        button->setCheckable(true);
        group->addButton(button);
        m_ui->windows->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, window] {
            m_chosen = true;
            chooseWindow(window);
        });
    }
}

void ChartsPage::chooseWindow(std::int64_t ns)
{
    m_windowNs = ns;
    for (int i = 0; i < m_ui->windows->count(); ++i)
        if (auto *button = qobject_cast<QPushButton *>(m_ui->windows->itemAt(i)->widget()))
            button->setChecked(button->property("window").toLongLong() == ns);
    const std::int64_t now = m_source.nowNs();
    for (ChartCard *card : m_cards)
        card->setRange(now - ns, now);
    updateHeadline();
}

void ChartsPage::slide()
{
    chooseWindow(m_chosen ? m_windowNs : windowFor(m_source));
}

void ChartsPage::updateHeadline()
{
    std::optional<Point> slowest;
    QString where;
    for (int node = 0; node < m_source.nodeCount(); ++node)
        for (const model::HealthSample &sample : m_source.samples(node)) {
            const auto value = valueOf(sample, Quantity::RestLatency);
            if (!value || sample.timeNs < m_source.nowNs() - m_windowNs || (slowest && *value <= slowest->value))
                continue;
            slowest = Point{sample.timeNs, *value};
            where = QString::fromStdString(m_source.nodes()[static_cast<std::size_t>(node)].name);
        }
    if (!slowest)
        m_ui->headline->setText(m_source.settled() ? tr("No check in the last %1").arg(Format::lastWindow(m_windowNs))
                                                   : tr("Fetching samples…"));
    else
        m_ui->headline->setText(tr("Slowest check in the last %1: %2 on %3")
                                    .arg(Format::lastWindow(m_windowNs),
                                         HealthChart::withUnit(Quantity::RestLatency, slowest->value), where));
}

} // namespace tandem::gui
