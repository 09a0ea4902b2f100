// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/charts/decimate.h"
#include "gui/clustersource.h"
#include "gui/theme.h"
#include "gui/timeline/timescale.h"

#include <QtCharts/QChartView>
#include <optional>

QT_BEGIN_NAMESPACE
class QLineSeries;
class QValueAxis;
QT_END_NAMESPACE

namespace tandem::gui {

/// One quantity of all nodes over time. Lines are Qt Charts'; axes and marks are painted as in the timeline.
class HealthChart : public QChartView
{
    Q_OBJECT

public:
    HealthChart(const ClusterSource &source, const Theme &theme, Quantity quantity, QWidget *parent = nullptr);

    void setRange(std::int64_t beginNs, std::int64_t endNs);
    const TimeScale &scale() const { return m_scale; }
    void refresh(); ///< samples or events have come

    void setCursor(std::optional<std::int64_t> ns);
    /// What the nodes had at the cursor (or now): "0.9 ms"; an en dash where nothing was measured.
    QString readout(int nodeIndex) const;
    static QString withUnit(Quantity quantity, double value);
    bool isEmpty() const { return m_empty; }

    QSize sizeHint() const override { return {480, 220}; }
    QSize minimumSizeHint() const override { return {240, 120}; }

signals:
    void cursorMoved(std::optional<std::int64_t> ns);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void drawBackground(QPainter *painter, const QRectF &rect) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void layOut();
    void restyle();
    void stepCursor(int direction);
    std::int64_t gapNs() const;
    double yOf(double value) const;
    void paintTransitions(QPainter &painter);
    void paintCursor(QPainter &painter);

    const ClusterSource &m_source;
    const Theme &m_theme;
    Quantity m_quantity;
    TimeScale m_scale;
    AxisTop m_top;
    QValueAxis *m_timeAxis;
    QValueAxis *m_valueAxis;
    std::optional<std::int64_t> m_cursor;
    bool m_empty = true;
};

} // namespace tandem::gui
