// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/timeline/outagebar.h"

#include "gui/format.h"
#include "gui/tabulartext.h"

#include <QPainter>

namespace tandem::gui {

namespace {

constexpr int barHeight = 12;
constexpr int lineHeight = 22;

} // namespace

OutageBar::OutageBar(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void OutageBar::setOutage(const Outage &outage)
{
    m_outage = outage;
    QStringList spoken;
    for (const Outage::Step &step : outage.steps)
        spoken << wordOf(step.kind) + QLatin1Char(' ') + Format::duration(step.ns);
    setAccessibleName(spoken.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

QSize OutageBar::sizeHint() const
{
    return {200, barHeight + 8 + lineHeight * static_cast<int>(m_outage.steps.size())};
}

QString OutageBar::wordOf(Outage::Step::Kind kind)
{
    switch (kind) {
    case Outage::Step::Kind::Decide: return tr("decide to give up");
    case Outage::Step::Kind::Elect: return tr("elect the next MASTER");
    case Outage::Step::Kind::Take: return tr("take the VIP");
    }
    return {};
}

Token OutageBar::colorOf(Outage::Step::Kind kind)
{
    switch (kind) {
    case Outage::Step::Kind::Decide: return Token::Series4;
    case Outage::Step::Kind::Elect: return Token::Series1;
    case Outage::Step::Kind::Take: return Token::Series2;
    }
    return Token::Series1;
}

void OutageBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    std::int64_t whole = 0;
    for (const Outage::Step &step : m_outage.steps)
        whole += step.ns;
    if (whole <= 0)
        return;
    constexpr double least = 4; // the short ones are seen, the long one gives the room
    const double room = width() - (least + 2) * static_cast<double>(m_outage.steps.size());
    double x = 0;
    double y = barHeight + 8;
    painter.setFont(m_theme.font(TextRole::Caption));
    for (const Outage::Step &step : m_outage.steps) {
        const double part = least + room * static_cast<double>(step.ns) / static_cast<double>(whole);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.color(colorOf(step.kind)));
        painter.drawRoundedRect(QRectF(x, 0, part, barHeight), 2, 2);
        painter.drawRoundedRect(QRectF(0, y + 5, 10, 10), 2, 2);
        x += part + 2;
        painter.setPen(m_theme.color(Token::Text));
        painter.drawText(QRectF(18, y, width() - 18, lineHeight - 2), Qt::AlignLeft | Qt::AlignVCenter,
                         wordOf(step.kind));
        tabular::draw(painter, QRectF(0, y, width(), lineHeight - 2), Qt::AlignRight, Format::duration(step.ns));
        y += lineHeight;
    }
}

} // namespace tandem::gui
