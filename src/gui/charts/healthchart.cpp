// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/charts/healthchart.h"

#include "gui/format.h"
#include "gui/stateglyph.h"
#include "gui/tabulartext.h"

#include <QGraphicsLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>
#include <cmath>

namespace tandem::gui {

namespace {

constexpr double leftMargin = 46;
constexpr double rightMargin = 10;
constexpr double topMargin = 10;
constexpr double bottomMargin = 24;

/// A chart's x axis is in ms after this chart's begin: a double cannot hold ns since 1970.
double chartX(std::int64_t ns, const TimeScale &scale)
{
    return static_cast<double>(ns - scale.beginNs()) / 1e6;
}

QString axisLabel(Quantity quantity, double value)
{
    if (quantity != Quantity::Sessions)
        return value == std::floor(value) ? QString::number(value, 'f', 0) : QString::number(value, 'g', 3);
    if (value >= 1000)
        return QStringLiteral("%1k").arg(value / 1000, 0, 'g', 3);
    return QString::number(value, 'f', value == std::floor(value) ? 0 : 1);
}

} // namespace

HealthChart::HealthChart(const ClusterSource &source, const Theme &theme, Quantity quantity, QWidget *parent)
    : QChartView(parent), m_source(source), m_theme(theme), m_quantity(quantity), m_timeAxis(new QValueAxis(this)),
      m_valueAxis(new QValueAxis(this))
{
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleDescription(tr("Left and Right move the cursor from sample to sample, Escape removes it."));
    chart()->setMargins(QMargins());
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->setBackgroundVisible(false);
    chart()->setPlotAreaBackgroundVisible(false);
    chart()->legend()->hide();
    for (QValueAxis *axis : {m_timeAxis, m_valueAxis})
        axis->setVisible(false);
    chart()->addAxis(m_timeAxis, Qt::AlignBottom);
    chart()->addAxis(m_valueAxis, Qt::AlignLeft);
    connect(&theme, &Theme::changed, this, &HealthChart::restyle);
    restyle();
}

void HealthChart::restyle()
{
    setBackgroundBrush(m_theme.color(Token::Surface));
    refresh();
}

std::int64_t HealthChart::gapNs() const
{
    // Two and a half times the slowest check: one late answer joins, a missing one does not.
    std::int64_t interval = 2'000'000'000;
    for (const config::Check &check : m_source.cluster().checks)
        if (check.kind == config::CheckKind::MaxScale)
            interval = check.interval.count();
    return interval * 5 / 2;
}

void HealthChart::setRange(std::int64_t beginNs, std::int64_t endNs)
{
    m_scale.setRange(beginNs, endNs);
    refresh();
}

void HealthChart::layOut()
{
    const QRectF area(leftMargin, topMargin, std::max(10.0, width() - leftMargin - rightMargin),
                      std::max(10.0, height() - topMargin - bottomMargin));
    m_scale.setPixels(area.left(), area.width());
    chart()->resize(size());
    chart()->setPlotArea(area);
}

void HealthChart::refresh()
{
    const auto old = chart()->series();
    for (QAbstractSeries *series : old) {
        chart()->removeSeries(series);
        delete series;
    }
    std::vector<std::vector<Stroke>> lines;
    double largest = 0;
    m_empty = true;
    for (int node = 0; node < m_source.nodeCount(); ++node) {
        lines.push_back(decimate({m_source.samples(node), m_quantity, m_scale.beginNs(), m_scale.endNs(),
                                  static_cast<int>(m_scale.right() - m_scale.left()), gapNs()}));
        for (const Stroke &stroke : lines.back())
            for (const Point &point : stroke) {
                largest = std::max(largest, point.value);
                m_empty = false;
            }
    }
    m_top = axisTop(largest * 1.08, m_quantity == Quantity::Sessions ? 4 : 1);
    m_timeAxis->setRange(0, chartX(m_scale.endNs(), m_scale));
    m_valueAxis->setRange(0, m_top.top);
    for (std::size_t node = 0; node < lines.size(); ++node) {
        for (const Stroke &stroke : lines[node]) {
            auto *series = new QLineSeries;
            for (const Point &point : stroke)
                series->append(chartX(point.ns, m_scale), point.value);
            if (stroke.size() == 1) // a lone sample is a short dash, not nothing
                series->append(chartX(stroke.front().ns, m_scale) + 3 * m_scale.nsPerPixel() / 1e6,
                               stroke.front().value);
            QPen pen(m_theme.series(static_cast<int>(node)), 1.5);
            pen.setJoinStyle(Qt::RoundJoin);
            pen.setCapStyle(Qt::RoundCap);
            series->setPen(pen);
            chart()->addSeries(series);
            series->attachAxis(m_timeAxis);
            series->attachAxis(m_valueAxis);
        }
    }
    resetCachedContent();
    viewport()->update();
}

void HealthChart::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    layOut();
    refresh();
}

double HealthChart::yOf(double value) const
{
    const QRectF area = chart()->plotArea();
    return area.bottom() - value / m_top.top * area.height();
}

void HealthChart::drawBackground(QPainter *painter, const QRectF &)
{
    painter->fillRect(viewport()->rect(), m_theme.color(Token::Surface));
    const QRectF area = chart()->plotArea();
    painter->setFont(m_theme.font(TextRole::Caption));
    const int steps = static_cast<int>(std::round(m_top.top / m_top.step));
    for (int i = 0; i <= (m_empty ? 0 : steps); ++i) { // an empty chart has a ground, and no scale
        const double value = i * m_top.step;
        const double y = std::round(yOf(value)) + 0.5;
        painter->setPen(QPen(m_theme.color(i == 0 ? Token::Line : Token::LineSoft), 1));
        painter->drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter->setPen(m_theme.color(Token::TextDim));
        tabular::draw(*painter, QRectF(0, y - 9, leftMargin - 8, 18), Qt::AlignRight, axisLabel(m_quantity, value));
    }
    const std::int64_t step = m_scale.tickStep(92);
    for (const std::int64_t ns : m_scale.ticks(step)) {
        const double x = m_scale.xOf(ns);
        const QString label = Format::tick(ns, step);
        const double half = tabular::width(painter->font(), label) / 2;
        painter->setPen(m_theme.color(Token::Line));
        painter->drawLine(QPointF(std::round(x) + 0.5, area.bottom()), QPointF(std::round(x) + 0.5, area.bottom() + 4));
        painter->setPen(m_theme.color(Token::TextDim));
        const double left = std::min(x - half, width() - 2 * half);
        tabular::draw(*painter, QRectF(left, area.bottom() + 5, 2 * half, 18), Qt::AlignHCenter, label);
    }
    paintTransitions(*painter);
}

void HealthChart::paintTransitions(QPainter &painter)
{
    const QRectF area = chart()->plotArea();
    double free = area.left() - 20;
    for (const model::Event &event : m_source.events()) {
        if (event.kind != model::EventKind::State || !m_scale.contains(event.timeNs))
            continue;
        if (event.to != "MASTER" && event.to != "FAULT")
            continue;
        const double x = m_scale.xOf(event.timeNs);
        const Appearance look = appearanceOfState(event.to);
        QColor color = stateglyph::colorOf(look, m_theme);
        painter.setPen(QPen(color, 1, Qt::DotLine));
        painter.drawLine(QPointF(std::round(x) + 0.5, area.top() + 4), QPointF(std::round(x) + 0.5, area.bottom()));
        if (x < free)
            continue;
        stateglyph::paint(painter, QRectF(x - 4, area.top() - 6, 9, 9), look, m_theme);
        free = x + 11;
    }
}

void HealthChart::drawForeground(QPainter *painter, const QRectF &)
{
    if (m_empty) {
        painter->setFont(m_theme.font(TextRole::Body));
        painter->setPen(m_theme.color(Token::TextDim));
        painter->drawText(chart()->plotArea(), Qt::AlignCenter,
                          m_source.settled() ? tr("Nothing was measured in this range.") : tr("Fetching samples…"));
    }
    paintCursor(*painter);
    if (hasFocus()) {
        painter->setPen(QPen(m_theme.color(Token::Accent), 1));
        painter->drawRoundedRect(QRectF(viewport()->rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
}

void HealthChart::paintCursor(QPainter &painter)
{
    if (!m_cursor || !m_scale.contains(*m_cursor))
        return;
    const QRectF area = chart()->plotArea();
    const double x = std::round(m_scale.xOf(*m_cursor)) + 0.5;
    painter.setPen(QPen(m_theme.color(Token::Accent), 1));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    for (int node = 0; node < m_source.nodeCount(); ++node) {
        const auto point = nearest(m_source.samples(node), m_quantity, *m_cursor, gapNs());
        if (!point)
            continue;
        painter.setPen(QPen(m_theme.color(Token::Surface), 1.5));
        painter.setBrush(m_theme.series(node));
        painter.drawEllipse(QPointF(m_scale.xOf(point->ns), yOf(point->value)), 4, 4);
        painter.setBrush(Qt::NoBrush);
    }
    const QString label = Format::time(*m_cursor, 1);
    painter.setFont(m_theme.font(TextRole::Caption, QFont::DemiBold));
    const double labelWidth = tabular::width(painter.font(), label) + 16;
    const QRectF box(std::clamp(x - labelWidth / 2, 0.0, width() - labelWidth), area.bottom() + 4, labelWidth, 19);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(Token::Accent));
    painter.drawRoundedRect(box, 4, 4);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(m_theme.color(Token::OnAccent));
    tabular::draw(painter, box, Qt::AlignHCenter, label);
}

void HealthChart::setCursor(std::optional<std::int64_t> ns)
{
    m_cursor = ns;
    viewport()->update();
}

QString HealthChart::withUnit(Quantity quantity, double value)
{
    if (quantity == Quantity::Sessions)
        return Format::amount(static_cast<std::int64_t>(value));
    return Format::duration(static_cast<std::int64_t>(value * 1e6));
}

QString HealthChart::readout(int nodeIndex) const
{
    const auto &samples = m_source.samples(nodeIndex);
    const std::int64_t at = m_cursor ? *m_cursor : std::min(m_source.nowNs(), m_scale.endNs());
    const auto point = nearest(samples, m_quantity, at, gapNs());
    return point ? withUnit(m_quantity, point->value) : QStringLiteral("–");
}

void HealthChart::mouseMoveEvent(QMouseEvent *event)
{
    const double x = event->position().x();
    if (x >= m_scale.left() && x <= m_scale.right())
        emit cursorMoved(m_scale.nsAt(x));
    else
        emit cursorMoved(std::nullopt);
}

void HealthChart::leaveEvent(QEvent *)
{
    emit cursorMoved(std::nullopt);
}

void HealthChart::stepCursor(int direction)
{
    const std::int64_t from = m_cursor ? *m_cursor : direction > 0 ? m_scale.beginNs() : m_scale.endNs();
    std::optional<std::int64_t> next;
    for (int node = 0; node < m_source.nodeCount(); ++node)
        for (const model::HealthSample &sample : m_source.samples(node)) {
            if (!m_scale.contains(sample.timeNs) || !valueOf(sample, m_quantity))
                continue;
            const bool ahead = direction > 0 ? sample.timeNs > from : sample.timeNs < from;
            if (ahead && (!next || (direction > 0 ? sample.timeNs < *next : sample.timeNs > *next)))
                next = sample.timeNs;
        }
    if (next)
        emit cursorMoved(next);
}

void HealthChart::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left: stepCursor(-1); return;
    case Qt::Key_Right: stepCursor(1); return;
    case Qt::Key_Escape: emit cursorMoved(std::nullopt); return;
    default: QChartView::keyPressEvent(event);
    }
}

void HealthChart::focusInEvent(QFocusEvent *event)
{
    QChartView::focusInEvent(event);
    viewport()->update();
}

void HealthChart::focusOutEvent(QFocusEvent *event)
{
    QChartView::focusOutEvent(event);
    viewport()->update();
}

} // namespace tandem::gui
