// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/timeline/causechain.h"

#include "gui/eventtext.h"

#include <algorithm>
#include <map>

namespace tandem::gui {

namespace {

using model::CauseType;
using model::Event;
using model::EventKind;

constexpr std::int64_t ms = 1'000'000;
constexpr std::int64_t second = 1'000'000'000;
/// Hosts' clocks differ a little: a consequence on another host may carry an earlier time than its cause.
constexpr std::int64_t slack = 5 * ms;

bool sameNode(const Event &a, const Event &b)
{
    return a.node == b.node;
}

bool isSetback(const Event &event)
{
    return event.kind == EventKind::Health && event.to != "ok";
}

std::string detail(const Event &event, const std::string &name)
{
    for (const auto &[key, value] : event.cause.details)
        if (key == name)
            return value;
    return {};
}

} // namespace

CauseChain::CauseChain(const std::vector<model::Event> &events, const config::Cluster &cluster)
    : m_events(events), m_cluster(cluster)
{
}

int CauseChain::latest(int before, std::int64_t withinNs,
                       bool (*fits)(const model::Event &candidate, const model::Event &event)) const
{
    const Event &event = m_events[static_cast<std::size_t>(before)];
    // Events within the slack may stand behind this one in the list.
    auto last = std::upper_bound(m_events.begin(), m_events.end(), event.timeNs + slack,
                                 [](std::int64_t ns, const Event &e) { return ns < e.timeNs; });
    while (last != m_events.begin()) {
        --last;
        if (last->timeNs < event.timeNs - withinNs)
            return -1;
        const auto index = static_cast<int>(last - m_events.begin());
        // On one host the order is certain, so there a cause never comes later; but an engine performs a transition
        // (the VIP) before it tells of it (the state).
        const bool later = sameNode(*last, event) && last->seq > event.seq && event.kind != EventKind::Vip;
        if (index == before || later)
            continue;
        if (fits(*last, event))
            return index;
    }
    return -1;
}

std::string CauseChain::senderOf(const model::Event &event) const
{
    const std::string from = detail(event, "from");
    for (const config::Node &node : m_cluster.nodes)
        if (node.address.toString() == from)
            return node.name;
    return {};
}

int CauseChain::stateParent(int index) const
{
    const Event &event = m_events[static_cast<std::size_t>(index)];
    switch (event.cause.type) {
    case CauseType::Check:
        return latest(index, 30 * second, [](const Event &c, const Event &e) {
            return sameNode(c, e) && c.kind == EventKind::Health && (e.to == "FAULT") == isSetback(c);
        });
    case CauseType::Advert: {
        const std::string sender = senderOf(event);
        const int other = latest(index, 15 * second, [](const Event &c, const Event &e) {
            return !sameNode(c, e) && c.kind == EventKind::State && c.instance == e.instance;
        });
        const bool isSender =
            other >= 0 && (sender.empty() || m_events[static_cast<std::size_t>(other)].node == sender);
        return isSender ? other : -1;
    }
    case CauseType::Timer: {
        const int other = latest(index, 60 * second, [](const Event &c, const Event &e) {
            return !sameNode(c, e) && c.kind == EventKind::State && c.instance == e.instance && c.from == "MASTER" &&
                   c.to != "MASTER";
        });
        const int own = latest(index, 15 * second, [](const Event &c, const Event &e) {
            return sameNode(c, e) && c.kind == EventKind::State && c.instance == e.instance && c.to == e.from;
        });
        // Whichever came last: the old MASTER's leaving, or our own return (then we preempt).
        return std::max(other, own);
    }
    case CauseType::Command:
        return latest(index, 30 * second, [](const Event &c, const Event &e) {
            return c.kind == EventKind::Action && (sameNode(c, e) || c.instance == e.instance);
        });
    case CauseType::Link:
    case CauseType::Start:
    case CauseType::Unknown: break;
    }
    return -1;
}

int CauseChain::parentOf(int index) const
{
    const Event &event = m_events[static_cast<std::size_t>(index)];
    const auto ownState = [](const Event &c, const Event &e) {
        return sameNode(c, e) && c.kind == EventKind::State && (e.instance.empty() || c.instance == e.instance);
    };
    switch (event.kind) {
    case EventKind::State: return stateParent(index);
    case EventKind::Vip: return latest(index, 2 * second, ownState);
    case EventKind::Mode: // whichever came last: the engine's state, or MaxScale's own going and coming
        return std::max(latest(index, 10 * second, ownState),
                        latest(index, 10 * second, [](const Event &c, const Event &e) {
                            return sameNode(c, e) && c.kind == EventKind::Health;
                        }));
    case EventKind::Health:
        return latest(index, 30 * second, [](const Event &c, const Event &e) {
            return sameNode(c, e) && (c.kind == EventKind::Action || (e.to == "ok" && isSetback(c)));
        });
    case EventKind::Alarm:
        return latest(index, 5 * second, [](const Event &c, const Event &e) {
            return sameNode(c, e) && c.kind != EventKind::Alarm && c.kind != EventKind::Action;
        });
    case EventKind::Action:
    case EventKind::Config:
    case EventKind::Helper: break;
    }
    return -1;
}

std::vector<int> CauseChain::storyOf(int index, std::size_t most) const
{
    int root = index;
    std::vector<int> story{index};
    for (int steps = 0; steps < 12; ++steps) { // bounded: two hosts' statements could name each other
        const int parent = parentOf(root);
        if (parent < 0 || std::find(story.begin(), story.end(), parent) != story.end())
            break;
        root = parent;
        story.push_back(root);
    }
    // Consequences stand near their cause: look only there.
    const std::int64_t until = m_events[static_cast<std::size_t>(index)].timeNs + 15 * second;
    bool grown = true;
    for (int rounds = 0; grown && rounds < 4; ++rounds) {
        grown = false;
        for (auto i = static_cast<std::size_t>(std::max(0, root - 8)); i < m_events.size() && story.size() < most;
             ++i) {
            if (m_events[i].timeNs > until)
                break;
            const auto candidate = static_cast<int>(i);
            if (std::find(story.begin(), story.end(), candidate) != story.end())
                continue;
            const int parent = parentOf(candidate);
            if (parent < 0 || std::find(story.begin(), story.end(), parent) == story.end())
                continue;
            // A recovery begins a story of its own, told when it is asked for.
            if (m_events[i].kind == EventKind::Health && m_events[i].to == "ok" && candidate > index)
                continue;
            story.push_back(candidate);
            grown = true;
        }
    }
    return inOrder(std::move(story));
}

std::vector<int> CauseChain::inOrder(std::vector<int> story) const
{
    // By time, but no consequence before its cause: programs of one host and clocks of two differ by a little.
    struct Place
    {
        std::int64_t ns = 0;
        int depth = 0;
        int index = 0;
        auto operator<=>(const Place &) const = default;
    };
    std::vector<Place> places;
    for (const int index : story) {
        Place place{m_events[static_cast<std::size_t>(index)].timeNs, 0, index};
        for (int at = parentOf(index); at >= 0 && place.depth < 12; at = parentOf(at)) {
            if (std::find(story.begin(), story.end(), at) == story.end())
                break;
            place.ns = std::max(place.ns, m_events[static_cast<std::size_t>(at)].timeNs);
            ++place.depth;
        }
        places.push_back(place);
    }
    std::sort(places.begin(), places.end());
    std::transform(places.begin(), places.end(), story.begin(), [](const Place &place) { return place.index; });
    return story;
}

std::optional<Outage> outageOf(const std::vector<model::Event> &events, const std::vector<int> &story)
{
    const Event *setback = nullptr;
    const Event *left = nullptr;
    const Event *became = nullptr;
    const Event *released = nullptr;
    const Event *holds = nullptr;
    for (const int index : story) {
        const Event &event = events[static_cast<std::size_t>(index)];
        if (event.kind == EventKind::Health && left == nullptr && isSetback(event))
            setback = &event;
        if (event.kind == EventKind::State && event.from == "MASTER" && left == nullptr)
            left = &event;
        if (event.kind == EventKind::State && event.to == "MASTER" && left != nullptr && became == nullptr)
            became = &event;
        if (event.kind != EventKind::Vip)
            continue;
        const bool held = vipChangeOf(event).held;
        if (!held && released == nullptr)
            released = &event;
        if (held && released != nullptr && holds == nullptr && event.node != released->node)
            holds = &event;
    }
    if (left == nullptr || became == nullptr || released == nullptr || holds == nullptr ||
        holds->timeNs <= released->timeNs)
        return std::nullopt;
    Outage outage;
    outage.vip = vipChangeOf(*holds).vip;
    outage.beginNs = std::min(released->timeNs, left->timeNs);
    outage.endNs = holds->timeNs;
    if (setback != nullptr && left->timeNs > setback->timeNs) {
        outage.beginNs = std::min(outage.beginNs, setback->timeNs);
        outage.steps.push_back({Outage::Step::Kind::Decide, left->timeNs - setback->timeNs});
    }
    if (became->timeNs > left->timeNs)
        outage.steps.push_back({Outage::Step::Kind::Elect, became->timeNs - left->timeNs});
    if (holds->timeNs > became->timeNs)
        outage.steps.push_back({Outage::Step::Kind::Take, holds->timeNs - became->timeNs});
    return outage;
}

Episode latestEpisode(const std::vector<model::Event> &events, std::int64_t quietNs)
{
    Episode episode;
    const auto counts = [](const Event &event) {
        return event.kind == EventKind::State || event.kind == EventKind::Vip || event.kind == EventKind::Health ||
               event.kind == EventKind::Mode || event.kind == EventKind::Action;
    };
    // A failure weighs more than a return, a return more than all else.
    const auto weight = [](const Event &event) {
        if (event.kind != EventKind::State)
            return 1;
        return event.to == "FAULT" ? 4 : event.from == "MASTER" ? 3 : event.to == "MASTER" ? 2 : 1;
    };
    for (std::size_t i = events.size(); i-- > 0;) {
        const Event &event = events[i];
        if (!counts(event))
            continue;
        if (episode.headline < 0) {
            episode = {event.timeNs, event.timeNs, static_cast<int>(i)};
            continue;
        }
        if (episode.beginNs - event.timeNs > quietNs)
            break;
        episode.beginNs = event.timeNs;
        if (weight(event) > weight(events[static_cast<std::size_t>(episode.headline)]))
            episode.headline = static_cast<int>(i);
    }
    return episode;
}

} // namespace tandem::gui
