// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/timeline/timelinepage.h"

#include "gui/events/eventfilter.h"
#include "gui/events/eventtable.h"
#include "gui/events/eventtablemodel.h"
#include "gui/format.h"
#include "gui/timeline/lanesource.h"
#include "gui/timeline/timelineview.h"
#include "gui/timeline/whypanel.h"
#include "timeline/ui_timelinepage.h"

#include <QHeaderView>
#include <cmath>

namespace tandem::gui {

namespace {

constexpr std::int64_t second = 1'000'000'000;

} // namespace

TimelinePage::TimelinePage(const ClusterSource &source, const Theme &theme, QWidget *parent)
    : QWidget(parent), m_source(source), m_ui(std::make_unique<Ui::TimelinePage>()),
      m_chain(source.events(), source.cluster()), m_view(new TimelineView(theme)), m_why(new WhyPanel(theme)),
      m_model(new EventTableModel(source, this)), m_inView(new EventFilter(this)), m_table(new EventTable(theme))
{
    m_ui->setupUi(this);
    m_ui->cardColumn->addWidget(m_view, 1);
    m_ui->sides->addWidget(m_why);
    m_ui->sides->setStretchFactor(0, 1);
    m_ui->sides->setSizes({880, 316});
    m_ui->halves->setStretchFactor(0, 3);
    m_ui->halves->setStretchFactor(1, 1);
    m_ui->halves->setSizes({560, 230});
    setFocusProxy(m_view);
    setUpTable();
    connectView();

    m_refresh.setSingleShot(true);
    m_refresh.setInterval(100);
    connect(&m_refresh, &QTimer::timeout, this, &TimelinePage::refresh);
    const auto later = [this] {
        if (!m_refresh.isActive())
            m_refresh.start();
    };
    connect(&source, &ClusterSource::eventInserted, this, later);
    connect(&source, &ClusterSource::nodeChanged, this, later);
    connect(&source, &ClusterSource::settledChanged, this, &TimelinePage::refresh);
    connect(&source, &ClusterSource::eventsDropped, this, &TimelinePage::refresh); // at once: lanes hold indexes
    connect(&m_live, &QTimer::timeout, this, &TimelinePage::tick);
    m_ui->follow->setVisible(source.isLive());
    refresh();
}

TimelinePage::~TimelinePage() = default;

void TimelinePage::connectView()
{
    connect(m_view, &TimelineView::rangeChanged, this, &TimelinePage::rangeChanged);
    connect(m_view, &TimelineView::rangeTouched, this, [this] {
        m_touched = true;
        setFollowing(false);
    });
    connect(m_view, &TimelineView::eventSelected, this, [this](int index) {
        m_touched = true;
        select(index);
    });
    connect(m_view, &TimelineView::eventActivated, m_why, [this](int) { m_why->setFocus(Qt::OtherFocusReason); });
    connect(m_view, &TimelineView::fitRequested, this, &TimelinePage::fitAll);
    connect(m_view, &TimelineView::followRequested, this, [this] {
        if (m_source.isLive())
            m_ui->follow->click();
    });
    connect(m_why, &WhyPanel::eventChosen, this, &TimelinePage::goTo);
    connect(m_ui->fit, &QPushButton::clicked, this, &TimelinePage::fitAll);
    connect(m_ui->latest, &QPushButton::clicked, this, [this] {
        m_touched = false;
        showInitial();
    });
    connect(m_ui->follow, &QPushButton::clicked, this, [this](bool on) {
        m_touched = true;
        setFollowing(on);
    });
}

void TimelinePage::setUpTable()
{
    m_inView->setSourceModel(m_model);
    m_table->setModel(m_inView);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_ui->tableColumn->addWidget(m_table, 1);
    for (const int hidden :
         {int(EventTableModel::Time), int(EventTableModel::ClockError), int(EventTableModel::Instance),
          int(EventTableModel::CauseColumn), int(EventTableModel::Seq)})
        m_table->setColumnHidden(hidden, true);
    m_table->setColumnWidth(EventTableModel::TimeOfDay, 112);
    m_table->setColumnWidth(EventTableModel::Node, 104);
    m_table->setColumnWidth(EventTableModel::Kind, 80);
    m_table->setColumnWidth(EventTableModel::Change, 178);
    m_table->horizontalHeader()->setSectionResizeMode(EventTableModel::Reason, QHeaderView::Stretch);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &now) {
        if (m_syncing || !now.isValid())
            return;
        m_touched = true;
        select(m_inView->mapToSource(now).row());
    });
}

std::optional<std::int64_t> TimelinePage::clockErrorNs() const
{
    const auto bound = m_source.clockBound();
    return bound ? std::optional(bound->errorNs) : std::nullopt;
}

void TimelinePage::refresh()
{
    m_view->setClockError(clockErrorNs());
    m_view->setNow(m_source.nowNs());
    m_view->setLanes(buildLanes(laneInput(m_source)), &m_source.events());
    const bool empty = m_source.events().empty();
    m_ui->empty->setVisible(empty);
    m_view->setVisible(!empty);
    m_ui->empty->setText(m_source.settled()
                             ? tr("Nothing has happened yet.\nState changes, VIP moves, health and mode of "
                                  "all nodes will stand here as bars on one clock.")
                             : tr("Fetching what the helpers wrote down…"));
    if (!m_touched)
        showInitial();
    else if (m_selected)
        select(indexOf(*m_selected));
    m_ui->count->setText(tr("%1 of %2").arg(Format::amount(m_inView->rowCount()), Format::amount(m_model->rowCount())));
    // As often as a pixel passes, but not for a page that nobody sees.
    if (m_source.isLive())
        m_live.start(std::clamp(static_cast<int>(m_view->scale().nsPerPixel() / 1e6), 50, 1000));
}

void TimelinePage::tick()
{
    if (!isVisible())
        return;
    m_view->setNow(m_source.nowNs());
    m_view->setLanes(buildLanes(laneInput(m_source)), &m_source.events());
    if (isFollowing()) {
        const TimeScale &scale = m_view->scale();
        const std::int64_t end = m_source.nowNs() + scale.spanNs() / 40;
        m_view->setRange(end - scale.spanNs(), end);
    }
}

void TimelinePage::showInitial()
{
    const Episode episode = latestEpisode(m_source.events());
    if (episode.headline < 0)
        return;
    const std::int64_t now = m_source.nowNs();
    const std::int64_t length = episode.endNs - episode.beginNs;
    const bool fresh = m_source.isLive() && now - episode.endNs < std::max(length, 120 * second);
    setFollowing(fresh);
    const std::int64_t shown = fresh ? now - episode.beginNs : length;
    const std::int64_t margin = std::max(shown / 8, second / 2);
    m_view->setRange(episode.beginNs - margin, fresh ? now + shown / 40 : episode.endNs + margin);
    select(episode.headline);
}

void TimelinePage::fitAll()
{
    if (m_source.events().empty())
        return;
    const std::int64_t begin = m_source.events().front().timeNs;
    const std::int64_t end = std::max(m_source.nowNs(), m_source.events().back().timeNs);
    m_touched = true;
    m_view->setRange(begin - (end - begin) / 50, end + (end - begin) / 40);
}

bool TimelinePage::isFollowing() const
{
    return m_ui->follow->isChecked();
}

void TimelinePage::setFollowing(bool on)
{
    m_ui->follow->setChecked(on);
    if (on)
        tick();
}

void TimelinePage::select(int index)
{
    m_selected.reset();
    if (index >= 0)
        m_selected = m_source.events()[static_cast<std::size_t>(index)];
    m_view->setSelectedEvent(index);
    m_why->explain(m_source.events(), index, m_chain, clockErrorNs());
    m_syncing = true;
    const QModelIndex row = index >= 0 ? m_inView->mapFromSource(m_model->index(index, 0)) : QModelIndex();
    if (row.isValid()) {
        m_table->selectRow(row.row());
        m_table->scrollTo(row);
    } else {
        m_table->clearSelection();
    }
    m_syncing = false;
}

int TimelinePage::indexOf(const model::Event &event) const
{
    const auto &events = m_source.events();
    auto at = std::lower_bound(events.begin(), events.end(), event.timeNs,
                               [](const model::Event &each, std::int64_t ns) { return each.timeNs < ns; });
    for (; at != events.end() && at->timeNs == event.timeNs; ++at)
        if (at->seq == event.seq && at->node == event.node)
            return static_cast<int>(at - events.begin());
    return -1;
}

void TimelinePage::goTo(int index)
{
    if (index < 0 || index >= static_cast<int>(m_source.events().size()))
        return;
    m_touched = true;
    const std::int64_t ns = m_source.events()[static_cast<std::size_t>(index)].timeNs;
    if (!m_view->scale().contains(ns)) {
        setFollowing(false);
        const std::int64_t span = m_view->scale().spanNs();
        m_view->setRange(ns - span / 3, ns + span - span / 3);
    }
    select(index);
}

void TimelinePage::goToTime(std::int64_t ns)
{
    const auto &events = m_source.events();
    int nearest = -1;
    for (std::size_t i = 0; i < events.size(); ++i)
        if (nearest < 0 ||
            std::llabs(events[i].timeNs - ns) < std::llabs(events[static_cast<std::size_t>(nearest)].timeNs - ns))
            nearest = static_cast<int>(i);
    goTo(nearest);
}

void TimelinePage::rangeChanged(std::int64_t beginNs, std::int64_t endNs)
{
    m_ui->day->setText(Format::day(beginNs));
    m_ui->range->setText(Format::range(beginNs, endNs));
    m_syncing = true; // rows that leave would choose another one
    m_inView->setRange(beginNs, endNs);
    m_syncing = false;
    m_ui->count->setText(tr("%1 of %2").arg(Format::amount(m_inView->rowCount()), Format::amount(m_model->rowCount())));
}

} // namespace tandem::gui
