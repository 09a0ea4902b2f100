// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/theme.h"
#include "gui/timeline/lanemodel.h"
#include "gui/timeline/timescale.h"

#include <QAbstractScrollArea>
#include <optional>
#include <vector>

namespace tandem::gui {

/// The lanes, on one clock. Wheel zooms at the pointer, drag pans, double click fits, click selects; all of it by keys
/// too.
class TimelineView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    TimelineView(const Theme &theme, QWidget *parent = nullptr);

    /// `events` outlives the view or the next call.
    void setLanes(std::vector<Lane> lanes, const std::vector<model::Event> *events);
    const std::vector<Lane> &lanes() const { return m_lanes; }

    const TimeScale &scale() const { return m_scale; }
    void setRange(std::int64_t beginNs, std::int64_t endNs);
    /// +/- of the clocks, shown beside the cursor's time; nothing while unknown.
    void setClockError(std::optional<std::int64_t> errorNs);
    void setNow(std::int64_t nowNs);

    int selectedEvent() const { return m_selected; }
    void setSelectedEvent(int index); ///< -1: none
    std::int64_t cursorNs() const;    ///< of the pointer, else of the selected event
    /// The event that explains what is at this place; -1: none.
    int eventAt(const QPointF &position) const;

    QSize sizeHint() const override { return {900, 420}; }

signals:
    void rangeChanged(std::int64_t beginNs, std::int64_t endNs);
    void rangeTouched();            ///< a person moved or zoomed
    void eventSelected(int index);  ///< a person chose; -1: nothing
    void eventActivated(int index); ///< Enter
    void fitRequested();
    void followRequested();
    void cursorMoved(std::int64_t ns);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    void rangeWasTouched();
    void layOut();
    void stepEvent(int direction);
    void select(int index);
    int laneAt(double y) const;
    bool showToolTip(const QPoint &position, const QPoint &global);

    const Theme &m_theme;
    std::vector<Lane> m_lanes;
    const std::vector<model::Event> *m_events = nullptr;
    TimeScale m_scale;
    std::optional<std::int64_t> m_clockErrorNs;
    std::int64_t m_nowNs = 0;
    int m_selected = -1;
    std::optional<double> m_pointerX;
    std::optional<QPointF> m_pressedAt;
    QPointF m_lastDrag;
    bool m_dragging = false;
};

} // namespace tandem::gui
