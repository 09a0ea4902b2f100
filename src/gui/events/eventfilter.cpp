// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/events/eventfilter.h"

#include "gui/events/eventtablemodel.h"

namespace tandem::gui {

EventFilter::EventFilter(QObject *parent) : QSortFilterProxyModel(parent) {}

void EventFilter::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    invalidateFilter();
}

void EventFilter::setNode(const QString &node)
{
    if (node == m_node)
        return;
    m_node = node;
    invalidateFilter();
}

void EventFilter::setKind(std::optional<model::EventKind> kind)
{
    if (kind == m_kind)
        return;
    m_kind = kind;
    invalidateFilter();
}

void EventFilter::setRange(std::int64_t beginNs, std::int64_t endNs)
{
    const auto range = std::pair(beginNs, endNs);
    if (m_range == range)
        return;
    m_range = range;
    invalidateFilter();
}

bool EventFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QAbstractItemModel &model = *sourceModel();
    const auto at = [&](int column, int role = Qt::DisplayRole) { return model.index(row, column, parent).data(role); };
    if (m_range) {
        const auto time = static_cast<std::int64_t>(at(0, EventTableModel::TimeNsRole).toLongLong());
        if (time < m_range->first || time > m_range->second)
            return false;
    }
    if (m_kind && at(0, EventTableModel::KindRole).toInt() != static_cast<int>(*m_kind))
        return false;
    if (!m_node.isEmpty() && at(EventTableModel::Node).toString() != m_node)
        return false;
    if (m_text.isEmpty())
        return true;
    for (int column = 0; column < model.columnCount(parent); ++column)
        if (at(column).toString().contains(m_text, Qt::CaseInsensitive))
            return true;
    return false;
}

} // namespace tandem::gui
