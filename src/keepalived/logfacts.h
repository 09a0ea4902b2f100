// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tandem::keepalived {

/// What a message of Keepalived's says, 1.2 to 2.3, in the same words for all of them.
struct LogFact
{
    enum class Kind : std::uint8_t {
        Entered,         ///< `name` is in state `to`
        StartedIn,       ///< the same, and it is the first after a start or a reload
        PriorityChanged, ///< of `name`: `from` -> `to`; from may be empty
        HigherAdvert,    ///< a master heard `to`'s priority, from `sender`
        LowerAdvert,
        PriorityZero,  ///< the master resigned
        AdvertTimeout, ///< no advert within Master_Down_Interval
        Election,      ///< `name` forces one
        ScriptGood,
        ScriptBad,    ///< `name`; `detail`: how
        GroupSyncing, ///< group `name` takes its members to state `to`
        LinkDown,     ///< interface `name`
        LinkUp,
        Started, ///< Keepalived itself; `detail`: its version
        Stopping,
        Reloading,
        Stalled, ///< `detail`: for how many seconds
        Noise,   ///< known, and of no consequence for a timeline
        Unread,
    };
    Kind kind = Kind::Unread;
    std::string name;
    std::string from;
    std::string to;
    std::string sender;
    std::string detail;
};

inline constexpr std::size_t longestLogName = 255; ///< octets; nobody names an instance so, and each event repeats it

LogFact readFact(std::string_view text);

} // namespace tandem::keepalived
