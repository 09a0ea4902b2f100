// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/wizard/clusterdraft.h"

#include <QAbstractTableModel>
#include <QStringList>
#include <vector>

namespace tandem::gui {

/// The nodes of a draft as a table that is written in.
class NodesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Address, Interface, Priority, Greeting, ColumnCount };

    explicit NodesModel(ClusterDraft &draft, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    void load(); ///< from the draft
    void add();  ///< a node with the next name and a lower priority
    void remove(int row);
    /// Cells whose text is no value, and so not in the draft.
    QStringList troubles() const;

private:
    using Row = std::array<QString, ColumnCount>;
    void write();
    bool isOverridden() const; ///< an instance has a priority of its own on some node

    ClusterDraft &m_draft;
    std::vector<Row> m_rows;
};

} // namespace tandem::gui
