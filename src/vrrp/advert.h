// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/ipaddress.h"
#include "base/types.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tandem::vrrp {

/// PASS of RFC 2338 5.3.10 as Keepalived has it: the first 8 octets, padded with zeros.
using AuthData = std::array<std::uint8_t, 8>;
AuthData authDataOf(std::string_view password);
/// All 8 octets, in a time that does not tell how many agree.
bool sameAuthData(const AuthData &one, const AuthData &other);

enum class AuthType : std::uint8_t { None = 0, Pass = 1 };

/// The addresses of a received advert, read in place: they live as long as the datagram does.
class AddressList
{
public:
    AddressList() = default;
    AddressList(Family family, std::span<const std::uint8_t> octets) : m_family(family), m_octets(octets) {}
    Family family() const { return m_family; }
    std::size_t size() const { return m_octets.size() / width(); }
    /// Precondition: index < size().
    IpAddress at(std::size_t index) const;
    /// The same set of addresses, in whatever order (a differing list is an alarm, not a discard).
    bool sameSetAs(std::span<const IpAddress> others) const;

private:
    std::size_t width() const { return m_family == Family::V4 ? 4 : 16; }
    Family m_family = Family::V4;
    std::span<const std::uint8_t> m_octets;
};

/// An advertisement as decoded from a datagram (RFC 5798 5.2, RFC 3768 5.3, RFC 9568 5.2).
struct Advert
{
    std::uint8_t version = 3;
    VirtualRouterId virtualRouterId;
    Priority priority;
    Duration interval{}; ///< v2: whole seconds (0..255, compared by the router); v3: centiseconds, never zero
    AddressList addresses;
    AuthType authType = AuthType::None;
    AuthData authData{}; ///< v2 with PASS only
};

/// What the network layer says of a datagram beside its payload.
struct Envelope
{
    IpAddress source;
    IpAddress destination;     ///< real one: part of the pseudo-header
    std::uint8_t hopLimit = 0; ///< TTL or hop limit as received
    bool multicast = true;     ///< false: unicast peers, the 255 rule is not asked for (as Keepalived has it)
};

/// Why a datagram was refused. Each has a counter with its name. What needs the router's configuration (version,
/// interval of v2, authentication, list of addresses) is not here: the router judges it and says so by an Oddity.
enum class Refusal : std::uint8_t {
    TooShort, ///< fewer octets than its header, or than its address count asks for
    Version,  ///< neither 2 nor 3, or v2 over IPv6
    Type,     ///< not an ADVERTISEMENT (RFC 5798 5.2.2)
    HopLimit, ///< multicast with TTL or hop limit not 255 (RFC 5798 5.1.1.3)
    Checksum,
    RouterIdZero,
    IntervalZero,    ///< v3: Max Adver Int 0 means nothing
    NoAddresses,     ///< v3: count 0 (RFC 5798 5.2.5: at least 1)
    AuthTypeUnknown, ///< v2: neither none nor PASS
    Length,          ///< v2: length does not agree with count and auth data
    Count            ///< number of enumerators, no refusal
};
std::string_view nameOf(Refusal refusal); ///< "too-short", "version", …

/// Either an advert or the reason why not.
struct Decoded
{
    std::optional<Advert> advert;
    Refusal refusal = Refusal::TooShort; ///< of meaning only without an advert
    bool truncatedTrailer = false;       ///< v3 with octets after the addresses: accepted and counted
};
/// Decodes the VRRP payload (behind the IP header). Never reads outside `payload`, never allocates.
Decoded decode(std::span<const std::uint8_t> payload, const Envelope &envelope);

/// The router id of a payload, whatever else is wrong with it: to find the router that a refused datagram was meant
/// for.
std::optional<VirtualRouterId> routerIdOf(std::span<const std::uint8_t> payload);

/// As an advert of that version can carry it: v2 1..255 whole seconds, v3 1..4095 centiseconds; nearest, never zero.
Duration intervalOnWire(std::uint8_t version, Duration interval);

/// What is sent: built once a state, sent again each interval.
struct AdvertToSend
{
    std::uint8_t version = 3;
    VirtualRouterId virtualRouterId;
    Priority priority;
    Duration interval{}; ///< sent as intervalOnWire()
    std::span<const IpAddress> addresses;
    std::optional<AuthData> pass; ///< v2 only
};
/// The VRRP payload with its checksum; v3 with the pseudo-header of source and destination (RFC 5798 5.2.8), for IPv4
/// too (Keepalived's default). Empty where no such advert exists: v2 over IPv6, no or more than 255 addresses, mixed
/// families.
std::vector<std::uint8_t> encode(const AdvertToSend &advert, const IpAddress &source, const IpAddress &destination);

/// Another priority in what encode() gave, its checksum with it. Never allocates.
void setPriority(std::span<std::uint8_t> advert, Priority priority);

/// 224.0.0.18 (RFC 5798 5.1.1.2) and ff02::12 (5.1.2.2).
IpAddress multicastGroup(Family family);
inline constexpr std::uint8_t protocolNumber = 112;

} // namespace tandem::vrrp
