// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/timeline/timelineview.h"

#include "gui/eventtext.h"
#include "gui/format.h"
#include "gui/timeline/timelinepainter.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>
#include <cmath>

namespace tandem::gui {

namespace {

const std::vector<model::Event> noEvents;
constexpr double inset = 6; ///< between the frame of the focus and the labels

} // namespace

TimelineView::TimelineView(const Theme &theme, QWidget *parent) : QAbstractScrollArea(parent), m_theme(theme)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Timeline"));
    setAccessibleDescription(
        tr("Left and Right step from event to event, plus and minus zoom, Page Up and Page Down pan, "
           "F fits all, L follows live, Enter explains the selected event."));
    viewport()->setMouseTracking(true);
    viewport()->setBackgroundRole(QPalette::Base);
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
    connect(verticalScrollBar(), &QScrollBar::valueChanged, viewport(), qOverload<>(&QWidget::update));
}

void TimelineView::setLanes(std::vector<Lane> lanes, const std::vector<model::Event> *events)
{
    m_lanes = std::move(lanes);
    m_events = events;
    if (m_events == nullptr || m_selected >= static_cast<int>(m_events->size()))
        m_selected = -1;
    layOut();
    viewport()->update();
}

void TimelineView::setRange(std::int64_t beginNs, std::int64_t endNs)
{
    m_scale.setRange(beginNs, endNs);
    viewport()->update();
    emit rangeChanged(m_scale.beginNs(), m_scale.endNs());
}

void TimelineView::setClockError(std::optional<std::int64_t> errorNs)
{
    m_clockErrorNs = errorNs;
    viewport()->update();
}

void TimelineView::setNow(std::int64_t nowNs)
{
    m_nowNs = nowNs;
    viewport()->update();
}

void TimelineView::setSelectedEvent(int index)
{
    if (m_events == nullptr || index >= static_cast<int>(m_events->size()))
        index = -1;
    m_selected = index;
    if (index >= 0)
        QAbstractScrollArea::setAccessibleName(
            tr("Timeline: %1").arg(EventText::whole((*m_events)[static_cast<std::size_t>(index)])));
    viewport()->update();
}

std::int64_t TimelineView::cursorNs() const
{
    if (m_pointerX)
        return m_scale.nsAt(*m_pointerX);
    if (m_selected >= 0 && m_events != nullptr)
        return (*m_events)[static_cast<std::size_t>(m_selected)].timeNs;
    return 0;
}

void TimelineView::layOut()
{
    const double width = viewport()->width() - TimelineLayout::labelWidth - 8;
    m_scale.setPixels(TimelineLayout::labelWidth, width);
    const double room = viewport()->height() - TimelineLayout::axisHeight - TimelineLayout::footHeight;
    const double height = TimelineLayout::of(m_lanes).height;
    verticalScrollBar()->setPageStep(static_cast<int>(std::max(1.0, room)));
    verticalScrollBar()->setSingleStep(static_cast<int>(TimelineLayout::laneHeight));
    verticalScrollBar()->setRange(0, static_cast<int>(std::max(0.0, std::ceil(height - room))));
}

void TimelineView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    layOut();
    emit rangeChanged(m_scale.beginNs(), m_scale.endNs());
}

void TimelineView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), m_theme.color(Token::Surface));
    const bool hasCursor = m_pointerX.has_value() || m_selected >= 0;
    const TimelinePainter::Scene scene{m_lanes,
                                       m_events != nullptr ? *m_events : noEvents,
                                       m_scale,
                                       TimelineLayout::of(m_lanes),
                                       QRectF(viewport()->rect()).adjusted(inset, 0, 0, 0),
                                       static_cast<double>(verticalScrollBar()->value()),
                                       m_nowNs,
                                       cursorNs(),
                                       hasCursor,
                                       m_pointerX.has_value(),
                                       m_clockErrorNs,
                                       m_selected};
    TimelinePainter(painter, m_theme, scene).paint();
    if (hasFocus()) {
        painter.setPen(QPen(m_theme.color(Token::Accent), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(viewport()->rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
}

int TimelineView::laneAt(double y) const
{
    return TimelineLayout::of(m_lanes).laneAt(y - TimelineLayout::axisHeight + verticalScrollBar()->value());
}

int TimelineView::eventAt(const QPointF &position) const
{
    const int index = laneAt(position.y());
    if (index < 0 || position.x() < m_scale.left())
        return -1;
    const Lane &lane = m_lanes[static_cast<std::size_t>(index)];
    if (lane.kind == LaneKind::Actions) {
        for (const int mark : lane.marks)
            if (m_events != nullptr &&
                std::abs(m_scale.xOf((*m_events)[static_cast<std::size_t>(mark)].timeNs) - position.x()) <= 9)
                return mark;
        return -1;
    }
    // By bars, not by times: a span that is thinner than a pixel is painted wider.
    for (const Bar &bar : visibleBars(lane, m_scale))
        if (position.x() >= bar.left && position.x() <= bar.right)
            return lane.spans[static_cast<std::size_t>(bar.span)].openedBy;
    return -1;
}

void TimelineView::rangeWasTouched()
{
    viewport()->update();
    emit rangeTouched();
    emit rangeChanged(m_scale.beginNs(), m_scale.endNs());
}

void TimelineView::select(int index)
{
    setSelectedEvent(index);
    emit eventSelected(m_selected);
}

void TimelineView::stepEvent(int direction)
{
    if (m_events == nullptr || m_events->empty())
        return;
    const int count = static_cast<int>(m_events->size());
    int next = 0;
    if (m_selected >= 0) {
        next = std::clamp(m_selected + direction, 0, count - 1);
    } else {
        const std::int64_t middle = m_scale.beginNs() + m_scale.spanNs() / 2;
        while (next + 1 < count && (*m_events)[static_cast<std::size_t>(next)].timeNs < middle)
            ++next;
    }
    m_pointerX.reset();
    select(next);
    const TimeScale before = m_scale;
    m_scale.reveal((*m_events)[static_cast<std::size_t>(next)].timeNs);
    if (before.beginNs() != m_scale.beginNs())
        rangeWasTouched();
}

void TimelineView::wheelEvent(QWheelEvent *event)
{
    const QPointF at = event->position();
    const QPoint delta = event->angleDelta();
    if (at.x() < m_scale.left()) { // over the labels: rows scroll
        verticalScrollBar()->setValue(verticalScrollBar()->value() - delta.y() / 3);
    } else if ((event->modifiers() & Qt::ShiftModifier) != 0 || std::abs(delta.x()) > std::abs(delta.y())) {
        m_scale.panPixels(delta.x() != 0 ? delta.x() : delta.y());
        rangeWasTouched();
    } else if (delta.y() != 0) {
        m_scale.zoomAt(at.x(), std::pow(2.0, -delta.y() / 360.0));
        rangeWasTouched();
    }
    event->accept();
}

void TimelineView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressedAt = event->position();
    m_lastDrag = event->position();
    m_dragging = false;
}

void TimelineView::mouseMoveEvent(QMouseEvent *event)
{
    if (m_pressedAt && (event->buttons() & Qt::LeftButton) != 0) {
        m_dragging = m_dragging || (event->position() - *m_pressedAt).manhattanLength() > 4;
        if (m_dragging) {
            m_scale.panPixels(event->position().x() - m_lastDrag.x());
            m_lastDrag = event->position();
            viewport()->setCursor(Qt::ClosedHandCursor);
            rangeWasTouched();
        }
    }
    const double x = event->position().x();
    m_pointerX = x >= m_scale.left() && x <= m_scale.right() ? std::optional(x) : std::nullopt;
    if (!m_dragging)
        viewport()->setCursor(eventAt(event->position()) >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (m_pointerX)
        emit cursorMoved(m_scale.nsAt(*m_pointerX));
    viewport()->update();
}

void TimelineView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && m_pressedAt && !m_dragging)
        select(eventAt(event->position()));
    m_pressedAt.reset();
    m_dragging = false;
    viewport()->unsetCursor();
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        emit fitRequested();
}

void TimelineView::leaveEvent(QEvent *)
{
    m_pointerX.reset();
    viewport()->update();
}

void TimelineView::keyPressEvent(QKeyEvent *event)
{
    const double middle = m_selected >= 0 && m_scale.contains(cursorNs()) ? m_scale.xOf(cursorNs())
                                                                          : (m_scale.left() + m_scale.right()) / 2;
    const double page = (m_scale.right() - m_scale.left()) * 0.8;
    switch (event->key()) {
    case Qt::Key_Left: stepEvent(-1); return;
    case Qt::Key_Right: stepEvent(1); return;
    case Qt::Key_Home: stepEvent(-(1 << 30)); return;
    case Qt::Key_End: stepEvent((1 << 30) - 1); return;
    case Qt::Key_Plus:
    case Qt::Key_Equal: m_scale.zoomAt(middle, 0.5); break;
    case Qt::Key_Minus: m_scale.zoomAt(middle, 2); break;
    case Qt::Key_PageUp: m_scale.panPixels(page); break;
    case Qt::Key_PageDown: m_scale.panPixels(-page); break;
    case Qt::Key_F: emit fitRequested(); return;
    case Qt::Key_L: emit followRequested(); return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_selected >= 0)
            emit eventActivated(m_selected);
        return;
    case Qt::Key_Escape: select(-1); return;
    default: QAbstractScrollArea::keyPressEvent(event); return;
    }
    rangeWasTouched();
}

void TimelineView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void TimelineView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

bool TimelineView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        return showToolTip(help->pos(), help->globalPos());
    }
    return QAbstractScrollArea::viewportEvent(event);
}

bool TimelineView::showToolTip(const QPoint &position, const QPoint &global)
{
    const int index = laneAt(position.y());
    if (index < 0 || position.x() < m_scale.left()) {
        QToolTip::hideText();
        return true;
    }
    const Lane &lane = m_lanes[static_cast<std::size_t>(index)];
    const int at = spanAt(lane, m_scale.nsAt(position.x()));
    if (at < 0) {
        QToolTip::hideText();
        return true;
    }
    const Span &span = lane.spans[static_cast<std::size_t>(at)];
    QString text = tr("%1: %2\nfrom %3, %4%5")
                       .arg(TimelinePainter::labelOf(lane),
                            TimelinePainter::wordOf(lane, span).section(QChar(0x9c), 0, 0), Format::time(span.beginNs),
                            span.lasting ? tr("for ") : tr("lasted "), Format::duration(span.endNs - span.beginNs));
    if (span.openedBy >= 0 && m_events != nullptr)
        text += QLatin1Char('\n') + QString::fromStdString((*m_events)[static_cast<std::size_t>(span.openedBy)].reason);
    QToolTip::showText(global, text, viewport());
    return true;
}

} // namespace tandem::gui
