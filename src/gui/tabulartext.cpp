// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/tabulartext.h"

#include <QFontMetricsF>
#include <QPainter>
#include <cmath>

namespace tandem::gui {

namespace tabular {

namespace {

double digitWidth(const QFontMetricsF &metrics)
{
    double widest = 0;
    for (char digit = '0'; digit <= '9'; ++digit)
        widest = std::max(widest, metrics.horizontalAdvance(QLatin1Char(digit)));
    return widest;
}

/// Calls `put(text, advance, isDigit)` for each digit and for each run of other characters.
template <class Put>
void forEachPiece(const QString &text, const QFontMetricsF &metrics, Put put)
{
    const double digit = digitWidth(metrics);
    qsizetype begin = 0;
    while (begin < text.size()) {
        if (text[begin].isDigit()) {
            put(text.mid(begin, 1), digit, true);
            ++begin;
            continue;
        }
        qsizetype end = begin;
        while (end < text.size() && !text[end].isDigit())
            ++end;
        const QString run = text.mid(begin, end - begin);
        put(run, metrics.horizontalAdvance(run), false);
        begin = end;
    }
}

} // namespace

double width(const QFont &font, const QString &text)
{
    double sum = 0;
    forEachPiece(text, QFontMetricsF(font), [&sum](const QString &, double advance, bool) { sum += advance; });
    return sum;
}

void draw(QPainter &painter, const QRectF &box, Qt::Alignment alignment, const QString &text)
{
    const QFontMetricsF metrics(painter.font(), painter.device());
    double x = box.left();
    const double whole = width(painter.font(), text);
    if (alignment & Qt::AlignRight)
        x = box.right() - whole;
    else if (alignment & Qt::AlignHCenter)
        x = box.center().x() - whole / 2;
    const double baseline = std::round(box.center().y() + (metrics.capHeight()) / 2);
    forEachPiece(text, metrics, [&](const QString &piece, double advance, bool digit) {
        const double inset = digit ? (advance - metrics.horizontalAdvance(piece)) / 2 : 0;
        painter.drawText(QPointF(x + inset, baseline), piece);
        x += advance;
    });
}

} // namespace tabular

QSize TabularLabel::sizeHint() const
{
    const QSize base = QLabel::sizeHint();
    return {static_cast<int>(std::ceil(tabular::width(font(), text()))) + 2, base.height()};
}

QSize TabularLabel::minimumSizeHint() const
{
    return sizeHint();
}

void TabularLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(font());
    painter.setPen(palette().color(foregroundRole()));
    tabular::draw(painter, QRectF(contentsRect()), alignment(), text());
}

} // namespace tandem::gui
