// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/clustersource.h"

#include <QAbstractTableModel>

namespace tandem::gui {

/// Events of all nodes as a table, in the order of their times.
class EventTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Time, TimeOfDay, ClockError, Node, Kind, Instance, Change, Reason, CauseColumn, Seq };
    static constexpr int columns = Seq + 1;
    enum Role {
        LookRole = Qt::UserRole, ///< Appearance as int
        TimeNsRole,
        KindRole,    ///< model::EventKind as int
        TabularRole, ///< true: digits of the same width
    };

    explicit EventTableModel(const ClusterSource &source, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    const model::Event &event(int row) const;

private:
    void insert(int row);
    QString text(const model::Event &event, int column) const;

    const ClusterSource &m_source;
    int m_rows = 0;  ///< what views were told
    int m_hole = -1; ///< while they are being told: the row that the source has and they do not yet know
};

} // namespace tandem::gui
