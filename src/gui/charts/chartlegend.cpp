// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/charts/chartlegend.h"

#include "gui/tabulartext.h"

#include <QPainter>
#include <cmath>

namespace tandem::gui {

namespace {

constexpr double dash = 14;
constexpr double afterDash = 6;
constexpr double between = 16;

} // namespace

ChartLegend::ChartLegend(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ChartLegend::setEntries(std::vector<Entry> entries)
{
    m_entries = std::move(entries);
    QStringList spoken;
    for (const Entry &entry : m_entries)
        spoken << entry.name + QLatin1Char(' ') + entry.reading;
    setAccessibleName(spoken.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

double ChartLegend::widthOf(const Entry &entry) const
{
    const double name = tabular::width(m_theme.font(TextRole::Caption), entry.name);
    const double reading = tabular::width(m_theme.font(TextRole::Caption, QFont::DemiBold), entry.reading);
    return dash + afterDash + name + (entry.reading.isEmpty() ? 0 : 6 + reading);
}

QSize ChartLegend::sizeHint() const
{
    double width = 0;
    for (const Entry &entry : m_entries)
        width += widthOf(entry) + between;
    return {static_cast<int>(std::ceil(width)), 20};
}

void ChartLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    double whole = -between;
    for (const Entry &entry : m_entries)
        whole += widthOf(entry) + between;
    double x = std::max(0.0, width() - whole);
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const Entry &entry = m_entries[i];
        QPen pen(m_theme.series(static_cast<int>(i)), 2);
        pen.setCapStyle(Qt::RoundCap);
        painter.setPen(pen);
        painter.drawLine(QPointF(x + 1, height() / 2.0), QPointF(x + dash - 1, height() / 2.0));
        double at = x + dash + afterDash;
        painter.setFont(m_theme.font(TextRole::Caption));
        painter.setPen(m_theme.color(Token::TextDim));
        tabular::draw(painter, QRectF(at, 0, 400, height()), Qt::AlignLeft, entry.name);
        at += tabular::width(painter.font(), entry.name) + 6;
        painter.setFont(m_theme.font(TextRole::Caption, QFont::DemiBold));
        painter.setPen(m_theme.color(Token::Text));
        tabular::draw(painter, QRectF(at, 0, 400, height()), Qt::AlignLeft, entry.reading);
        x += widthOf(entry) + between;
    }
}

} // namespace tandem::gui
