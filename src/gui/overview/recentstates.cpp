// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/overview/recentstates.h"

#include "gui/barpainter.h"
#include "gui/format.h"
#include "gui/tabulartext.h"
#include "gui/timeline/lanesource.h"

#include <QKeyEvent>
#include <QPainter>
#include <cmath>

namespace tandem::gui {

namespace {

constexpr std::int64_t minute = 60'000'000'000;
constexpr double rowHeight = 44;
constexpr double barHeight = 26;
constexpr double axisHeight = 30;
constexpr double rightMargin = 2;

} // namespace

RecentStates::RecentStates(const ClusterSource &source, const Theme &theme, QWidget *parent)
    : QWidget(parent), m_source(source), m_theme(theme)
{
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setAccessibleName(tr("Recent states"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    refresh();
}

void RecentStates::refresh()
{
    const std::int64_t now = m_source.nowNs();
    const std::int64_t oldest = m_source.events().empty() ? now : m_source.events().front().timeNs;
    m_window = RecentWindow::of(oldest, now, 24 * 60 * minute);
    m_states.clear();
    m_vips.clear();
    for (Lane &lane : buildLanes(laneInput(m_source))) {
        if (lane.kind == LaneKind::State)
            m_states.push_back(std::move(lane));
        else if (lane.kind == LaneKind::Vip)
            m_vips.push_back(std::move(lane));
    }
    m_scale.setRange(m_window.beginNs, m_window.endNs);
    setAccessibleDescription(summary());
    updateGeometry();
    update();
}

QString RecentStates::summary() const
{
    int moves = 0;
    std::int64_t without = 0;
    for (const Lane &lane : m_vips) {
        std::string owner;
        for (const Span &span : lane.spans) {
            if (span.endNs < m_scale.beginNs())
                continue;
            if (span.look == Appearance::Conflict && span.word.empty())
                without += span.endNs - std::max(span.beginNs, m_scale.beginNs());
            if (span.look != Appearance::Master && span.look != Appearance::Other)
                continue;
            if (!owner.empty() && owner != span.word)
                ++moves;
            owner = span.word;
        }
    }
    QString words = tr("%n move(s)", nullptr, moves);
    if (without > 0)
        words = tr("%1 · %2 without an owner").arg(words, Format::duration(without));
    for (int node = 0; node < m_source.nodeCount(); ++node)
        if (!m_source.isReached(node))
            return tr("%1, as far as is known").arg(words);
    return words;
}

double RecentStates::labelWidth() const
{
    double widest = 60;
    const QFontMetricsF metrics(m_theme.font(TextRole::Body));
    for (const Lane &lane : m_states)
        widest = std::max(widest, metrics.horizontalAdvance(QString::fromStdString(lane.node)) + 18);
    return std::min(widest, 160.0);
}

QSize RecentStates::sizeHint() const
{
    const auto rows = static_cast<double>(std::max<std::size_t>(1, m_states.size()));
    return {480, static_cast<int>(rows * rowHeight + axisHeight)};
}

void RecentStates::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double left = labelWidth();
    m_scale.setPixels(left, width() - left - rightMargin);
    const std::int64_t step = m_scale.tickStep(100);
    const double bottom = static_cast<double>(m_states.size()) * rowHeight;
    painter.setFont(m_theme.font(TextRole::Caption));
    for (const std::int64_t ns : m_scale.ticks(step)) {
        const double x = std::round(m_scale.xOf(ns)) + 0.5;
        const QString label = Format::tick(ns, step);
        const double half = tabular::width(painter.font(), label) / 2;
        painter.setPen(QPen(m_theme.color(Token::LineSoft), 1));
        painter.drawLine(QPointF(x, 4), QPointF(x, bottom + 6));
        painter.setPen(m_theme.color(Token::TextDim));
        if (x - half >= left - 12)
            tabular::draw(painter, QRectF(std::min(x - half, width() - 2 * half), bottom + 8, 2 * half, 18),
                          Qt::AlignHCenter, label);
    }
    const bool several = m_source.cluster().instances.size() > 1;
    for (std::size_t row = 0; row < m_states.size(); ++row) {
        const Lane &lane = m_states[row];
        const double top = static_cast<double>(row) * rowHeight + (rowHeight - barHeight) / 2;
        painter.setFont(m_theme.font(TextRole::Body));
        painter.setPen(m_theme.color(Token::Text));
        const QString name = QString::fromStdString(several ? lane.node + " " + lane.name : lane.node);
        painter.drawText(QRectF(0, top, left - 8, barHeight), Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetricsF(painter.font()).elidedText(name, Qt::ElideRight, left - 10));
        const auto bars = visibleBars(lane, m_scale);
        if (bars.empty() && m_source.settled()) {
            painter.setFont(m_theme.font(TextRole::Caption));
            painter.setPen(m_theme.color(Token::TextDim));
            painter.drawText(QRectF(left + 8, top, width() - left, barHeight), Qt::AlignLeft | Qt::AlignVCenter,
                             tr("nothing known"));
        }
        for (std::size_t i = 0; i < bars.size(); ++i) {
            const Span &span = lane.spans[static_cast<std::size_t>(bars[i].span)];
            const double gap = i + 1 < bars.size() && bars[i].right - bars[i].left > 4 ? 1.5 : 0;
            barpainter::paint(painter, QRectF(bars[i].left, top, bars[i].right - bars[i].left - gap, barHeight),
                              span.look, QString::fromStdString(span.word), m_theme);
        }
    }
    if (hasFocus()) {
        painter.setPen(QPen(m_theme.color(Token::Accent), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
}

void RecentStates::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && event->position().x() >= m_scale.left())
        emit timeChosen(m_scale.nsAt(event->position().x()));
}

void RecentStates::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        emit timeChosen(m_source.events().empty() ? m_scale.endNs() : m_source.events().back().timeNs);
    else
        QWidget::keyPressEvent(event);
}

void RecentStates::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void RecentStates::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace tandem::gui
