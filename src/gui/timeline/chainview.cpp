// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/timeline/chainview.h"

#include "gui/eventtext.h"
#include "gui/format.h"
#include "gui/stateglyph.h"
#include "gui/tabulartext.h"

#include <QKeyEvent>
#include <QPainter>
#include <cmath>

namespace tandem::gui {

namespace {

constexpr double textLeft = 26;
constexpr double timeHeight = 16;
constexpr double titleHeight = 19;
constexpr double gapBelow = 13;

} // namespace

ChainView::ChainView(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("What led to what"));
    setCursor(Qt::PointingHandCursor);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ChainView::setStory(const std::vector<model::Event> &events, const std::vector<int> &story, int selected)
{
    m_steps.clear();
    m_selected = selected;
    m_focused = 0;
    QStringList spoken;
    for (const int index : story) {
        const model::Event &event = events[static_cast<std::size_t>(index)];
        if (index == selected)
            m_focused = static_cast<int>(m_steps.size());
        m_steps.push_back({index, Format::time(event.timeNs), EventText::title(event), EventText::evidence(event),
                           appearanceOf(event)});
        spoken << m_steps.back().time + QLatin1Char(' ') + m_steps.back().title + QStringLiteral(": ") +
                      m_steps.back().detail;
    }
    setAccessibleDescription(spoken.join(QStringLiteral(". ")));
    updateGeometry();
    update();
}

double ChainView::detailHeight(const Step &step, int width) const
{
    if (step.detail.isEmpty())
        return 0;
    const QFontMetricsF metrics(m_theme.font(TextRole::Caption));
    const QRectF room(0, 0, std::max(60.0, width - textLeft - 2), 400);
    return std::ceil(metrics.boundingRect(room, Qt::TextWordWrap, step.detail).height()) + 1;
}

double ChainView::stepHeight(const Step &step, int width) const
{
    return timeHeight + titleHeight + detailHeight(step, width) + gapBelow;
}

int ChainView::heightForWidth(int width) const
{
    double height = 0;
    for (const Step &step : m_steps)
        height += stepHeight(step, width);
    return static_cast<int>(std::ceil(height));
}

QSize ChainView::sizeHint() const
{
    return {260, heightForWidth(std::max(200, width()))};
}

int ChainView::stepAt(double y) const
{
    double top = 0;
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        top += stepHeight(m_steps[i], width());
        if (y < top)
            return static_cast<int>(i);
    }
    return -1;
}

void ChainView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    double y = 0;
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        const Step &step = m_steps[i];
        const double height = stepHeight(step, width());
        const bool selected = step.event == m_selected;
        if (selected) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(m_theme.color(Token::AccentSoft));
            painter.drawRoundedRect(QRectF(0, y, width(), height - gapBelow + 6), 5, 5);
        }
        if (hasFocus() && static_cast<int>(i) == m_focused) {
            painter.setPen(QPen(m_theme.color(Token::Accent), 1));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(0.5, y + 0.5, width() - 1, height - gapBelow + 5), 5, 5);
        }
        if (i + 1 < m_steps.size()) {
            painter.setPen(QPen(m_theme.color(Token::Line), 1.5));
            painter.drawLine(QPointF(12, y + 26), QPointF(12, y + height + 6));
        }
        stateglyph::paint(painter, QRectF(6, y + 11, 12, 12), step.look, m_theme);
        const double room = width() - textLeft - 2;
        painter.setFont(m_theme.font(TextRole::Caption));
        painter.setPen(m_theme.color(Token::TextDim));
        tabular::draw(painter, QRectF(textLeft, y + 3, room, timeHeight), Qt::AlignLeft, step.time);
        painter.drawText(QRectF(textLeft, y + 3 + timeHeight + titleHeight, room, height), Qt::TextWordWrap,
                         step.detail);
        painter.setFont(m_theme.font(TextRole::Body, selected ? QFont::DemiBold : QFont::Medium));
        painter.setPen(m_theme.color(Token::Text));
        const QString title = QFontMetricsF(painter.font()).elidedText(step.title, Qt::ElideRight, room);
        painter.drawText(QRectF(textLeft, y + 3 + timeHeight, room, titleHeight), Qt::AlignLeft | Qt::AlignVCenter,
                         title);
        y += height;
    }
}

void ChainView::mouseReleaseEvent(QMouseEvent *event)
{
    const int step = stepAt(event->position().y());
    if (event->button() == Qt::LeftButton && step >= 0)
        emit eventChosen(m_steps[static_cast<std::size_t>(step)].event);
}

void ChainView::keyPressEvent(QKeyEvent *event)
{
    const int count = static_cast<int>(m_steps.size());
    if (count == 0) {
        QWidget::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Up: m_focused = std::max(0, m_focused - 1); break;
    case Qt::Key_Down: m_focused = std::min(count - 1, m_focused + 1); break;
    case Qt::Key_Return:
    case Qt::Key_Enter: emit eventChosen(m_steps[static_cast<std::size_t>(m_focused)].event); return;
    default: QWidget::keyPressEvent(event); return;
    }
    update();
}

void ChainView::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

} // namespace tandem::gui
