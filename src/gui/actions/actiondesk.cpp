// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/actions/actiondesk.h"

#include "gui/actions/actionrules.h"

#include <QPointer>

namespace tandem::gui {

void ActionDesk::open(const ClusterSource &source, ActionPort &port, const QString &whom)
{
    close();
    m_source = &source;
    m_port = &port;
    m_whom = whom;
    emit changed();
}

void ActionDesk::close()
{
    m_source = nullptr;
    m_port = nullptr;
    m_readOnly = true;
    m_underWay.clear();
    ++m_opened;
    emit changed();
}

void ActionDesk::setReadOnly(bool readOnly)
{
    if (readOnly == m_readOnly)
        return;
    m_readOnly = readOnly;
    emit changed();
}

std::optional<ActionObstacle> ActionDesk::obstacle(ActionKind kind, int nodeIndex) const
{
    if (!isOpen() || nodeIndex < 0)
        return ActionObstacle{ActionObstacle::Reason::OutOfReach, {}};
    ActionSituation situation = actionrules::situationOf(*m_source, *m_port, nodeIndex);
    situation.readOnly = m_readOnly;
    situation.underWay = m_underWay.contains(m_source->nodes()[static_cast<std::size_t>(nodeIndex)].name);
    return actionrules::obstacle(kind, situation);
}

ActionText::Confirmation ActionDesk::confirmation(const ActionRequest &request) const
{
    return isOpen() ? ActionText::confirmation(request, *m_source, m_whom) : ActionText::Confirmation{};
}

bool ActionDesk::carryOut(const ActionRequest &request)
{
    if (!isOpen())
        return false;
    const QString node = QString::fromStdString(request.node);
    if (const auto found = obstacle(request.kind, m_source->nodeIndexOf(request.node))) {
        emit told(node, Stage::Failed,
                  ActionText::failed(
                      request, {ErrorCode::NotAllowed, {}, ActionText::obstacle(*found, node).toStdString(), {}}));
        return false;
    }
    m_underWay.insert(request.node);
    emit told(node, Stage::UnderWay, ActionText::underWay(request));
    emit changed();
    m_port->ask(request, [desk = QPointer<ActionDesk>(this), request, opened = m_opened](const Result<void> &answer) {
        if (desk && desk->m_opened == opened)
            desk->onAnswer(request, answer);
    });
    return true;
}

void ActionDesk::onAnswer(const ActionRequest &request, const Result<void> &answer)
{
    m_underWay.erase(request.node);
    emit told(QString::fromStdString(request.node), answer ? Stage::Done : Stage::Failed,
              answer ? ActionText::done(request) : ActionText::failed(request, answer.error()));
    emit changed();
}

} // namespace tandem::gui
