// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/actions/nodeactions.h"

#include "gui/actions/actionrules.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace tandem::gui {

NodeActions::NodeActions(const ClusterSource &source, const ActionDesk &desk, int nodeIndex, QWidget *parent)
    : QWidget(parent), m_source(source), m_desk(desk), m_index(nodeIndex)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 2, 0, 2);
    row->setSpacing(8);
    m_switchover = add(&actionrules::switchoverKind, QStringLiteral("switchover"));
    m_maintenance = add(&actionrules::maintenanceKind, QStringLiteral("maintenance"));
    row->addWidget(m_switchover);
    row->addWidget(m_maintenance);
    row->addStretch(1);
    connect(&desk, &ActionDesk::changed, this, &NodeActions::refresh);
    refresh();
}

QPushButton *NodeActions::add(ActionKind (*kindNow)(const model::NodeStatus &), const QString &name)
{
    auto *button = new QPushButton;
    button->setObjectName(name);
    button->setProperty("role", QStringLiteral("quiet"));
    connect(button, &QPushButton::clicked, this, [this, kindNow] { emit asked({kindNow(node()), node().name}); });
    return button;
}

void NodeActions::refresh()
{
    setVisible(m_desk.isOpen());
    if (!m_desk.isOpen())
        return;
    show(m_switchover, actionrules::switchoverKind(node()));
    show(m_maintenance, actionrules::maintenanceKind(node()));
}

void NodeActions::show(QPushButton *button, ActionKind kind)
{
    const QString name = QString::fromStdString(node().name);
    const auto obstacle = m_desk.obstacle(kind, m_index);
    const QString why = obstacle ? ActionText::obstacle(*obstacle, name) : ActionText::hint(kind, name);
    button->setText(ActionText::button(kind));
    button->setEnabled(!obstacle);
    button->setToolTip(why);
    button->setAccessibleName(tr("%1: %2").arg(name, ActionText::button(kind)));
    button->setAccessibleDescription(why);
}

} // namespace tandem::gui
