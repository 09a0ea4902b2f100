// SPDX-License-Identifier: GPL-3.0-or-later
#include "vrrp/pathprobe.h"

#include <array>

namespace tandem::vrrp {

IpAddress pathProbeMark(Family family)
{
    constexpr std::array<std::uint8_t, 4> v4{192, 0, 2, 112};
    constexpr std::array<std::uint8_t, 16> v6{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01, 0x12};
    return family == Family::V4 ? IpAddress::fromOctets(v4) : IpAddress::fromOctets(v6);
}

std::vector<std::uint8_t> pathProbe(VirtualRouterId routerId, const IpAddress &source, const IpAddress &destination)
{
    const std::array<IpAddress, 1> mark{pathProbeMark(source.family())};
    AdvertToSend advert;
    advert.virtualRouterId = routerId;
    advert.priority = Priority(1);
    advert.interval = std::chrono::seconds(1);
    advert.addresses = mark;
    return encode(advert, source, destination);
}

bool isPathProbe(const Advert &advert)
{
    return advert.version == 3 && advert.addresses.size() == 1 &&
           advert.addresses.at(0) == pathProbeMark(advert.addresses.family());
}

} // namespace tandem::vrrp
