// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/ipaddress.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace tandem::vrrp {

/// What was seen of whom on the wire, outside of any router: adverts of other router ids, refused datagrams. Each is to
/// be told once while it lasts, not per packet. Bounded: `places` pairs of a sender and a thing; with all of them
/// taken, further ones are only counted (a flood of made-up senders). Never allocates.
class Sightings
{
public:
    static constexpr std::size_t places = 64;

    /// `quiet`: what was not seen for so long is over.
    explicit Sightings(Duration quiet) : m_quiet(quiet) {}

    /// `what` is the caller's: a router id, a Refusal, … True: tell it.
    bool seen(const IpAddress &sender, std::uint16_t what, Instant now);
    /// use(sender, what) of all that lasts.
    template <class Use>
    void each(Instant now, Use &&use) const
    {
        for (const auto &place : m_places)
            if (lasts(place, now))
                use(place.sender, place.what);
    }
    /// How often something was seen that found no place.
    std::uint64_t untold() const { return m_untold; }

private:
    struct Place
    {
        IpAddress sender;
        std::uint16_t what = 0;
        std::optional<Instant> lastSeen;
    };

    bool lasts(const Place &place, Instant now) const { return place.lastSeen && now - *place.lastSeen <= m_quiet; }

    Duration m_quiet;
    std::array<Place, places> m_places;
    std::uint64_t m_untold = 0;
};

} // namespace tandem::vrrp
