// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/ipaddress.h"
#include "base/types.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace tandem::vrrp {

/// Who advertises one router id, and how steadily: sees two masters that both go on, and one that cannot keep its
/// priority. Bounded: `places` senders; while all of them speak, further ones are not watched.
class MasterWatch
{
public:
    static constexpr std::size_t places = 4;
    /// Two masters are two senders that each spoke so many intervals in a row: longer than any hand-over takes.
    static constexpr unsigned steadyBeats = 3;
    /// More changes of a sender's priority than this within flapWindow are flapping.
    static constexpr unsigned mostChanges = 10;
    static constexpr Duration flapWindow = std::chrono::seconds(10);

    struct Sight
    {
        std::optional<IpAddress> second; ///< of two steady masters the one that should give way; never the only one
        bool flaps = false;              ///< the sender's priority
    };
    /// An accepted advert. Priority 0 ends its sender's mastership.
    Sight hear(const IpAddress &sender, Priority priority, Duration interval, Instant now);

private:
    struct Place
    {
        IpAddress sender;
        std::optional<Priority> priority; ///< last heard; nothing: the place is free
        Duration interval{};
        Instant lastHeard{};
        Instant lastBeat{};
        unsigned beats = 0; ///< adverts in a row, one an interval
        Instant windowStart{};
        unsigned changes = 0; ///< of priority, since windowStart
        bool flapped = false; ///< in the window before

        bool speaks(Instant now) const { return beats > 0 && now - lastHeard <= interval + interval / 2; }
        void beat(Instant now);
        void take(Priority heard, Instant now);
        bool flaps() const { return flapped || changes > mostChanges; }
        /// As RFC 5798 6.4.3 decides between masters.
        bool outranks(const Place &other) const;
    };
    Place *placeFor(const IpAddress &sender, Instant now);

    std::array<Place, places> m_places;
};

} // namespace tandem::vrrp
