// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/nodestatus.h"

#include <QAbstractTableModel>
#include <vector>

namespace tandem::gui {

/// The database servers as one MaxScale sees them.
class ServerTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, State, Connections, Lag };

    using QAbstractTableModel::QAbstractTableModel;

    void setServers(const std::vector<model::ServerStatus> &servers);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<model::ServerStatus> m_servers;
};

} // namespace tandem::gui
