// SPDX-License-Identifier: GPL-3.0-or-later
#include "vrrp/advert.h"

#include "vrrp/checksum.h"

#include <algorithm>

namespace tandem::vrrp {

namespace {

constexpr std::size_t headerLength = 8;
constexpr std::size_t authLength = 8; // RFC 2338 5.3.10: two words, also where the type is none
constexpr std::size_t priorityOffset = 2;
constexpr std::size_t checksumOffset = 6;
constexpr std::uint8_t advertisement = 1; // the only type (RFC 5798 5.2.2)
constexpr Duration centisecond = std::chrono::milliseconds(10);
constexpr Duration second = std::chrono::seconds(1);

std::size_t widthOf(Family family)
{
    return family == Family::V4 ? 4 : 16;
}

bool checksumRight(std::span<const std::uint8_t> payload, std::uint8_t version, const Envelope &envelope)
{
    constexpr std::uint16_t right = 0xffff;
    if (version == 3) {
        auto sum = pseudoHeaderSum(envelope.source, envelope.destination, payload.size());
        sum.add(payload);
        if (sum.folded() == right)
            return true;
        // RFC 5798 5.2.8 can be read so that the pseudo-header is IPv6's alone; some send it so for IPv4.
        if (envelope.source.family() == Family::V6)
            return false;
    }
    // RFC 2338 5.3.8: over the whole VRRP message, so with its authentication data.
    ChecksumSum sum;
    sum.add(payload);
    return sum.folded() == right;
}

/// Lengths of a message of that version with that count of addresses.
std::optional<Refusal> lengthRefusal(std::size_t length, std::uint8_t version, std::size_t addressLength)
{
    if (length < headerLength + addressLength)
        return Refusal::TooShort;
    if (version == 2 && length != headerLength + addressLength + authLength)
        return Refusal::Length;
    return std::nullopt;
}

std::optional<Refusal> fieldRefusal(const Advert &advert, std::uint8_t routerId, std::uint8_t authType)
{
    if (routerId == 0)
        return Refusal::RouterIdZero;
    if (advert.version == 3 && advert.interval == Duration::zero())
        return Refusal::IntervalZero;
    if (advert.version == 3 && advert.addresses.size() == 0)
        return Refusal::NoAddresses;
    if (advert.version == 2 && authType > static_cast<std::uint8_t>(AuthType::Pass))
        return Refusal::AuthTypeUnknown;
    return std::nullopt;
}

void readVersion2(Advert &advert, std::span<const std::uint8_t> payload)
{
    advert.authType = payload[4] == static_cast<std::uint8_t>(AuthType::Pass) ? AuthType::Pass : AuthType::None;
    advert.interval = payload[5] * second;
    if (advert.authType == AuthType::Pass) // RFC 3768 5.3.10: else the data is ignored
        std::copy_n(payload.end() - authLength, authLength, advert.authData.begin());
}

void readVersion3(Advert &advert, std::span<const std::uint8_t> payload)
{
    // RFC 5798 5.2.6: the upper 4 bits are reserved and ignored on reception.
    advert.interval = ((payload[4] & 0x0fU) << 8U | payload[5]) * centisecond;
}

Decoded refuse(Refusal refusal)
{
    return {.advert = std::nullopt, .refusal = refusal};
}

} // namespace

AuthData authDataOf(std::string_view password)
{
    AuthData data{};
    std::copy_n(password.begin(), std::min(password.size(), data.size()), data.begin());
    return data;
}

bool sameAuthData(const AuthData &one, const AuthData &other)
{
    unsigned differing = 0;
    for (std::size_t i = 0; i < one.size(); ++i)
        differing |= static_cast<unsigned>(one[i] ^ other[i]);
    return differing == 0;
}

IpAddress AddressList::at(std::size_t index) const
{
    const auto octets = m_octets.subspan(index * width(), width());
    return m_family == Family::V4 ? IpAddress::fromOctets(octets.first<4>())
                                  : IpAddress::fromOctets(octets.first<16>());
}

bool AddressList::sameSetAs(std::span<const IpAddress> others) const
{
    if (size() != others.size()) // bounds the comparison below, whatever the sender wrote
        return false;
    const auto listed = [&](const IpAddress &address) {
        for (std::size_t i = 0; i < size(); ++i)
            if (at(i) == address)
                return true;
        return false;
    };
    if (!std::all_of(others.begin(), others.end(), listed))
        return false;
    for (std::size_t i = 0; i < size(); ++i) // a list that repeats an address must not pass for ours
        if (std::find(others.begin(), others.end(), at(i)) == others.end())
            return false;
    return true;
}

std::string_view nameOf(Refusal refusal)
{
    switch (refusal) {
    case Refusal::TooShort: return "too-short";
    case Refusal::Version: return "version";
    case Refusal::Type: return "type";
    case Refusal::HopLimit: return "hop-limit";
    case Refusal::Checksum: return "checksum";
    case Refusal::RouterIdZero: return "router-id-zero";
    case Refusal::IntervalZero: return "interval-zero";
    case Refusal::NoAddresses: return "no-addresses";
    case Refusal::AuthTypeUnknown: return "auth-type-unknown";
    case Refusal::Length: return "length";
    case Refusal::Count: break;
    }
    return "";
}

Decoded decode(std::span<const std::uint8_t> payload, const Envelope &envelope)
{
    if (payload.size() < headerLength)
        return refuse(Refusal::TooShort);
    // RFC 5798 5.1.1.3, 5.1.2.3: a router MUST discard what did not come from its own link.
    if (envelope.multicast && envelope.hopLimit != 255)
        return refuse(Refusal::HopLimit);
    const Family family = envelope.source.family();
    Advert advert;
    advert.version = payload[0] >> 4U;
    if (advert.version != 3 && (advert.version != 2 || family == Family::V6))
        return refuse(Refusal::Version);
    if ((payload[0] & 0x0fU) != advertisement)
        return refuse(Refusal::Type);
    const std::size_t addressLength = payload[3] * widthOf(family);
    if (const auto refusal = lengthRefusal(payload.size(), advert.version, addressLength))
        return refuse(*refusal);
    if (!checksumRight(payload, advert.version, envelope))
        return refuse(Refusal::Checksum);

    advert.priority = Priority(payload[2]);
    advert.addresses = AddressList(family, payload.subspan(headerLength, addressLength));
    if (advert.version == 2)
        readVersion2(advert, payload);
    else
        readVersion3(advert, payload);
    if (const auto refusal = fieldRefusal(advert, payload[1], payload[4]))
        return refuse(*refusal);
    advert.virtualRouterId = *VirtualRouterId::of(payload[1]);
    return {.advert = advert, .truncatedTrailer = advert.version == 3 && payload.size() > headerLength + addressLength};
}

std::optional<VirtualRouterId> routerIdOf(std::span<const std::uint8_t> payload)
{
    return payload.size() < 2 ? std::nullopt : VirtualRouterId::of(payload[1]);
}

Duration intervalOnWire(std::uint8_t version, Duration interval)
{
    const Duration unit = version == 2 ? second : centisecond;
    const std::int64_t most = version == 2 ? 255 : 4095;
    // Clamped before it is rounded: no interval is too large for the sum.
    const Duration bounded = std::clamp(interval, unit, most * unit);
    return (bounded + unit / 2) / unit * unit;
}

std::vector<std::uint8_t> encode(const AdvertToSend &advert, const IpAddress &source, const IpAddress &destination)
{
    const Family family = source.family();
    const bool version2 = advert.version == 2;
    const bool mixed =
        destination.family() != family || std::any_of(advert.addresses.begin(), advert.addresses.end(),
                                                      [&](const auto &a) { return a.family() != family; });
    if (mixed || advert.addresses.empty() || advert.addresses.size() > 255 || (version2 && family == Family::V6))
        return {};

    const auto count = advert.addresses.size();
    const Duration interval = intervalOnWire(advert.version, advert.interval);
    std::vector<std::uint8_t> octets;
    octets.reserve(headerLength + count * widthOf(family) + authLength);
    octets.push_back(static_cast<std::uint8_t>((version2 ? 2U : 3U) << 4U | advertisement));
    octets.push_back(advert.virtualRouterId.value());
    octets.push_back(advert.priority.value());
    octets.push_back(static_cast<std::uint8_t>(count));
    if (version2) {
        octets.push_back(static_cast<std::uint8_t>(advert.pass ? AuthType::Pass : AuthType::None));
        octets.push_back(static_cast<std::uint8_t>(interval / second));
    } else {
        const auto centiseconds = interval / centisecond;
        octets.push_back(static_cast<std::uint8_t>(centiseconds >> 8U)); // RFC 5798 5.2.6: reserved bits are zero
        octets.push_back(static_cast<std::uint8_t>(centiseconds));
    }
    octets.insert(octets.end(), {0, 0});
    for (const auto &address : advert.addresses)
        octets.insert(octets.end(), address.octets().begin(), address.octets().end());
    if (version2) {
        const AuthData data = advert.pass.value_or(AuthData{});
        octets.insert(octets.end(), data.begin(), data.end());
    }

    auto sum = version2 ? ChecksumSum() : pseudoHeaderSum(source, destination, octets.size());
    sum.add(octets);
    octets[checksumOffset] = static_cast<std::uint8_t>(sum.checksum() >> 8U);
    octets[checksumOffset + 1] = static_cast<std::uint8_t>(sum.checksum());
    return octets;
}

void setPriority(std::span<std::uint8_t> advert, Priority priority)
{
    if (advert.size() < headerLength)
        return;
    const auto wordAt = [&](std::size_t offset) {
        return static_cast<std::uint16_t>(static_cast<unsigned>(advert[offset]) << 8U | advert[offset + 1]);
    };
    // RFC 1624 3: HC' = ~(~HC + ~m + m'), m is the word of priority and count.
    ChecksumSum sum;
    sum.addWord(static_cast<std::uint16_t>(~wordAt(checksumOffset)));
    sum.addWord(static_cast<std::uint16_t>(~wordAt(priorityOffset)));
    advert[priorityOffset] = priority.value();
    sum.addWord(wordAt(priorityOffset));
    advert[checksumOffset] = static_cast<std::uint8_t>(sum.checksum() >> 8U);
    advert[checksumOffset + 1] = static_cast<std::uint8_t>(sum.checksum());
}

IpAddress multicastGroup(Family family)
{
    if (family == Family::V4)
        return IpAddress::fromOctets(std::array<std::uint8_t, 4>{224, 0, 0, 18});
    return IpAddress::fromOctets(std::array<std::uint8_t, 16>{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12});
}

} // namespace tandem::vrrp
