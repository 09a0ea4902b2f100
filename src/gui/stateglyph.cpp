// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/stateglyph.h"

#include <QPainter>
#include <QPainterPath>
#include <cmath>
#include <numbers>

namespace tandem::gui {

namespace stateglyph {

namespace {

void paintTriangle(QPainter &painter, const QRectF &box)
{
    QPainterPath path;
    path.moveTo(box.center().x(), box.top() + 0.5);
    path.lineTo(box.right() - 0.2, box.bottom() - 1);
    path.lineTo(box.left() + 0.2, box.bottom() - 1);
    path.closeSubpath();
    painter.drawPath(path);
}

void paintDottedRing(QPainter &painter, const QRectF &box, const QColor &color)
{
    constexpr int dots = 8;
    const double radius = box.width() / 2 - 1.6;
    painter.setBrush(color);
    for (int i = 0; i < dots; ++i) {
        const double angle = 2 * std::numbers::pi * i / dots;
        const QPointF at = box.center() + QPointF(std::cos(angle), std::sin(angle)) * radius;
        painter.drawEllipse(at, box.width() / 13, box.width() / 13);
    }
}

} // namespace

QColor colorOf(Appearance appearance, const Theme &theme)
{
    switch (appearance) {
    case Appearance::Unknown:
    case Appearance::Backup: return theme.color(Token::Ring);
    case Appearance::Master: return theme.color(Token::Master);
    case Appearance::Fault: return theme.color(Token::Fault);
    case Appearance::Active:
    case Appearance::Passive: return theme.color(Token::Active);
    case Appearance::Other:
    case Appearance::Action: return theme.color(Token::Action);
    case Appearance::Conflict: return theme.color(Token::Alarm);
    }
    return theme.color(Token::Ring);
}

QColor textColorOf(Appearance appearance, const Theme &theme)
{
    switch (appearance) {
    case Appearance::Master: return theme.color(Token::Accent);
    case Appearance::Fault: return theme.color(Token::FaultText);
    case Appearance::Active: return theme.color(Token::ActiveText);
    case Appearance::Conflict: return theme.color(Token::Alarm);
    case Appearance::Backup:
    case Appearance::Unknown: return theme.color(Token::TextDim);
    case Appearance::Passive:
    case Appearance::Other:
    case Appearance::Action: return theme.color(Token::Text);
    }
    return theme.color(Token::Text);
}

void paint(QPainter &painter, const QRectF &box, Appearance appearance, const Theme &theme)
{
    const double side = std::min(box.width(), box.height());
    const QRectF square(box.center().x() - side / 2, box.center().y() - side / 2, side, side);
    const QColor color = colorOf(appearance, theme);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    const double line = std::max(1.5, side / 8);
    const QRectF inner = square.adjusted(line, line, -line, -line);
    switch (appearance) {
    case Appearance::Master:
    case Appearance::Other: painter.drawEllipse(square.adjusted(0.5, 0.5, -0.5, -0.5)); break;
    case Appearance::Backup:
        painter.setPen(QPen(color, line));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(inner);
        break;
    case Appearance::Fault:
    case Appearance::Conflict: paintTriangle(painter, square); break;
    case Appearance::Unknown: paintDottedRing(painter, square, color); break;
    case Appearance::Active: painter.drawRoundedRect(inner, 2, 2); break;
    case Appearance::Passive:
        painter.setPen(QPen(color, line));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(inner, 2, 2);
        break;
    case Appearance::Action: {
        const QPointF middle = square.center();
        const double half = side / 2;
        const QPointF corners[] = {middle - QPointF(0, half), middle + QPointF(half * 0.7, 0),
                                   middle + QPointF(0, half), middle - QPointF(half * 0.7, 0)};
        painter.drawPolygon(corners, 4);
        break;
    }
    }
    painter.restore();
}

} // namespace stateglyph

StateGlyph::StateGlyph(const Theme &theme, QWidget *parent, int size) : QWidget(parent), m_theme(theme), m_size(size)
{
    setFixedSize(size, size);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void StateGlyph::setAppearance(Appearance appearance, const QString &word)
{
    setAccessibleName(word);
    if (appearance == m_appearance)
        return;
    m_appearance = appearance;
    update();
}

QSize StateGlyph::sizeHint() const
{
    return {m_size, m_size};
}

void StateGlyph::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    stateglyph::paint(painter, QRectF(rect()).adjusted(1, 1, -1, -1), m_appearance, m_theme);
}

} // namespace tandem::gui
