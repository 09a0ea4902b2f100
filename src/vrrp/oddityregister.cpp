// SPDX-License-Identifier: GPL-3.0-or-later
#include "vrrp/oddityregister.h"

#include <algorithm>

namespace tandem::vrrp {

bool OddityRegister::Place::idle(Instant now, Duration quiet) const
{
    return std::all_of(lastSeen.begin(), lastSeen.end(),
                       [&](const std::optional<Instant> &seenAt) { return !seenAt || now - *seenAt > quiet; });
}

OddityRegister::Place *OddityRegister::placeOf(const IpAddress &sender)
{
    const auto found = std::find_if(m_places.begin(), m_places.end(), [&](const Place &place) {
        return place.sender == sender &&
               std::any_of(place.lastSeen.begin(), place.lastSeen.end(), [](const auto &at) { return at.has_value(); });
    });
    return found == m_places.end() ? nullptr : &*found;
}

OddityRegister::Place *OddityRegister::freePlace(Instant now)
{
    const auto found =
        std::find_if(m_places.begin(), m_places.end(), [&](const Place &place) { return place.idle(now, m_quiet); });
    return found == m_places.end() ? nullptr : &*found;
}

bool OddityRegister::seen(const IpAddress &sender, Oddity::Kind kind, Instant now)
{
    Place *place = placeOf(sender);
    if (!place) {
        place = freePlace(now);
        if (!place)
            return false;
        *place = Place{.sender = sender, .lastSeen = {}};
    }
    auto &lastSeen = place->lastSeen[static_cast<std::size_t>(kind)];
    const bool lasts = lastSeen && now - *lastSeen <= m_quiet;
    lastSeen = now;
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

void OddityRegister::over(const IpAddress &sender, Oddity::Kind kind)
{
    if (Place *place = placeOf(sender))
        place->lastSeen[static_cast<std::size_t>(kind)].reset();
}

void OddityRegister::over(Oddity::Kind kind)
{
    for (auto &place : m_places)
        place.lastSeen[static_cast<std::size_t>(kind)].reset();
}

} // namespace tandem::vrrp
