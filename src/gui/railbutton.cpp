// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/railbutton.h"

#include "gui/icons.h"
#include "gui/stateglyph.h"

#include <QKeyEvent>
#include <QPainter>

namespace tandem::gui {

RailButton::RailButton(const Theme &theme, const QString &text, QString iconName, QWidget *parent)
    : QAbstractButton(parent), m_theme(theme), m_iconName(std::move(iconName))
{
    setText(text);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void RailButton::setAppearance(Appearance appearance, const QString &word)
{
    m_appearance = appearance;
    setAccessibleName(text() + QStringLiteral(": ") + word);
    setToolTip(word);
    update();
}

void RailButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(Qt::NoPen);
    if (isChecked() || isDown())
        painter.setBrush(m_theme.color(Token::AccentSoft));
    else if (underMouse())
        painter.setBrush(m_theme.color(Token::Shade));
    else
        painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(box, 6, 6);
    const bool page = !m_iconName.isEmpty();
    if (isChecked() && page) {
        painter.setBrush(m_theme.color(Token::Accent));
        painter.drawRoundedRect(QRectF(0, 7, 3, height() - 14), 1.5, 1.5);
    }
    if (hasFocus()) {
        painter.setPen(QPen(m_theme.color(Token::Accent), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box, 6, 6);
    }
    const QColor ink = m_theme.color(isChecked() && page ? Token::Accent : Token::Text);
    double left = 12;
    if (m_appearance) {
        stateglyph::paint(painter, QRectF(left + 2, (height() - 11) / 2.0, 11, 11), *m_appearance, m_theme);
        left += 24;
    } else if (page) {
        const QColor iconInk = isChecked() ? ink : m_theme.color(Token::OnRail);
        painter.drawPixmap(QPointF(left, (height() - 18) / 2.0),
                           icons::pixmap(m_iconName, iconInk, 18, devicePixelRatioF()));
        left += 28;
    }
    painter.setFont(m_theme.font(TextRole::Body, isChecked() && page ? QFont::DemiBold : QFont::Normal));
    painter.setPen(ink);
    const QRectF room(left, 0, width() - left - 8, height());
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(painter.font()).elidedText(text(), Qt::ElideRight, room.width()));
}

void RailButton::keyPressEvent(QKeyEvent *event)
{
    // QAbstractButton moves the focus with arrows within an exclusive group; Enter chooses as a click does.
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

} // namespace tandem::gui
