// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/clustersource.h"
#include "gui/theme.h"

#include <QFrame>
#include <memory>

namespace Ui {
class NodeCard;
}

class QLabel;

namespace tandem::gui {

class ServerTable;
class Skeleton;
class StateGlyph;

/// One node at a glance: its state, its VIPs, its MaxScale, the servers, the helper. Out of reach it keeps what was
/// last known, greyed, with its age and what to do.
class NodeCard : public QFrame
{
    Q_OBJECT

public:
    NodeCard(const ClusterSource &source, int nodeIndex, const Theme &theme, QWidget *parent = nullptr);
    ~NodeCard() override;

    void refresh();

private:
    void showState(const model::NodeStatus &node, bool reached);
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
};

} // namespace tandem::gui
