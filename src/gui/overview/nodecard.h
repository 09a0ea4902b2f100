// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/actions/actionrequest.h"
#include "gui/clustersource.h"
#include "gui/theme.h"

#include <QFrame>
#include <memory>

namespace Ui {
class NodeCard;
}

class QLabel;

namespace tandem::gui {

class ActionDesk;
class NodeActions;
class ServerTable;
class Skeleton;
class StateGlyph;

/// One node at a glance: its state, its VIPs, its MaxScale, the servers, the helper, and what it can be asked
/// for. Out of reach it keeps what was last known, greyed, with its age and what to do.
class NodeCard : public QFrame
{
    Q_OBJECT

public:
    NodeCard(const ClusterSource &source, const ActionDesk &desk, int nodeIndex, const Theme &theme,
             QWidget *parent = nullptr);
    ~NodeCard() override;

    void refresh();

signals:
    void actionAsked(const tandem::gui::ActionRequest &request);

private:
    void showState(const model::NodeStatus &node, bool reached);
    void showOrders(const model::NodeStatus &node, bool everHeard);
    void showFacts(const model::NodeStatus &node, bool reached);
    void showMaxScale(const model::MaxScaleStatus &maxscale, bool reached);
    void showNote(const fleet::Link &link, bool everHeard);
    void showFooter(const model::NodeStatus &node);

    const ClusterSource &m_source;
    int m_index;
    std::unique_ptr<Ui::NodeCard> m_ui;
    StateGlyph *m_glyph;
    ServerTable *m_servers;
    Skeleton *m_skeleton;
    StateGlyph *m_orderGlyph;
    NodeActions *m_actions;
};

} // namespace tandem::gui
