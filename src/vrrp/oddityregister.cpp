// SPDX-License-Identifier: GPL-3.0-or-later
#include "vrrp/oddityregister.h"

#include <algorithm>

namespace tandem::vrrp {

constexpr OddityRegister::Place OddityRegister::unused()
{
    Place place;
    place.lastSeen.fill(never);
    return place;
}

OddityRegister::OddityRegister(Duration quiet) : m_quiet(quiet)
{
    m_places.fill(unused());
}

bool OddityRegister::Place::used() const
{
    return std::any_of(lastSeen.begin(), lastSeen.end(), [](Instant at) { return at != never; });
}

bool OddityRegister::Place::idle(Instant now, Duration quiet) const
{
    return std::all_of(lastSeen.begin(), lastSeen.end(),
                       [&](Instant seenAt) { return seenAt == never || now - seenAt > quiet; });
}

OddityRegister::Place *OddityRegister::placeOf(const IpAddress &sender)
{
    const auto found = std::find_if(m_places.begin(), m_places.end(),
                                    [&](const Place &place) { return place.sender == sender && place.used(); });
    return found == m_places.end() ? nullptr : &*found;
}

OddityRegister::Place *OddityRegister::freePlace(Instant now)
{
    const auto found =
        std::find_if(m_places.begin(), m_places.end(), [&](const Place &place) { return place.idle(now, m_quiet); });
    if (found == m_places.end())
        return nullptr;
    for (std::size_t kind = 0; kind < kinds; ++kind)
        end(*found, static_cast<Oddity::Kind>(kind));
    return &*found;
}

bool OddityRegister::seen(const IpAddress &sender, Oddity::Kind kind, Instant now)
{
    Place *place = placeOf(sender);
    if (!place) {
        place = freePlace(now);
        if (!place)
            return false;
        place->sender = sender;
    }
    const bool lasts = place->has(kind) && now - place->at(kind) <= m_quiet;
    m_lasting += place->has(kind) ? 0 : 1;
    place->lastSeen[static_cast<std::size_t>(kind)] = now;
    return !lasts && mayTell(now);
}

bool OddityRegister::mayTell(Instant now)
{
    if (!m_windowStart || now - *m_windowStart > m_quiet) {
        m_windowStart = now;
        m_told = 0;
    }
    if (m_told >= mostTold)
        return false;
    ++m_told;
    return true;
}

void OddityRegister::end(Place &place, Oddity::Kind kind)
{
    m_lasting -= place.has(kind) ? 1 : 0;
    place.lastSeen[static_cast<std::size_t>(kind)] = never;
}

void OddityRegister::over(const IpAddress &sender, Oddity::Kind kind)
{
    if (m_lasting == 0)
        return;
    if (Place *place = placeOf(sender))
        end(*place, kind);
}

void OddityRegister::over(Oddity::Kind kind)
{
    for (auto &place : m_places)
        end(place, kind);
}

} // namespace tandem::vrrp
