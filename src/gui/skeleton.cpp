// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/skeleton.h"

#include <QPainter>
#include <array>

namespace tandem::gui {

namespace {

constexpr int lineHeight = 30;
constexpr int barHeight = 12;
// Uneven as text is.
constexpr std::array<double, 4> shares{0.62, 0.84, 0.46, 0.73};

} // namespace

Skeleton::Skeleton(const Theme &theme, int lines, QWidget *parent) : QWidget(parent), m_theme(theme), m_lines(lines)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_delay.setSingleShot(true);
    m_delay.setInterval(200);
    connect(&m_delay, &QTimer::timeout, this, qOverload<>(&QWidget::update));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize Skeleton::sizeHint() const
{
    return {200, m_lines * lineHeight};
}

void Skeleton::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_delay.start();
}

void Skeleton::paintEvent(QPaintEvent *)
{
    if (m_delay.isActive())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(Token::LineSoft));
    for (int line = 0; line < m_lines; ++line) {
        const double top = line * lineHeight + (lineHeight - barHeight) / 2.0;
        const double share = shares[static_cast<std::size_t>(line) % shares.size()];
        painter.drawRoundedRect(QRectF(0, top, width() * 0.2, barHeight), 4, 4);
        painter.drawRoundedRect(QRectF(width() * 0.26, top, width() * 0.7 * share, barHeight), 4, 4);
    }
}

} // namespace tandem::gui
