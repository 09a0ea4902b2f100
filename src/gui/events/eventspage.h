// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/clustersource.h"
#include "gui/theme.h"

#include <QWidget>
#include <memory>

namespace Ui {
class EventsPage;
}

namespace tandem::gui {

class EventFilter;
class EventTable;
class EventTableModel;

/// Everything that the helpers wrote down, to search, filter and copy.
class EventsPage : public QWidget
{
    Q_OBJECT

public:
    EventsPage(const ClusterSource &source, const Theme &theme, QWidget *parent = nullptr);
    ~EventsPage() override;

signals:
    void eventActivated(int index); ///< show it in the timeline

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fillFilters();
    void updateCount();
    void keepAtEnd(bool atEnd);

    const ClusterSource &m_source;
    std::unique_ptr<Ui::EventsPage> m_ui;
    EventTableModel *m_model;
    EventFilter *m_filter;
    EventTable *m_table;
};

} // namespace tandem::gui
