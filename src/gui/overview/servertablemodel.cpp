// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/overview/servertablemodel.h"

#include "gui/format.h"

namespace tandem::gui {

namespace {

constexpr int columns = ServerTableModel::Lag + 1;

Qt::Alignment alignmentOf(int column)
{
    return (column >= ServerTableModel::Connections ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
}

} // namespace

void ServerTableModel::setServers(const std::vector<model::ServerStatus> &servers)
{
    if (servers == m_servers)
        return;
    if (servers.size() == m_servers.size()) { // the usual case: selection and scrolling stay
        m_servers = servers;
        emit dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
        return;
    }
    beginResetModel();
    m_servers = servers;
    endResetModel();
}

int ServerTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_servers.size());
}

int ServerTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant ServerTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(alignmentOf(index.column()));
    if (role != Qt::DisplayRole)
        return {};
    const model::ServerStatus &server = m_servers[static_cast<std::size_t>(index.row())];
    switch (index.column()) {
    case Name: return QString::fromStdString(server.name);
    case State: return QString::fromStdString(server.state);
    case Connections: return server.connections ? Format::amount(*server.connections) : QStringLiteral("–");
    case Lag: return server.lagSeconds ? tr("%1 s").arg(Format::amount(*server.lagSeconds)) : QStringLiteral("–");
    default: return {};
    }
}

QVariant ServerTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(alignmentOf(section));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name: return tr("Server");
    case State: return tr("State");
    case Connections: return tr("Connections");
    case Lag: return tr("Lag");
    default: return {};
    }
}

} // namespace tandem::gui
