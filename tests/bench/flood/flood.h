// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ipaddress.h"
#include "base/result.h"

#include <cstdint>
#include <vector>

namespace tandem::bench {

struct FloodOptions
{
    IpAddress from;
    int version = 2;
    int routerId = 51;
    int packetsASecond = 10'000;
    int seconds = 10;
};

struct Flooded
{
    std::int64_t packets = 0; ///< that the kernel took
    double seconds = 0;
};

/// One packet of each kind of badness. Behind the IPv4 header; `ttl` is the only badness there.
struct BadPacket
{
    std::vector<std::uint8_t> octets;
    int ttl = 255;
};
std::vector<BadPacket> badPackets(int version, int routerId);

/// Waits until all was sent.
Result<Flooded> flood(const FloodOptions &options);

} // namespace tandem::bench
