// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/appearance.h"
#include "model/event.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tandem::gui {

/// A stretch of one state in one lane.
struct Span
{
    std::int64_t beginNs = 0;
    std::int64_t endNs = 0;
    Appearance look = Appearance::Unknown;
    std::string word;     ///< "MASTER", "refused", the owner's name; empty for no owner: its duration says it
    int openedBy = -1;    ///< index of the event that began it; -1: it was so when the history begins
    bool lasting = false; ///< it goes on at `now`
};

enum class LaneKind : std::uint8_t { State, Mode, Health, Vip, Actions };

/// One row of the timeline.
struct Lane
{
    LaneKind kind = LaneKind::State;
    std::string node;        ///< empty: it concerns the cluster
    std::string name;        ///< of the instance or the VIP; empty for Mode, Health and Actions
    std::vector<Span> spans; ///< by time, without overlap
    std::vector<int> marks;  ///< Actions: indices of events
};

/// What is known of a node beside its events.
struct NodeLanes
{
    std::string name;
    std::vector<std::string> instances;
    std::int64_t knownUntilNs = 0; ///< now, or when it was heard last
};

struct VipLane
{
    std::string vip; ///< without prefix
    std::string instance;
};

struct LaneInput
{
    const std::vector<model::Event> &events; ///< by time
    std::vector<NodeLanes> nodes;
    std::vector<VipLane> vips;
    std::int64_t nowNs = 0;
};

/// Pure: events in, lanes out. Per node: each instance, MaxScale's mode, health; then a lane a VIP; then actions, if
/// any. What is not known is a span of Appearance::Unknown or no span at all, never a guess.
std::vector<Lane> buildLanes(const LaneInput &input);

/// A bar to paint: a span, or several that share a pixel column.
struct Bar
{
    double left = 0;
    double right = 0;
    int span = -1; ///< of several, the one that matters most
};

class TimeScale;

/// Bars of what is visible; never more than one for each pixel column.
std::vector<Bar> visibleBars(const Lane &lane, const TimeScale &scale);

/// The span at a time, or -1.
int spanAt(const Lane &lane, std::int64_t ns);

} // namespace tandem::gui
