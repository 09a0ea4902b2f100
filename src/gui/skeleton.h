// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/theme.h"

#include <QTimer>
#include <QWidget>

namespace tandem::gui {

/// Grey places of what is still on its way. Appears 200 ms after it is shown: what comes sooner needs no place.
class Skeleton : public QWidget
{
    Q_OBJECT

public:
    Skeleton(const Theme &theme, int lines, QWidget *parent = nullptr);
    QSize sizeHint() const override;

protected:
    void showEvent(QShowEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    int m_lines;
    QTimer m_delay;
};

} // namespace tandem::gui
