// SPDX-License-Identifier: GPL-3.0-or-later
#include "vrrp/sightings.h"

namespace tandem::vrrp {

bool Sightings::seen(const IpAddress &sender, std::uint16_t what, Instant now)
{
    Place *unused = nullptr;
    for (auto &place : m_places) {
        const bool isLasting = lasts(place, now);
        if (isLasting && place.what == what && place.sender == sender) {
            place.lastSeen = now;
            return false;
        }
        if (!isLasting && !unused)
            unused = &place;
    }
    if (!unused) {
        ++m_untold;
        return false;
    }
    *unused = Place{sender, what, now};
    return true;
}

} // namespace tandem::vrrp
