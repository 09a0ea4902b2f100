// SPDX-License-Identifier: GPL-3.0-or-later
#include "vrrp/advert.h"
#include "vrrp/checksum.h"

#include <algorithm>
#include <cstdlib>

using namespace tandem;
using namespace tandem::vrrp;

namespace {

constexpr std::size_t checksumOffset = 6;

void require(bool condition)
{
    if (!condition)
        std::abort();
}

/// The first octet of an input says how its datagram came.
struct Arrival
{
    explicit Arrival(std::uint8_t octet)
        : ipv6(octet & 1U), unicast(octet & 2U), rightChecksum(octet & 4U), farAway(octet & 8U)
    {
    }
    bool ipv6;
    bool unicast;
    bool rightChecksum; ///< put right, so that the fuzzer gets past it
    bool farAway;       ///< hop limit 254

    Envelope envelope() const
    {
        Envelope envelope;
        envelope.source = *IpAddress::parse(ipv6 ? "fe80::e4e7:c8ff:fe2e:a6ee" : "10.78.0.1");
        envelope.destination =
            unicast ? *IpAddress::parse(ipv6 ? "fe80::2" : "10.78.0.2") : multicastGroup(envelope.source.family());
        envelope.hopLimit = farAway ? 254 : 255;
        envelope.multicast = !unicast;
        return envelope;
    }
};

void putChecksumRight(std::vector<std::uint8_t> &payload, const Envelope &envelope)
{
    if (payload.size() < 8)
        return;
    payload[checksumOffset] = payload[checksumOffset + 1] = 0;
    auto sum =
        payload[0] >> 4U == 3 ? pseudoHeaderSum(envelope.source, envelope.destination, payload.size()) : ChecksumSum();
    sum.add(payload);
    payload[checksumOffset] = static_cast<std::uint8_t>(sum.checksum() >> 8U);
    payload[checksumOffset + 1] = static_cast<std::uint8_t>(sum.checksum());
}

void requireSame(const Advert &one, const Advert &other)
{
    require(one.version == other.version && one.virtualRouterId == other.virtualRouterId);
    require(one.priority == other.priority && one.interval == other.interval);
    require(one.authType == other.authType && one.authData == other.authData);
    require(one.addresses.size() == other.addresses.size());
    for (std::size_t i = 0; i < one.addresses.size(); ++i)
        require(one.addresses.at(i) == other.addresses.at(i));
}

/// What a receiver takes for granted of an advert.
void checkAccepted(const Advert &advert, const Envelope &envelope)
{
    require(advert.version == 2 || advert.version == 3);
    require(advert.virtualRouterId.value() > 0);
    require(!envelope.multicast || envelope.hopLimit == 255);
    require(advert.addresses.family() == envelope.source.family() && advert.addresses.size() <= 255);
    if (advert.version == 3)
        require(advert.interval > Duration::zero() && advert.addresses.size() > 0);
    else
        require(envelope.source.family() == Family::V4);
}

/// What was decoded is written again: the same advert, and the same octets where the format has one form only.
void checkRoundTrip(const Advert &advert, const std::vector<std::uint8_t> &payload, const Envelope &envelope,
                    bool trailer)
{
    if (advert.addresses.size() == 0 || advert.interval == Duration::zero())
        return; // v2 receives such, nobody sends it
    std::vector<IpAddress> addresses;
    for (std::size_t i = 0; i < advert.addresses.size(); ++i)
        addresses.push_back(advert.addresses.at(i));
    require(advert.addresses.sameSetAs(addresses));

    AdvertToSend again;
    again.version = advert.version;
    again.virtualRouterId = advert.virtualRouterId;
    again.priority = advert.priority;
    again.interval = advert.interval;
    again.addresses = addresses;
    if (advert.authType == AuthType::Pass)
        again.pass = advert.authData;
    auto octets = encode(again, envelope.source, envelope.destination);
    const auto decoded = decode(octets, envelope);
    require(decoded.advert && !decoded.truncatedTrailer);
    requireSame(*decoded.advert, advert);

    const bool reservedBits = advert.version == 3 && (payload[4] & 0xf0U) != 0;
    const bool ignoredAuthData =
        advert.version == 2 && advert.authType == AuthType::None &&
        std::any_of(payload.end() - 8, payload.end(), [](std::uint8_t octet) { return octet != 0; });
    if (trailer || reservedBits || ignoredAuthData)
        return;
    auto original = payload;
    for (auto *each : {&octets, &original}) // has several forms: 0 and 0xffff, with and without the pseudo-header
        (*each)[checksumOffset] = (*each)[checksumOffset + 1] = 0;
    require(octets == original);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const Arrival arrival(data[0]);
    const Envelope envelope = arrival.envelope();
    std::vector<std::uint8_t> payload(data + 1, data + size); // its own memory: reading past it is seen
    if (arrival.rightChecksum)
        putChecksumRight(payload, envelope);
    const auto decoded = decode(payload, envelope);
    if (!decoded.advert) {
        require(decoded.refusal < Refusal::Count && !nameOf(decoded.refusal).empty());
        return 0;
    }
    checkAccepted(*decoded.advert, envelope);
    checkRoundTrip(*decoded.advert, payload, envelope, decoded.truncatedTrailer);
    return 0;
}
