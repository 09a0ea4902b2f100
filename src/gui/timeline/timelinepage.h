// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/clustersource.h"
#include "gui/theme.h"
#include "gui/timeline/causechain.h"

#include <QTimer>
#include <QWidget>
#include <memory>

namespace Ui {
class TimelinePage;
}

namespace tandem::gui {

class EventFilter;
class EventTable;
class EventTableModel;
class TimelineView;
class WhyPanel;

/// What happened on all hosts, on one clock, and why.
class TimelinePage : public QWidget
{
    Q_OBJECT

public:
    TimelinePage(const ClusterSource &source, const Theme &theme, QWidget *parent = nullptr);
    ~TimelinePage() override;

    TimelineView *view() const { return m_view; }
    void goTo(int index);           ///< selects it and brings it into view
    void goToTime(std::int64_t ns); ///< the event nearest to it
    bool isFollowing() const;

private:
    void connectView();
    void setUpTable();
    void refresh();
    void tick();
    void showInitial();
    void fitAll();
    void setFollowing(bool on);
    void select(int index);
    int indexOf(const model::Event &event) const;
    void rangeChanged(std::int64_t beginNs, std::int64_t endNs);
    std::optional<std::int64_t> clockErrorNs() const;

    const ClusterSource &m_source;
    std::unique_ptr<Ui::TimelinePage> m_ui;
    CauseChain m_chain;
    TimelineView *m_view;
    WhyPanel *m_why;
    EventTableModel *m_model;
    EventFilter *m_inView;
    EventTable *m_table;
    QTimer m_refresh; ///< single shot: many changes, one rebuild
    QTimer m_live;
    bool m_touched = false; ///< a person chose the range: new events do not move it any more
    bool m_syncing = false; ///< we select in the table what was selected in the view
    /// Indices move when older events arrive, and a journal that begins anew gives its numbers again.
    std::optional<model::Event> m_selected;
};

} // namespace tandem::gui
