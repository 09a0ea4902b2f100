// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/ipaddress.h"
#include "vrrp/effects.h"

#include <array>
#include <cstddef>
#include <optional>

namespace tandem::vrrp {

/// Which oddities of which senders have been told, so that each is told once while it lasts. Bounded: `senders` places;
/// with all of them taken, further senders are not told of. A place is free again when its oddities are over. Who
/// alternates between odd and not odd is told of no more than `mostTold` times in `quiet`, all senders together.
class OddityRegister
{
public:
    static constexpr std::size_t senders = 4;
    static constexpr unsigned mostTold = 48;

    /// `quiet`: an oddity that was not seen for so long is over.
    explicit OddityRegister(Duration quiet);

    /// The oddity was seen now. True: tell it.
    bool seen(const IpAddress &sender, Oddity::Kind kind, Instant now);
    /// An advert without the oddity came.
    void over(const IpAddress &sender, Oddity::Kind kind);
    /// Over for all senders.
    void over(Oddity::Kind kind);

private:
    static constexpr std::size_t kinds = static_cast<std::size_t>(Oddity::Kind::Count);
    struct Place
    {
        IpAddress sender;
        std::array<Instant, kinds> lastSeen; ///< never: over, or not seen yet
        bool has(Oddity::Kind kind) const { return at(kind) != never; }
        Instant at(Oddity::Kind kind) const { return lastSeen[static_cast<std::size_t>(kind)]; }
        bool used() const;
        bool idle(Instant now, Duration quiet) const;
    };
    Place *placeOf(const IpAddress &sender);
    Place *freePlace(Instant now);

    bool mayTell(Instant now);

    void end(Place &place, Oddity::Kind kind);

    static constexpr Instant never = Instant::min();
    static constexpr Place unused();
    Duration m_quiet;
    std::size_t m_lasting = 0; ///< of all places and kinds: mostly none, and then there is nothing to look for
    std::optional<Instant> m_windowStart;
    unsigned m_told = 0; ///< since m_windowStart
    std::array<Place, senders> m_places;
};

} // namespace tandem::vrrp
