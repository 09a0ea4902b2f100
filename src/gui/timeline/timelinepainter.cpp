// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/timeline/timelinepainter.h"

#include "gui/barpainter.h"
#include "gui/eventtext.h"
#include "gui/format.h"
#include "gui/stateglyph.h"
#include "gui/tabulartext.h"

#include <QPainter>

namespace tandem::gui {

TimelineLayout TimelineLayout::of(const std::vector<Lane> &lanes)
{
    TimelineLayout layout;
    double y = 0;
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        const Lane &lane = lanes[i];
        const bool sameGroup = i > 0 && lanes[i - 1].node == lane.node &&
                               (lanes[i - 1].kind == LaneKind::Vip) == (lane.kind == LaneKind::Vip);
        if (lane.kind == LaneKind::Actions) {
            layout.rows.push_back({y, static_cast<int>(i), {}, Row::Kind::Actions});
            y += laneHeight;
            continue;
        }
        if (!sameGroup) {
            const auto kind = lane.kind == LaneKind::Vip ? Row::Kind::Vips : Row::Kind::Node;
            layout.rows.push_back({y, -1, lane.node, kind});
            y += headingHeight;
        }
        layout.rows.push_back({y, static_cast<int>(i), {}, Row::Kind::Lane});
        y += laneHeight;
    }
    layout.height = y;
    return layout;
}

int TimelineLayout::laneAt(double y) const
{
    for (const Row &row : rows)
        if (row.lane >= 0 && y >= row.top && y < row.top + laneHeight)
            return row.lane;
    return -1;
}

TimelinePainter::TimelinePainter(QPainter &painter, const Theme &theme, const Scene &scene)
    : m_painter(painter), m_theme(theme), m_scene(scene), m_step(scene.scale.tickStep(96))
{
}

QString TimelinePainter::wordOf(const Lane &lane, const Span &span)
{
    if (lane.kind == LaneKind::Vip && span.look == Appearance::Conflict) {
        const QString lasted = Format::duration(span.endNs - span.beginNs);
        const QString words = span.word.empty() ? tr("no owner %1").arg(lasted) : tr("two owners %1").arg(lasted);
        return words + QChar(0x9c) + lasted; // the shorter form where there is no room
    }
    const bool silent = span.look == Appearance::Unknown && (span.word.empty() || span.word == "unknown");
    if (silent)
        return lane.kind == LaneKind::Mode ? tr("no answer") : tr("unknown");
    return QString::fromStdString(span.word);
}

QString TimelinePainter::labelOf(const Lane &lane)
{
    switch (lane.kind) {
    case LaneKind::State:
    case LaneKind::Vip: return QString::fromStdString(lane.name);
    case LaneKind::Mode: return tr("MaxScale");
    case LaneKind::Health: return tr("health");
    case LaneKind::Actions: return tr("Actions");
    }
    return {};
}

void TimelinePainter::paint()
{
    paintGrid();
    const double top = m_scene.area.top() + TimelineLayout::axisHeight;
    m_painter.save();
    m_painter.setClipRect(QRectF(m_scene.area.left(), top, m_scene.area.width(),
                                 m_scene.area.height() - TimelineLayout::axisHeight - TimelineLayout::footHeight));
    for (const TimelineLayout::Row &row : m_scene.layout.rows) {
        const double y = top + row.top - m_scene.scrolled;
        if (y > m_scene.area.bottom() || y + TimelineLayout::laneHeight < top)
            continue;
        if (row.kind == TimelineLayout::Row::Kind::Lane)
            paintLane(m_scene.lanes[static_cast<std::size_t>(row.lane)], y);
        else
            paintHeading(row, y);
        if (row.kind == TimelineLayout::Row::Kind::Actions)
            paintActions(m_scene.lanes[static_cast<std::size_t>(row.lane)], y);
    }
    m_painter.restore();
    paintAxis();
    paintNow();
    paintCursor();
}

void TimelinePainter::paintGrid()
{
    m_painter.setPen(QPen(m_theme.color(Token::LineSoft), 1));
    for (const std::int64_t ns : m_scene.scale.ticks(m_step)) {
        const double x = std::round(m_scene.scale.xOf(ns)) + 0.5;
        m_painter.drawLine(QPointF(x, m_scene.area.top() + TimelineLayout::axisHeight - 4),
                           QPointF(x, m_scene.area.bottom() - TimelineLayout::footHeight + 8));
    }
}

void TimelinePainter::paintAxis()
{
    m_painter.setFont(m_theme.font(TextRole::Caption));
    m_painter.setPen(m_theme.color(Token::TextDim));
    for (const std::int64_t ns : m_scene.scale.ticks(m_step)) {
        const QString label = Format::tick(ns, m_step);
        const double half = tabular::width(m_painter.font(), label) / 2;
        const double x = m_scene.scale.xOf(ns);
        if (x - half < m_scene.scale.left() - 12 || x + half > m_scene.area.right())
            continue;
        tabular::draw(m_painter, QRectF(x - half, m_scene.area.top(), 2 * half, TimelineLayout::axisHeight - 6),
                      Qt::AlignHCenter, label);
    }
}

void TimelinePainter::paintHeading(const TimelineLayout::Row &row, double y)
{
    QString text = QString::fromStdString(row.heading);
    if (row.kind == TimelineLayout::Row::Kind::Vips)
        text = tr("Who holds the VIP");
    else if (row.kind == TimelineLayout::Row::Kind::Actions)
        text = tr("Actions");
    m_painter.setFont(m_theme.font(TextRole::Body, QFont::DemiBold));
    m_painter.setPen(m_theme.color(Token::Text));
    m_painter.drawText(
        QRectF(m_scene.area.left(), y + 4, TimelineLayout::labelWidth + 60, TimelineLayout::headingHeight - 4),
        Qt::AlignLeft | Qt::AlignVCenter, text);
}

void TimelinePainter::paintLane(const Lane &lane, double y)
{
    const double barTop = y + (TimelineLayout::laneHeight - TimelineLayout::barHeight) / 2;
    m_painter.setFont(m_theme.font(TextRole::Body));
    m_painter.setPen(m_theme.color(Token::TextDim));
    const QRectF label(m_scene.area.left() + 10, y, TimelineLayout::labelWidth - 18, TimelineLayout::laneHeight);
    tabular::draw(m_painter, label, Qt::AlignLeft,
                  QFontMetricsF(m_painter.font()).elidedText(labelOf(lane), Qt::ElideRight, label.width() - 4));
    const auto bars = visibleBars(lane, m_scene.scale);
    if (bars.empty()) {
        m_painter.setFont(m_theme.font(TextRole::Caption));
        m_painter.drawText(QRectF(m_scene.scale.left() + 8, y, 300, TimelineLayout::laneHeight),
                           Qt::AlignLeft | Qt::AlignVCenter, tr("nothing known in this range"));
    }
    for (std::size_t i = 0; i < bars.size(); ++i) {
        const Bar &bar = bars[i];
        const Span &span = lane.spans[static_cast<std::size_t>(bar.span)];
        // A hair of background between two bars tells them apart where both have the same colour.
        const double gap = i + 1 < bars.size() && bar.right - bar.left > 4 ? 1.5 : 0;
        const QRectF box(bar.left, barTop, std::max(1.0, bar.right - bar.left - gap), TimelineLayout::barHeight);
        barpainter::paint(m_painter, box, span.look, wordOf(lane, span), m_theme);
        if (span.openedBy >= 0 && span.openedBy == m_scene.selectedEvent)
            barpainter::paintSelection(m_painter, box, m_theme);
    }
}

void TimelinePainter::paintActions(const Lane &lane, double y)
{
    double free = m_scene.scale.left();
    for (std::size_t i = 0; i < lane.marks.size(); ++i) {
        const int mark = lane.marks[i];
        const model::Event &event = m_scene.events[static_cast<std::size_t>(mark)];
        const double x = m_scene.scale.xOf(event.timeNs);
        if (x < m_scene.scale.left() || x > m_scene.scale.right())
            continue;
        const double middle = y + TimelineLayout::laneHeight / 2;
        stateglyph::paint(m_painter, QRectF(x - 9, middle - 9, 18, 18), Appearance::Action, m_theme);
        if (mark == m_scene.selectedEvent)
            barpainter::paintSelection(m_painter, QRectF(x - 9, middle - 9, 18, 18), m_theme);
        const QString words =
            QStringLiteral("%1 (%2)").arg(QString::fromStdString(event.reason), QString::fromStdString(event.node));
        m_painter.setFont(m_theme.font(TextRole::Caption));
        m_painter.setPen(m_theme.color(Token::TextDim));
        const double width = QFontMetricsF(m_painter.font()).horizontalAdvance(words);
        if (x > free && x + 14 + width < m_scene.scale.right()) {
            m_painter.drawText(QRectF(x + 14, y, width + 4, TimelineLayout::laneHeight),
                               Qt::AlignLeft | Qt::AlignVCenter, words);
            free = x + 24 + width;
        }
    }
}

void TimelinePainter::paintNow()
{
    if (!m_scene.scale.contains(m_scene.nowNs))
        return;
    const double x = std::round(m_scene.scale.xOf(m_scene.nowNs)) + 0.5;
    m_painter.setPen(QPen(m_theme.color(Token::Ring), 1, Qt::DotLine));
    m_painter.drawLine(QPointF(x, m_scene.area.top() + TimelineLayout::axisHeight),
                       QPointF(x, m_scene.area.bottom() - TimelineLayout::footHeight + 4));
}

void TimelinePainter::paintCursor()
{
    if (!m_scene.hasCursor || !m_scene.scale.contains(m_scene.cursorNs))
        return;
    const double x = std::round(m_scene.scale.xOf(m_scene.cursorNs)) + 0.5;
    m_painter.setPen(QPen(m_theme.color(Token::Accent), m_scene.pointerCursor ? 1 : 1.5));
    m_painter.drawLine(QPointF(x, m_scene.area.top() + TimelineLayout::axisHeight - 4),
                       QPointF(x, m_scene.area.bottom() - TimelineLayout::footHeight + 8));
    QString label = Format::time(m_scene.cursorNs);
    if (m_scene.clockErrorNs)
        label += QLatin1Char(' ') + Format::error(*m_scene.clockErrorNs);
    m_painter.setFont(m_theme.font(TextRole::Caption, QFont::DemiBold));
    const double width = tabular::width(m_painter.font(), label) + 24;
    const double left =
        std::clamp(x - width / 2, m_scene.area.left(), std::max(m_scene.area.left(), m_scene.area.right() - width));
    const QRectF box(left, m_scene.area.bottom() - TimelineLayout::footHeight + 8, width, 22);
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(m_theme.color(Token::Accent));
    m_painter.drawRoundedRect(box, 4, 4);
    m_painter.setPen(m_theme.color(Token::OnAccent));
    tabular::draw(m_painter, box, Qt::AlignHCenter, label);
}

} // namespace tandem::gui
