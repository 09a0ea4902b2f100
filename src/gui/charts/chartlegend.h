// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/theme.h"

#include <QStringList>
#include <QWidget>
#include <vector>

namespace tandem::gui {

/// A chart's legend of one line, right-aligned: a dash in the line's colour, the node, and what it reads at the cursor.
/// Where it does not fit, the names are shortened, never what is read.
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
    /// How the entries stand in the width that there is.
    struct Fit
    {
        double between = 0; ///< pixels from entry to entry
        QStringList names;  ///< shortened where they must be
    };
    Fit fit() const;
    double widthOf(const Entry &entry) const;
    double widthBesideName(const Entry &entry) const;

    const Theme &m_theme;
    std::vector<Entry> m_entries;
};

} // namespace tandem::gui
