// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/ipaddress.h"
#include "base/types.h"
#include "vrrp/advert.h"
#include "vrrp/orders.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

namespace tandem::vrrp {

enum class State : std::uint8_t { Init, Backup, Master, Fault, Stopped };
std::string_view nameOf(State state); ///< "INIT", "BACKUP", "MASTER", "FAULT", "STOPPED"

// ---- Inputs -----------------------------------------------------------------------------------------------------

/// The process is ready: sockets open, link state known. LinkChanged and TrackChanged may come before it and are then
/// only noted; every other input before it is ignored.
struct Started
{
    bool linkUp = true; ///< of the instance's own interface
};

/// A decoded advert of this router's id and family, not our own looped back. Lives as long as its datagram.
struct AdvertReceived
{
    IpAddress sender;
    const Advert &advert;
};

/// The router's deadline() has passed. Delivered only after all queued adverts.
struct DeadlinePassed
{
};

/// The host is awake for another router's sake: an advert that is nearly due (Router::earliness) goes with that one's,
/// so that a host of many routers wakes up less often. Harmless at any other time.
struct Awake
{
};

/// The interface (or one of track_interface) went up or down. `interface` is one of RouterConfig::interfaces; any other
/// name means the instance's own.
struct LinkChanged
{
    std::string_view interface;
    bool up = true;
};

enum class Verdict : std::uint8_t { Unknown, Up, Down };

/// A tracked check's verdict changed. `index` is its place in RouterConfig::tracks. Unknown moves nothing: after a
/// first verdict the last one stands.
struct TrackChanged
{
    std::size_t index = 0;
    Verdict verdict = Verdict::Unknown;
    std::string_view evidence; ///< "refused", "frozen", …: for the engine's event, the router does not read it
};

/// Leave in order: remove the VIPs, then priority 0. Final: every later input is ignored.
struct Shutdown
{
};

using Input =
    std::variant<Started, AdvertReceived, DeadlinePassed, Awake, LinkChanged, TrackChanged, Shutdown, Override,
                 ClearOverride, Maintenance, TakeoverExpected, HandedOver, GroupFault, GroupClaim, GroupYield>;

// ---- Effects, to be performed in the order given -----------------------------------------------------------------

struct SendAdvert
{
    Priority priority; ///< effective priority, or 0 to resign

    bool operator==(const SendAdvert &) const = default;
};

/// Those that are not there yet.
struct AddAddresses
{
    bool operator==(const AddAddresses &) const = default;
};

struct RemoveAddresses
{
    bool operator==(const RemoveAddresses &) const = default;
};

/// Gratuitous ARP / unsolicited NA for every VIP, at once.
struct Announce
{
    bool operator==(const Announce &) const = default;
};

/// Why a state changed, with what proves it. Plain values only, so that nothing is allocated on the failover path.
struct Reason
{
    enum class Kind : std::uint8_t {
        Start,          ///< the process started
        MasterDown,     ///< Master_Down_Interval passed in silence
        MasterResigned, ///< a priority 0 advert, then Skew_Time
        HigherPriority, ///< an advert with more priority (or the same and a greater address)
        Preempt, ///< no advert of at least our priority for Master_Down_Interval (or preempt_delay was over) while a
                 ///< lower master was heard
        OwnsAddress, ///< priority 255
        TrackFailed,
        TrackRecovered,
        LinkDown,
        LinkUp,
        Shutdown,
        Override,       ///< a planned switchover to this router
        Maintenance,    ///< maintenance was turned on
        Reconfigured,   ///< what had meant FAULT is not asked for any more
        GroupFault,     ///< another member of the sync group is in FAULT
        GroupRecovered, ///< no member of the sync group is in FAULT any more
        GroupYielded,   ///< another member of the sync group gave way to a better master
    };
    Kind kind = Kind::Start;
    /// HigherPriority, MasterResigned, MasterDown, Preempt, Override, GroupYielded: the other router (last heard);
    /// 0.0.0.0: none.
    IpAddress peer;
    std::uint8_t peerPriority = 0; ///< MasterResigned: the priority it had before; 0 where none was heard
    std::size_t track = 0;         ///< TrackFailed, TrackRecovered: index in RouterConfig::tracks
    std::size_t link = 0;          ///< LinkDown, LinkUp: index in RouterConfig::interfaces, 0 = the instance's own
    std::size_t member = 0;        ///< GroupFault, GroupRecovered, GroupYielded: index in the sync group
    Duration waited{};             ///< MasterDown, MasterResigned, Preempt, OwnsAddress: how long the timer ran

    bool operator==(const Reason &) const = default;
};
std::string_view nameOf(Reason::Kind kind); ///< "start", "master-down", …

struct StateChanged
{
    State from = State::Init;
    State to = State::Init;
    Reason reason;

    bool operator==(const StateChanged &) const = default;
};

/// A lasting oddity of a received advert that a person should know; state is not touched. Told once a sender and kind
/// while it lasts, for a bounded number of senders (a flood of made-up ones is told no further).
struct Oddity
{
    enum class Kind : std::uint8_t {
        AddressListDiffers,
        IntervalDiffers,          ///< v2: discarded (RFC 3768 7.1); v3: adopted
        WrongPassword,            ///< discarded
        WrongAuthType,            ///< discarded
        VersionDiffers,           ///< discarded
        SecondMaster,             ///< as MASTER: another master, with less priority than ours, was heard; else: of two
                                  ///< masters that both go on, the one that should give way
        FirstAddressNotLinkLocal, ///< IPv6 (RFC 5798 5.2.9)
        Flapping,                 ///< its priority changes again and again (MasterWatch::mostChanges)
        Count                     ///< number of enumerators, no oddity
    };
    Kind kind = Kind::AddressListDiffers;
    IpAddress sender;

    bool operator==(const Oddity &) const = default;
};
std::string_view nameOf(Oddity::Kind kind); ///< "address-list-differs", …

using Effect = std::variant<SendAdvert, AddAddresses, RemoveAddresses, Announce, StateChanged, Oddity>;

/// Effects of one input: at most a handful, held in place so that handling an input never allocates.
class Effects
{
public:
    static constexpr std::size_t capacity = 12;
    /// Precondition: size() < capacity; the router's longest answer has 8.
    void push(const Effect &effect);
    const Effect *begin() const { return m_items.data(); }
    const Effect *end() const { return m_items.data() + m_size; }
    std::size_t size() const { return m_size; }
    bool empty() const { return m_size == 0; }
    const Effect &operator[](std::size_t index) const { return m_items[index]; }

private:
    std::array<Effect, capacity> m_items{};
    std::size_t m_size = 0;
};

} // namespace tandem::vrrp
