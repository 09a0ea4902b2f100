// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/actions/actionrequest.h"
#include "gui/clustersource.h"
#include "gui/theme.h"

#include <QTimer>
#include <QWidget>
#include <memory>
#include <vector>

namespace Ui {
class OverviewPage;
}

namespace tandem::gui {

class ActionDesk;
class ChartCard;
class NodeCard;
class OwnerCard;
class RecentStates;
class StateGlyph;

/// The cluster at a glance.
class OverviewPage : public QWidget
{
    Q_OBJECT

public:
    OverviewPage(const ClusterSource &source, const ActionDesk &desk, const Theme &theme, QWidget *parent = nullptr);
    ~OverviewPage() override;

signals:
    void timeChosen(std::int64_t ns); ///< show it in the timeline
    void actionAsked(const tandem::gui::ActionRequest &request);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void refresh();
    void arrangeCards();

    const ClusterSource &m_source;
    std::unique_ptr<Ui::OverviewPage> m_ui;
    StateGlyph *m_glyph;
    std::vector<NodeCard *> m_cards;
    OwnerCard *m_owner;
    RecentStates *m_recent;
    std::vector<ChartCard *> m_charts;
    int m_columns = 0;
    QTimer m_refresh;
    QTimer m_ages; ///< ages and the window's right edge move on while nothing else happens
};

} // namespace tandem::gui
