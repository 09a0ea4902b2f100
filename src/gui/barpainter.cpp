// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/barpainter.h"

#include "gui/tabulartext.h"

#include <QPainter>
#include <QPainterPath>

namespace tandem::gui::barpainter {

namespace {

constexpr double padding = 8;

double radiusFor(const QRectF &bar)
{
    return std::min(3.0, bar.width() / 2);
}

void paintDiagonals(QPainter &painter, const QRectF &bar, const QColor &color, double thickness, double pitch)
{
    painter.save();
    QPainterPath shape;
    shape.addRoundedRect(bar, radiusFor(bar), radiusFor(bar));
    painter.setClipPath(shape, Qt::IntersectClip);
    painter.setPen(QPen(color, thickness));
    // Phased by the bar's own left edge, so that the pattern moves with the bar.
    for (double x = bar.left() - bar.height(); x < bar.right() + bar.height(); x += pitch)
        painter.drawLine(QPointF(x, bar.bottom()), QPointF(x + bar.height(), bar.top()));
    painter.restore();
}

void paintWord(QPainter &painter, const QRectF &bar, const Ink &ink, const QString &forms, const Theme &theme)
{
    if (forms.isEmpty() || bar.height() < 14)
        return;
    const QFont font = theme.font(TextRole::Caption, QFont::Medium);
    const double edge = ink.hasPlate ? 4 : padding;
    QString word;
    double width = 0;
    for (const QString &form : forms.split(QChar(0x9c))) {
        width = tabular::width(font, form);
        if (bar.width() < width + (ink.hasPlate ? 2 * edge + 8 : edge + 4))
            continue;
        word = form;
        break;
    }
    if (word.isEmpty())
        return;
    painter.setFont(font);
    QRectF box(bar.left() + edge, bar.top(), width, bar.height());
    if (ink.hasPlate) {
        const QRectF plate(bar.left() + edge, bar.top() + 4, width + 8, bar.height() - 8);
        painter.setPen(Qt::NoPen);
        painter.setBrush(ink.plate);
        painter.drawRoundedRect(plate, 2, 2);
        box.moveLeft(plate.left() + 4);
    }
    painter.setPen(ink.word);
    tabular::draw(painter, box, Qt::AlignLeft, word);
}

} // namespace

Ink inkOf(Appearance appearance, const Theme &theme)
{
    const auto plain = [&theme](Token fill, Token word) {
        return Ink{theme.color(fill), theme.color(word), theme.color(fill), false};
    };
    const auto plated = [&theme](Token fill) {
        return Ink{theme.color(fill), theme.color(Token::Text), theme.color(Token::Surface), true};
    };
    switch (appearance) {
    case Appearance::Unknown: return plain(Token::Unknown, Token::OnUnknown);
    case Appearance::Backup: return plain(Token::Backup, Token::OnBackup);
    case Appearance::Master: return plain(Token::Master, Token::OnMaster);
    case Appearance::Active: return plain(Token::Active, Token::OnActive);
    case Appearance::Passive: return plain(Token::Surface, Token::Text);
    case Appearance::Other:
    case Appearance::Action: return plain(Token::Action, Token::OnAction);
    case Appearance::Fault: return plated(Token::Fault);
    case Appearance::Conflict: return plated(Token::Alarm);
    }
    return plain(Token::Unknown, Token::OnUnknown);
}

void paint(QPainter &painter, const QRectF &bar, Appearance appearance, const QString &word, const Theme &theme)
{
    const Ink ink = inkOf(appearance, theme);
    const double radius = radiusFor(bar);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink.fill);
    if (appearance == Appearance::Passive && bar.width() >= 3) {
        painter.setPen(QPen(theme.color(Token::Active), 1.25));
        painter.drawRoundedRect(bar.adjusted(0.75, 0.75, -0.75, -0.75), radius, radius);
    } else {
        if (appearance == Appearance::Passive)
            painter.setBrush(theme.color(Token::Active));
        painter.drawRoundedRect(bar, radius, radius);
    }
    if (appearance == Appearance::Fault)
        paintDiagonals(painter, bar, theme.color(Token::Hatch), 1.5, 7);
    if (appearance == Appearance::Conflict)
        paintDiagonals(painter, bar, theme.color(Token::AlarmSoft), 4.5, 13);
    paintWord(painter, bar, ink, word, theme);
    painter.restore();
}

void paintSelection(QPainter &painter, const QRectF &bar, const Theme &theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.color(Token::Text), 1.5));
    painter.drawRoundedRect(bar.adjusted(-1.5, -1.5, 1.5, 1.5), 4, 4);
    painter.restore();
}

} // namespace tandem::gui::barpainter
