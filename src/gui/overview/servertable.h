// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/overview/servertablemodel.h"
#include "gui/theme.h"

#include <QTableView>

namespace tandem::gui {

/// The servers on a card: as high as its rows, greyed where they are the last known ones.
class ServerTable : public QTableView
{
    Q_OBJECT

public:
    ServerTable(const Theme &theme, QWidget *parent = nullptr);

    void setServers(const std::vector<model::ServerStatus> &servers);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    ServerTableModel *m_model;
};

} // namespace tandem::gui
