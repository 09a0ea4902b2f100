// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/theme.h"
#include "gui/timeline/causechain.h"

#include <QWidget>

namespace tandem::gui {

/// Where the time of an outage went: one bar of segments, and under it a line for each.
class OutageBar : public QWidget
{
    Q_OBJECT

public:
    OutageBar(const Theme &theme, QWidget *parent = nullptr);
    void setOutage(const Outage &outage);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    static QString wordOf(Outage::Step::Kind kind);
    static Token colorOf(Outage::Step::Kind kind);

    const Theme &m_theme;
    Outage m_outage;
};

} // namespace tandem::gui
