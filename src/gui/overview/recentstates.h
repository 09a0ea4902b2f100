// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/clustersource.h"
#include "gui/recentwindow.h"
#include "gui/theme.h"
#include "gui/timeline/lanemodel.h"
#include "gui/timeline/timescale.h"

#include <QWidget>
#include <vector>

namespace tandem::gui {

/// The states of all nodes in the recent past: the timeline in small. A click or Enter opens the timeline there.
class RecentStates : public QWidget
{
    Q_OBJECT

public:
    RecentStates(const ClusterSource &source, const Theme &theme, QWidget *parent = nullptr);

    void refresh();
    const RecentWindow &window() const { return m_window; }
    /// "2 moves · 0.61 s without an owner", of the window shown.
    QString summary() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {240, sizeHint().height()}; }

signals:
    void timeChosen(std::int64_t ns);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    double labelWidth() const;

    const ClusterSource &m_source;
    const Theme &m_theme;
    std::vector<Lane> m_states;
    std::vector<Lane> m_vips;
    TimeScale m_scale;
    RecentWindow m_window;
};

} // namespace tandem::gui
