// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/timeline/lanemodel.h"

#include "gui/eventtext.h"
#include "gui/timeline/timescale.h"

#include <algorithm>
#include <map>
#include <set>

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

/// How long after a contact's return its first word may take. Later than that, silence means: as before.
constexpr std::int64_t graceNs = 5'000'000'000;

enum class Contact { Unchanged, Lost, Back };

/// Whether an event says that what the lane shows can no longer be read, or can be again: no REST answer, no mode; no
/// engine, no state and no VIP.
Contact contactOf(const Event &event, LaneKind kind)
{
    if (kind == LaneKind::Mode && event.kind == EventKind::Health) {
        const bool silent = event.to == "refused" || event.to == "frozen" || event.to == "unreachable";
        return silent ? Contact::Lost : Contact::Back;
    }
    const auto isEngine = [](const std::string &code) {
        return code == "engine-unreachable" || code == "engine-stopped";
    };
    if ((kind == LaneKind::State || kind == LaneKind::Vip) && event.kind == EventKind::Alarm) {
        if (isEngine(event.to))
            return Contact::Lost;
        if (isEngine(event.from))
            return Contact::Back;
    }
    return Contact::Unchanged;
}

/// Builds one lane of one node from its events.
class NodeLane
{
public:
    NodeLane(Lane &lane, const LaneInput &input) : m_lane(lane), m_input(input), m_track(lane.spans) {}

    void fill(std::int64_t knownUntilNs)
    {
        for (std::size_t i = 0; i < m_input.events.size(); ++i) {
            const Event &event = m_input.events[i];
            if (event.node != m_lane.node)
                continue;
            if (belongs(event, m_lane))
                change(event, static_cast<int>(i));
            else if (const Contact contact = contactOf(event, m_lane.kind); contact != Contact::Unchanged)
                interrupt(contact, event, i);
        }
        m_track.finish(knownUntilNs, m_input.nowNs);
    }

private:
    void open(std::int64_t ns, const std::string &word, int index)
    {
        m_track.open(ns, lookOf(m_lane.kind, word), word, index);
    }

    void change(const Event &event, int index)
    {
        // A node's events are numbered without gaps: before the first change it was what that one changed from.
        if (!m_word && !event.from.empty())
            if (const std::int64_t since = firstTimeOf(m_input.events, m_lane.node); since < event.timeNs)
                open(since, event.from, -1);
        open(event.timeNs, event.to, index);
        m_word = event.to;
        m_lost = false;
    }

    void interrupt(Contact contact, const Event &event, std::size_t index)
    {
        if (contact == Contact::Lost && m_word && !m_lost) {
            m_lost = true;
            m_track.open(event.timeNs, Appearance::Unknown, "unknown", static_cast<int>(index));
        } else if (contact == Contact::Back && m_lost && m_input.nowNs - event.timeNs > graceNs && !tellsSoon(index)) {
            m_lost = false;
            open(event.timeNs, *m_word, static_cast<int>(index));
        }
    }

    bool tellsSoon(std::size_t index) const
    {
        const std::int64_t until = m_input.events[index].timeNs + graceNs;
        for (std::size_t i = index; i < m_input.events.size() && m_input.events[i].timeNs <= until; ++i)
            if (belongs(m_input.events[i], m_lane))
                return true;
        return false;
    }

    Lane &m_lane;
    const LaneInput &m_input;
    Track m_track;
    std::optional<std::string> m_word; ///< the last one that was told
    bool m_lost = false;
};

/// Who holds a VIP by the nodes' own words.
class Owners
{
public:
    Owners(const LaneInput &input, std::vector<Span> &spans) : m_input(input), m_track(spans) {}

    void change(const Event &event, bool held, int index)
    {
        m_held[event.node] = held;
        m_lost.erase(event.node);
        m_seen = m_seen || held;
        if (m_seen) // before the first owner nobody can say that there is none
            show(event.timeNs, index);
    }
    /// The engine that held it is out of sight: the address may or may not still be there.
    void contact(Contact contact, const Event &event, int index)
    {
        if (contact == Contact::Lost && m_held[event.node])
            m_lost.insert(event.node);
        else if (contact != Contact::Back || m_lost.erase(event.node) == 0)
            return;
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
        std::erase_if(names, [this](const std::string &name) { return m_lost.contains(name); });
        return names;
    }
    void show(std::int64_t ns, int index)
    {
        const auto names = holders();
        const bool unsure = names.empty() && !m_lost.empty();
        if (names == m_shown && unsure == m_unsure)
            return;
        m_shown = names;
        m_unsure = unsure;
        if (unsure) {
            m_track.open(ns, Appearance::Unknown, "unknown", index);
            return;
        }
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
    std::set<std::string> m_lost; ///< holders whose engine is out of sight
    bool m_unsure = false;
    std::vector<std::string> m_shown;
    bool m_seen = false;
};

/// When all nodes' words are known. "No owner" needs every node: one that is not heard may well hold the VIP.
struct Known
{
    std::int64_t sinceNs = 0;
    std::int64_t untilNs = 0;
};

Known knownByAll(const LaneInput &input)
{
    Known known{0, input.nowNs};
    for (const NodeLanes &node : input.nodes) {
        known.untilNs = std::min(known.untilNs, node.knownUntilNs);
        const auto first = std::find_if(input.events.begin(), input.events.end(),
                                        [&](const Event &event) { return event.node == node.name; });
        if (first == input.events.end())
            return {};      // nothing
        if (first->seq > 1) // older events exist, and are not here
            known.sinceNs = std::max(known.sinceNs, first->timeNs);
    }
    return known;
}

/// Takes back what "no owner" says beyond what all nodes' words cover.
std::vector<Span> withoutGuesses(const std::vector<Span> &spans, const Known &known)
{
    std::vector<Span> result;
    for (const Span &span : spans) {
        const bool noOwner = span.look == Appearance::Conflict && span.word.empty();
        if (!noOwner || (span.beginNs >= known.sinceNs && span.endNs <= known.untilNs)) {
            result.push_back(span);
            continue;
        }
        Span unknown = span;
        unknown.look = Appearance::Unknown;
        unknown.word = "unknown";
        if (span.beginNs >= known.sinceNs && span.beginNs < known.untilNs) {
            result.push_back(span);
            result.back().endNs = known.untilNs;
            result.back().lasting = false;
            unknown.beginNs = known.untilNs;
            unknown.openedBy = -1;
        }
        result.push_back(unknown);
    }
    return result;
}

Lane vipLane(const LaneInput &input, const VipLane &vip)
{
    Lane lane{LaneKind::Vip, {}, vip.vip, {}, {}};
    Owners owners(input, lane.spans);
    for (std::size_t i = 0; i < input.events.size(); ++i) {
        const Event &event = input.events[i];
        if (const Contact contact = contactOf(event, LaneKind::Vip); contact != Contact::Unchanged)
            owners.contact(contact, event, static_cast<int>(i));
        if (event.kind != EventKind::Vip)
            continue;
        const VipChange change = vipChangeOf(event);
        // An event that names no address concerns all addresses of its instance.
        if (change.vip.empty() ? event.instance == vip.instance : change.vip == vip.vip)
            owners.change(event, change.held, static_cast<int>(i));
    }
    owners.finish();
    lane.spans = withoutGuesses(lane.spans, knownByAll(input));
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
                NodeLane(lane, input).fill(node.knownUntilNs);
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
