// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/theme.h"

#include <QStyledItemDelegate>
#include <QTableView>

namespace tandem::gui {

/// Paints a row's cells: times with tabular figures, the change with its state's shape.
class EventDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    EventDelegate(const Theme &theme, QObject *parent);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
};

/// Rows of 32 px without a grid; Ctrl+C copies the chosen rows as text, Enter and click activate.
class EventTable : public QTableView
{
    Q_OBJECT

public:
    EventTable(const Theme &theme, QWidget *parent = nullptr);

    void copySelection() const;

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace tandem::gui
