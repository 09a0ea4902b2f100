// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/ipaddress.h"
#include "base/types.h"
#include "vrrp/advert.h"

#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

namespace tandem::vrrp {

enum class State : std::uint8_t { Init, Backup, Master, Fault, Stopped };
std::string_view nameOf(State state); ///< "INIT", "BACKUP", "MASTER", "FAULT", "STOPPED"

// ---- Inputs -----------------------------------------------------------------------------------------------------

/// The process is ready: sockets open, link state known. First input of all.
struct Started
{
    bool linkUp = true;
};

/// A decoded advert of this router's id and family, not our own looped back. Lives as long as its datagram.
struct AdvertReceived
{
    IpAddress sender;
    const Advert &advert;
};

/// The router's deadline() has passed. Delivered only after all queued adverts.
struct DeadlinePassed
{};

/// The interface (or one of track_interface) went up or down. `name` is for the reason.
struct LinkChanged
{
    std::string_view interface;
    bool up = true;
};

enum class Verdict : std::uint8_t { Unknown, Up, Down };

/// A tracked check's verdict changed. `index` is its place in RouterConfig::tracks.
struct TrackChanged
{
    std::size_t index = 0;
    Verdict verdict = Verdict::Unknown;
    std::string_view evidence; ///< "refused", "frozen", …
};

/// Leave in order: remove the VIPs, then priority 0.
struct Shutdown
{};

using Input = std::variant<Started, AdvertReceived, DeadlinePassed, LinkChanged, TrackChanged, Shutdown>;

// ---- Effects, to be performed in the order given -----------------------------------------------------------------

struct SendAdvert
{
    Priority priority; ///< effective priority, or 0 to resign
};

struct AddAddresses
{};

struct RemoveAddresses
{};

/// Gratuitous ARP / unsolicited NA for every VIP, at once.
struct Announce
{};

/// Why a state changed, with what proves it. Plain values only, so that nothing is allocated on the failover path.
struct Reason
{
    enum class Kind : std::uint8_t {
        Start,            ///< the process started
        MasterDown,       ///< Master_Down_Interval passed in silence
        MasterResigned,   ///< a priority 0 advert, then Skew_Time
        HigherPriority,   ///< an advert with more priority (or the same and a greater address)
        Preempt,          ///< no advert of at least our priority for Master_Down_Interval while a lower master was heard
        OwnsAddress,      ///< priority 255
        TrackFailed,
        TrackRecovered,
        LinkDown,
        LinkUp,
        Shutdown,
    };
    Kind kind = Kind::Start;
    IpAddress peer;                 ///< HigherPriority, MasterResigned, MasterDown, Preempt: the other router (last heard)
    std::uint8_t peerPriority = 0;
    std::size_t track = 0;          ///< TrackFailed, TrackRecovered: index in RouterConfig::tracks
    Duration waited{};              ///< MasterDown, MasterResigned, Preempt: how long the timer ran
};

struct StateChanged
{
    State from = State::Init;
    State to = State::Init;
    Reason reason;
};

/// A lasting oddity of a received advert that a person should know; state is not touched.
struct Oddity
{
    enum class Kind : std::uint8_t {
        AddressListDiffers,
        IntervalDiffers,      ///< v2: discarded (RFC 3768 7.1); v3: adopted
        WrongPassword,        ///< discarded
        WrongAuthType,        ///< discarded
        VersionDiffers,       ///< discarded
        SecondMaster,         ///< another master with less priority than ours was heard
        FirstAddressNotLinkLocal, ///< IPv6
    };
    Kind kind = Kind::AddressListDiffers;
    IpAddress sender;
};
std::string_view nameOf(Oddity::Kind kind); ///< "address-list-differs", …

using Effect = std::variant<SendAdvert, AddAddresses, RemoveAddresses, Announce, StateChanged, Oddity>;

/// Effects of one input: at most a handful, held in place so that handling an input never allocates.
class Effects
{
public:
    static constexpr std::size_t capacity = 12;
    void push(Effect effect);
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
