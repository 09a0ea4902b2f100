// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/theme.h"

#include <QWidget>
#include <vector>

namespace tandem::gui {

/// A chart's legend of one line, right-aligned: a dash in the line's colour, the node, and what it reads at the cursor.
class ChartLegend : public QWidget
{
    Q_OBJECT

public:
    ChartLegend(const Theme &theme, QWidget *parent = nullptr);

    struct Entry
    {
        QString name;
        QString reading; ///< may be empty
    };
    void setEntries(std::vector<Entry> entries);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {80, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    double widthOf(const Entry &entry) const;

    const Theme &m_theme;
    std::vector<Entry> m_entries;
};

} // namespace tandem::gui
