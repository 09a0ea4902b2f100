// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/timeline/lanemodel.h"

#include "gui/eventtext.h"
#include "gui/timeline/timescale.h"

#include <algorithm>
#include <map>

namespace tandem::gui {

namespace {

using model::Event;
using model::EventKind;

Appearance lookOf(LaneKind kind, const std::string &word)
{
    switch (kind) {
    case LaneKind::State: return appearanceOfState(word);
    case LaneKind::Mode: return appearanceOfMode(word);
    case LaneKind::Health: return appearanceOfHealth(word);
    case LaneKind::Vip:
    case LaneKind::Actions: break;
    }
    return Appearance::Unknown;
}

bool belongs(const Event &event, const Lane &lane)
{
    if (event.node != lane.node)
        return false;
    switch (lane.kind) {
    case LaneKind::State: return event.kind == EventKind::State && event.instance == lane.name;
    case LaneKind::Mode: return event.kind == EventKind::Mode;
    case LaneKind::Health: return event.kind == EventKind::Health;
    case LaneKind::Vip:
    case LaneKind::Actions: break;
    }
    return false;
}

/// Spans that follow each other: opening one closes the one before.
class Track
{
public:
    explicit Track(std::vector<Span> &spans) : m_spans(spans) {}

    void open(std::int64_t ns, Appearance look, std::string word, int event)
    {
        close(ns);
        m_spans.push_back({ns, ns, look, std::move(word), event, true});
    }
    void close(std::int64_t ns)
    {
        if (m_spans.empty() || !m_spans.back().lasting)
            return;
        m_spans.back().endNs = std::max(ns, m_spans.back().beginNs);
        m_spans.back().lasting = false;
    }
    /// Until `knownUntil` the last state holds, from then to `now` nothing is known.
    void finish(std::int64_t knownUntil, std::int64_t now)
    {
        if (m_spans.empty() || !m_spans.back().lasting)
            return;
        const std::int64_t end = std::max(std::min(knownUntil, now), m_spans.back().beginNs);
        m_spans.back().endNs = end;
        if (knownUntil >= now)
            return;
        m_spans.back().lasting = false;
        m_spans.push_back({end, now, Appearance::Unknown, "unknown", -1, true});
    }

private:
    std::vector<Span> &m_spans;
};

std::int64_t firstTimeOf(const std::vector<Event> &events, const std::string &node)
{
    const auto first = std::find_if(events.begin(), events.end(), [&](const Event &e) { return e.node == node; });
    return first == events.end() ? 0 : first->timeNs;
}

void fillNodeLane(Lane &lane, const LaneInput &input, const NodeLanes &node)
{
    Track track(lane.spans);
    bool first = true;
    for (std::size_t i = 0; i < input.events.size(); ++i) {
        const Event &event = input.events[i];
        if (!belongs(event, lane))
            continue;
        // A node's events are numbered without gaps: before the first change it was what that one changed from.
        if (first && !event.from.empty()) {
            const std::int64_t since = firstTimeOf(input.events, lane.node);
            if (since < event.timeNs)
                track.open(since, lookOf(lane.kind, event.from), event.from, -1);
        }
        first = false;
        track.open(event.timeNs, lookOf(lane.kind, event.to), event.to, static_cast<int>(i));
    }
    track.finish(node.knownUntilNs, input.nowNs);
}

/// Who holds a VIP by the nodes' own words.
class Owners
{
public:
    Owners(const LaneInput &input, std::vector<Span> &spans) : m_input(input), m_track(spans) {}

    void change(const Event &event, bool held, int index)
    {
        m_held[event.node] = held;
        m_seen = m_seen || held;
        if (m_seen) // before the first owner nobody can say that there is none
            show(event.timeNs, index);
    }
    void finish()
    {
        std::int64_t known = m_input.nowNs;
        for (const NodeLanes &node : m_input.nodes) {
            const auto found = m_held.find(node.name);
            const bool holds = found != m_held.end() && found->second;
            if (holds || holders().empty())
                known = std::min(known, node.knownUntilNs);
        }
        m_track.finish(known, m_input.nowNs);
    }

private:
    std::vector<std::string> holders() const
    {
        std::vector<std::string> names;
        for (const NodeLanes &node : m_input.nodes)
            if (const auto found = m_held.find(node.name); found != m_held.end() && found->second)
                names.push_back(node.name);
        return names;
    }
    void show(std::int64_t ns, int index)
    {
        const auto names = holders();
        if (names == m_shown)
            return;
        m_shown = names;
        if (names.size() == 1) {
            const bool home = names.front() == m_input.nodes.front().name;
            m_track.open(ns, home ? Appearance::Master : Appearance::Other, names.front(), index);
            return;
        }
        std::string word;
        for (const std::string &name : names)
            word += (word.empty() ? "" : " + ") + name;
        m_track.open(ns, Appearance::Conflict, word, index);
    }

    const LaneInput &m_input;
    Track m_track;
    std::map<std::string, bool> m_held;
    std::vector<std::string> m_shown;
    bool m_seen = false;
};

Lane vipLane(const LaneInput &input, const VipLane &vip)
{
    Lane lane{LaneKind::Vip, {}, vip.vip, {}, {}};
    Owners owners(input, lane.spans);
    for (std::size_t i = 0; i < input.events.size(); ++i) {
        const Event &event = input.events[i];
        if (event.kind != EventKind::Vip)
            continue;
        const VipChange change = vipChangeOf(event);
        // An event that names no address concerns all addresses of its instance.
        if (change.vip.empty() ? event.instance == vip.instance : change.vip == vip.vip)
            owners.change(event, change.held, static_cast<int>(i));
    }
    owners.finish();
    return lane;
}

int weightOf(Appearance look)
{
    switch (look) {
    case Appearance::Conflict: return 5;
    case Appearance::Fault: return 4;
    case Appearance::Action: return 3;
    case Appearance::Master:
    case Appearance::Other:
    case Appearance::Active: return 2;
    case Appearance::Backup:
    case Appearance::Passive: return 1;
    case Appearance::Unknown: return 0;
    }
    return 0;
}

} // namespace

std::vector<Lane> buildLanes(const LaneInput &input)
{
    std::vector<Lane> lanes;
    for (const NodeLanes &node : input.nodes) {
        for (const std::string &instance : node.instances)
            lanes.push_back({LaneKind::State, node.name, instance, {}, {}});
        lanes.push_back({LaneKind::Mode, node.name, {}, {}, {}});
        lanes.push_back({LaneKind::Health, node.name, {}, {}, {}});
        for (Lane &lane : lanes)
            if (lane.node == node.name && lane.spans.empty())
                fillNodeLane(lane, input, node);
    }
    if (!input.nodes.empty())
        for (const VipLane &vip : input.vips)
            lanes.push_back(vipLane(input, vip));
    Lane actions{LaneKind::Actions, {}, {}, {}, {}};
    for (std::size_t i = 0; i < input.events.size(); ++i)
        if (input.events[i].kind == EventKind::Action)
            actions.marks.push_back(static_cast<int>(i));
    if (!actions.marks.empty())
        lanes.push_back(std::move(actions));
    return lanes;
}

std::vector<Bar> visibleBars(const Lane &lane, const TimeScale &scale)
{
    constexpr double least = 2; // a short outage must not vanish
    std::vector<Bar> bars;
    const auto first = std::partition_point(lane.spans.begin(), lane.spans.end(),
                                            [&](const Span &span) { return span.endNs < scale.beginNs(); });
    for (auto it = first; it != lane.spans.end() && it->beginNs <= scale.endNs(); ++it) {
        const auto index = static_cast<int>(it - lane.spans.begin());
        const double left = std::max(scale.xOf(it->beginNs), scale.left());
        const double right = std::min(std::max(scale.xOf(it->endNs), left + least), scale.right());
        if (!bars.empty() && right <= bars.back().right + 1) { // less than a column of its own
            const Span &shown = lane.spans[static_cast<std::size_t>(bars.back().span)];
            if (bars.back().right - bars.back().left <= least + 1 && weightOf(it->look) > weightOf(shown.look))
                bars.back().span = index;
            continue;
        }
        bars.push_back({bars.empty() ? left : std::max(left, bars.back().right), right, index});
    }
    return bars;
}

int spanAt(const Lane &lane, std::int64_t ns)
{
    const auto after = std::partition_point(lane.spans.begin(), lane.spans.end(),
                                            [ns](const Span &span) { return span.beginNs <= ns; });
    if (after == lane.spans.begin())
        return -1;
    const auto span = std::prev(after);
    return ns <= span->endNs ? static_cast<int>(span - lane.spans.begin()) : -1;
}

} // namespace tandem::gui
