// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/events/eventtablemodel.h"

#include "gui/eventtext.h"
#include "gui/format.h"

namespace tandem::gui {

EventTableModel::EventTableModel(const ClusterSource &source, QObject *parent)
    : QAbstractTableModel(parent), m_source(source), m_rows(static_cast<int>(source.events().size()))
{
    connect(&source, &ClusterSource::eventInserted, this, &EventTableModel::insert);
    connect(&source, &ClusterSource::eventsAboutToDrop, this, [this](int count) { beginRemoveRows({}, 0, count - 1); });
    connect(&source, &ClusterSource::eventsDropped, this, [this](int count) {
        m_rows -= count;
        endRemoveRows();
    });
}

void EventTableModel::insert(int row)
{
    m_hole = row;
    beginInsertRows({}, row, row);
    ++m_rows;
    m_hole = -1;
    endInsertRows();
}

const model::Event &EventTableModel::event(int row) const
{
    const int at = m_hole >= 0 && row >= m_hole ? row + 1 : row;
    return m_source.events()[static_cast<std::size_t>(at)];
}

int EventTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int EventTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

QString EventTableModel::text(const model::Event &event, int column) const
{
    switch (column) {
    case Time: return Format::dateTime(event.timeNs);
    case TimeOfDay: return Format::time(event.timeNs);
    case ClockError: return event.clockErrorNs > 0 ? Format::duration(event.clockErrorNs) : QString();
    case Node: return QString::fromStdString(event.node);
    case Kind: return EventText::kind(event.kind);
    case Instance: return QString::fromStdString(event.instance);
    case Change: return EventText::change(event);
    case Reason: return QString::fromStdString(event.reason);
    case CauseColumn: return EventText::cause(event);
    case Seq: return QString::number(event.seq);
    default: return {};
    }
}

QVariant EventTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const model::Event &at = event(index.row());
    switch (role) {
    case Qt::DisplayRole: return text(at, index.column());
    case Qt::ToolTipRole: return index.column() >= Reason ? QVariant(text(at, index.column())) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant(index.column() == Seq || index.column() == ClockError ? Qt::AlignRight | Qt::AlignVCenter
                                                                              : Qt::AlignLeft | Qt::AlignVCenter);
    case LookRole: return static_cast<int>(appearanceOf(at));
    case TimeNsRole: return static_cast<qlonglong>(at.timeNs);
    case KindRole: return static_cast<int>(at.kind);
    case TabularRole:
        return index.column() == Time || index.column() == TimeOfDay || index.column() == Seq ||
               index.column() == ClockError;
    default: return {};
    }
}

QVariant EventTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(section == Seq || section == ClockError ? Qt::AlignRight | Qt::AlignVCenter
                                                                : Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Time:
    case TimeOfDay: return tr("Time (UTC)");
    case ClockError: return tr("Clock ±");
    case Node: return tr("Node");
    case Kind: return tr("What");
    case Instance: return tr("Instance");
    case Change: return tr("Change");
    case Reason: return tr("Reason");
    case CauseColumn: return tr("Cause");
    case Seq: return tr("No.");
    default: return {};
    }
}

} // namespace tandem::gui
