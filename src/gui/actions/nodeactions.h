// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/actions/actiondesk.h"
#include "gui/clustersource.h"

#include <QWidget>

class QPushButton;

namespace tandem::gui {

/// What a node can be asked for, as a row of quiet buttons. A greyed one says why.
class NodeActions : public QWidget
{
    Q_OBJECT

public:
    NodeActions(const ClusterSource &source, const ActionDesk &desk, int nodeIndex, QWidget *parent = nullptr);

    void refresh();

signals:
    void asked(const tandem::gui::ActionRequest &request);

private:
    QPushButton *add(ActionKind (*kindNow)(const model::NodeStatus &), const QString &name);
    void show(QPushButton *button, ActionKind kind);
    const model::NodeStatus &node() const { return m_source.nodes()[static_cast<std::size_t>(m_index)]; }

    const ClusterSource &m_source;
    const ActionDesk &m_desk;
    int m_index;
    QPushButton *m_switchover;
    QPushButton *m_maintenance;
};

} // namespace tandem::gui
