// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/charts/chartlegend.h"

#include "gui/tabulartext.h"

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace tandem::gui {

namespace {

constexpr double dash = 14;
constexpr double afterDash = 6;
constexpr double afterName = 6;
constexpr double between = 16;
constexpr double leastBetween = 9; ///< where the room is short

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
    return widthBesideName(entry) + std::ceil(tabular::width(m_theme.font(TextRole::Caption), entry.name));
}

double ChartLegend::widthBesideName(const Entry &entry) const
{
    const double reading = tabular::width(m_theme.font(TextRole::Caption, QFont::DemiBold), entry.reading);
    return dash + afterDash + (entry.reading.isEmpty() ? 0 : afterName + std::ceil(reading));
}

ChartLegend::Fit ChartLegend::fit() const
{
    Fit fit{between, {}};
    double whole = -between;
    double beside = 0;
    for (const Entry &entry : m_entries) {
        fit.names << entry.name;
        whole += widthOf(entry) + between;
        beside += widthBesideName(entry);
    }
    if (whole <= width() || m_entries.empty())
        return fit;
    fit.between = leastBetween;
    const auto count = static_cast<double>(m_entries.size());
    if (whole - (count - 1) * (between - leastBetween) <= width())
        return fit;
    // The names give way, alike for all.
    const double room = (width() - beside - (count - 1) * leastBetween) / count - 1;
    const QFontMetricsF metrics(m_theme.font(TextRole::Caption));
    for (QString &name : fit.names)
        name = metrics.elidedText(name, Qt::ElideMiddle, std::max(0.0, room));
    return fit;
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
    const Fit fitting = fit();
    const QFont caption = m_theme.font(TextRole::Caption);
    const QFont strong = m_theme.font(TextRole::Caption, QFont::DemiBold);
    double right = width(); // from there to the left, on whole pixels: what is read stands still when names give way
    for (std::size_t i = m_entries.size(); i-- > 0;) {
        const Entry &entry = m_entries[i];
        const QString &name = fitting.names[static_cast<qsizetype>(i)];
        double at = right;
        if (!entry.reading.isEmpty()) {
            at -= std::ceil(tabular::width(strong, entry.reading));
            painter.setFont(strong);
            painter.setPen(m_theme.color(Token::Text));
            tabular::draw(painter, QRectF(at, 0, 400, height()), Qt::AlignLeft, entry.reading);
            at -= afterName;
        }
        at -= std::ceil(tabular::width(caption, name));
        painter.setFont(caption);
        painter.setPen(m_theme.color(Token::TextDim));
        tabular::draw(painter, QRectF(at, 0, 400, height()), Qt::AlignLeft, name);
        at -= afterDash + dash;
        QPen pen(m_theme.series(static_cast<int>(i)), 2);
        pen.setCapStyle(Qt::RoundCap);
        painter.setPen(pen);
        painter.drawLine(QPointF(at + 1, height() / 2.0), QPointF(at + dash - 1, height() / 2.0));
        right = at - fitting.between;
    }
}

} // namespace tandem::gui
