// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/nodesmodel.h"

#include <algorithm>
#include <array>

namespace tandem::gui {

namespace {

constexpr int step = 50; ///< between the priorities of nodes that are added

std::size_t at(int number)
{
    return static_cast<std::size_t>(number);
}

} // namespace

NodesModel::NodesModel(ClusterDraft &draft, QObject *parent) : QAbstractTableModel(parent), m_draft(draft)
{
    load();
}

int NodesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int NodesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant NodesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const QString &text = m_rows[at(index.row())][at(index.column())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole: return text;
    case Qt::TextAlignmentRole: // numbers end where numbers end
        return QVariant::fromValue((index.column() == Priority ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::AccessibleTextRole: return headerData(index.column(), Qt::Horizontal).toString() + QLatin1Char(' ') + text;
    default: return {};
    }
}

bool NodesModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid() || role != Qt::EditRole)
        return false;
    QString &text = m_rows[at(index.row())][at(index.column())];
    const QString written = value.toString().trimmed();
    if (text == written)
        return true;
    const std::string before = m_rows[at(index.row())][Name].toStdString();
    text = written;
    if (index.column() == Name) // what differs on a node is kept by its name
        m_draft.edit([&](config::Cluster &cluster) {
            for (auto &instance : cluster.instances)
                if (auto moved = instance.overrides.extract(before)) {
                    moved.key() = written.toStdString();
                    instance.overrides.insert(std::move(moved));
                }
        });
    write();
    emit dataChanged(index, index);
    return true;
}

Qt::ItemFlags NodesModel::flags(const QModelIndex &index) const
{
    return QAbstractTableModel::flags(index) | Qt::ItemIsEditable;
}

QVariant NodesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((section == Priority ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name: return tr("Node");
    case Address: return tr("Address");
    case Interface: return tr("Interface");
    case Priority: return tr("Priority");
    case Greeting: return tr("MaxScale greets as");
    default: return {};
    }
}

void NodesModel::load()
{
    beginResetModel();
    m_rows.clear();
    for (const config::Node &node : m_draft.cluster().nodes)
        m_rows.push_back({QString::fromStdString(node.name),
                          node.address.isUnspecified() ? QString() : QString::fromStdString(node.address.toString()),
                          QString::fromStdString(node.interface), QString::number(node.priority),
                          QString::fromStdString(node.versionString)});
    endResetModel();
}

void NodesModel::add()
{
    const int row = rowCount();
    int lowest = 150 + step;
    for (const Row &each : m_rows)
        lowest = std::min(lowest, each[Priority].toInt());
    const QString name = QStringLiteral("maxscale%1").arg(row + 1);
    beginInsertRows({}, row, row);
    m_rows.push_back({name,
                      {},
                      m_rows.empty() ? QStringLiteral("eth0") : m_rows.front()[Interface],
                      QString::number(std::max(1, lowest - step)),
                      name});
    endInsertRows();
    write();
}

void NodesModel::remove(int row)
{
    if (row < 0 || row >= rowCount())
        return;
    beginRemoveRows({}, row, row);
    const std::string name = m_rows[at(row)][Name].toStdString();
    m_rows.erase(m_rows.begin() + row);
    endRemoveRows();
    m_draft.edit([&](config::Cluster &cluster) {
        for (auto &instance : cluster.instances)
            instance.overrides.erase(name);
    });
    write();
}

QStringList NodesModel::troubles() const
{
    QStringList all;
    for (const Row &row : m_rows) {
        if (row[Address].isEmpty())
            all << tr("%1 has no address yet").arg(row[Name]);
        else if (!IpAddress::parse(row[Address].toStdString()))
            all << tr("\"%1\" of %2 is no IP address; write one such as 10.77.0.1").arg(row[Address], row[Name]);
        bool isNumber = false;
        const int priority = row[Priority].toInt(&isNumber);
        if (!isNumber || priority < 1 || priority > 255)
            all << tr("The priority \"%1\" of %2 is not 1 to 255").arg(row[Priority], row[Name]);
    }
    if (isOverridden())
        return all; // which priorities meet is seen in the whole file
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (m_rows[i][Priority] == m_rows[j][Priority])
                all << tr("%1 and %2 have the same priority; give each its own").arg(m_rows[j][Name], m_rows[i][Name]);
    return all;
}

bool NodesModel::isOverridden() const
{
    return std::ranges::any_of(m_draft.cluster().instances, [](const config::Instance &instance) {
        return std::ranges::any_of(instance.overrides,
                                   [](const auto &each) { return each.second.priority.has_value(); });
    });
}

void NodesModel::write()
{
    m_draft.edit([this](config::Cluster &cluster) {
        std::vector<config::Node> nodes;
        for (std::size_t i = 0; i < m_rows.size(); ++i) {
            const Row &row = m_rows[i];
            config::Node node;
            if (const auto *known = cluster.nodeNamed(row[Name].toStdString()))
                node = *known; // what the table does not show
            node.name = row[Name].toStdString();
            node.address = IpAddress::parse(row[Address].toStdString()).value_or(IpAddress());
            node.interface = row[Interface].toStdString();
            node.priority = static_cast<std::uint8_t>(std::clamp(row[Priority].toInt(), 0, 255));
            node.versionString = row[Greeting].toStdString();
            nodes.push_back(std::move(node));
        }
        cluster.nodes = std::move(nodes);
    });
}

} // namespace tandem::gui
