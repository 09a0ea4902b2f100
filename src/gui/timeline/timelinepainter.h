// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/theme.h"
#include "gui/timeline/lanemodel.h"
#include "gui/timeline/timescale.h"

#include <QCoreApplication>
#include <QRectF>
#include <optional>
#include <vector>

class QPainter;

namespace tandem::gui {

/// Where things are in a timeline: rows under their headings. y counts from the top of the scrolled content.
struct TimelineLayout
{
    static constexpr double axisHeight = 28;
    static constexpr double laneHeight = 36;
    static constexpr double barHeight = 24;
    static constexpr double headingHeight = 34;
    static constexpr double labelWidth = 132;
    static constexpr double footHeight = 34; ///< for the cursor's time

    struct Row
    {
        double top = 0;
        int lane = -1;       ///< -1: a heading
        std::string heading; ///< a node's name; empty with `vips` or `actions`
        enum class Kind { Node, Vips, Actions, Lane } kind = Kind::Lane;
    };
    std::vector<Row> rows;
    double height = 0;

    static TimelineLayout of(const std::vector<Lane> &lanes);
    /// The lane at y, or -1.
    int laneAt(double y) const;
};

/// What a timeline looks like at one moment. Painted by TimelineView; says nothing about input.
class TimelinePainter
{
    Q_DECLARE_TR_FUNCTIONS(tandem::gui::TimelinePainter)

public:
    struct Scene
    {
        const std::vector<Lane> &lanes;
        const std::vector<model::Event> &events;
        const TimeScale &scale;
        TimelineLayout layout;
        QRectF area; ///< of the viewport
        double scrolled = 0;
        std::int64_t nowNs = 0;
        std::int64_t cursorNs = 0;
        bool hasCursor = false;
        bool pointerCursor = false; ///< the cursor follows the pointer rather than the selection
        std::optional<std::int64_t> clockErrorNs;
        int selectedEvent = -1;
    };

    TimelinePainter(QPainter &painter, const Theme &theme, const Scene &scene);
    void paint();

    /// What stands on a bar: the state's word, or for "two owners" and "no owner" how long it lasted.
    static QString wordOf(const Lane &lane, const Span &span);
    static QString labelOf(const Lane &lane);

private:
    void paintGrid();
    void paintAxis();
    void paintHeading(const TimelineLayout::Row &row, double y);
    void paintLane(const Lane &lane, double y);
    void paintActions(const Lane &lane, double y);
    void paintNow();
    void paintCursor();

    QPainter &m_painter;
    const Theme &m_theme;
    const Scene &m_scene;
    std::int64_t m_step;
};

} // namespace tandem::gui
