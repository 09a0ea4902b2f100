// SPDX-License-Identifier: GPL-3.0-or-later
#include "vrrp/masterwatch.h"

#include <algorithm>

namespace tandem::vrrp {

MasterWatch::Sight MasterWatch::hear(const IpAddress &sender, Priority priority, Duration interval, Instant now)
{
    Place *place = placeFor(sender, now);
    if (!place)
        return {};
    place->take(priority, now);
    place->interval = interval;
    if (priority.value() == Priority::resigns)
        place->beats = 0;
    else
        place->beat(now);
    Sight sight{.flaps = place->flaps()};
    if (place->beats < steadyBeats)
        return sight;
    for (const auto &other : m_places)
        if (&other != place && other.beats >= steadyBeats && other.speaks(now))
            sight.second = place->outranks(other) ? other.sender : sender;
    return sight;
}

MasterWatch::Place *MasterWatch::placeFor(const IpAddress &sender, Instant now)
{
    Place *unused = nullptr;
    for (auto &place : m_places) {
        if (place.priority && place.sender == sender)
            return &place;
        // Kept for a window at least, else a flapping sender would be forgotten between its adverts.
        const bool keep = place.priority && now - place.lastHeard <= std::max(flapWindow, 3 * place.interval);
        if (!keep && !unused)
            unused = &place;
    }
    if (unused)
        *unused = Place{.sender = sender, .lastHeard = now, .windowStart = now};
    return unused;
}

void MasterWatch::Place::beat(Instant now)
{
    if (!speaks(now)) {
        beats = 1;
        lastBeat = now;
    } else if (now - lastBeat >= interval / 2) { // answers between two adverts of the schedule are no beats
        beats = std::min(beats + 1, steadyBeats);
        lastBeat = now;
    }
    lastHeard = now;
}

void MasterWatch::Place::take(Priority heard, Instant now)
{
    if (now - windowStart > flapWindow) {
        flapped = changes > mostChanges && now - windowStart <= 2 * flapWindow;
        windowStart = now;
        changes = 0;
    }
    if (priority && *priority != heard)
        ++changes;
    priority = heard;
}

bool MasterWatch::Place::outranks(const Place &other) const
{
    return priority > other.priority || (priority == other.priority && sender > other.sender);
}

} // namespace tandem::vrrp
