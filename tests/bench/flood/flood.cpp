// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/flood/flood.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace tandem::bench {

namespace {

constexpr int vrrpProtocol = 112;
constexpr std::chrono::milliseconds tick(1);

Failure systemFailure(const std::string &what)
{
    return fail(ErrorCode::System, what, std::strerror(errno));
}

/// RFC 1071, without the pseudo-header: right for v2, one of the accepted forms of v3.
void setChecksum(std::vector<std::uint8_t> &octets)
{
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i + 1 < octets.size(); i += 2)
        sum += static_cast<std::uint32_t>(octets[i] << 8 | octets[i + 1]);
    while (sum >> 16 != 0)
        sum = (sum & 0xffff) + (sum >> 16);
    const auto checksum = static_cast<std::uint16_t>(~sum);
    octets[6] = static_cast<std::uint8_t>(checksum >> 8);
    octets[7] = static_cast<std::uint8_t>(checksum);
}

/// An advert of priority 200 for 10.77.0.100: it would take the VIP, were it good.
std::vector<std::uint8_t> advert(int version, int routerId)
{
    const auto first = static_cast<std::uint8_t>(version << 4 | 1);
    std::vector<std::uint8_t> octets{first, static_cast<std::uint8_t>(routerId), 200, 1, 0, 1, 0, 0, 10, 77, 0, 100};
    if (version == 2)
        octets.insert(octets.end(), 8, 0);
    return octets;
}

/// A socket of its own for packets of another TTL.
int openSocket(const IpAddress &from, int ttl)
{
    const int descriptor = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, vrrpProtocol);
    if (descriptor < 0)
        return -1;
    in_addr own{};
    std::memcpy(&own, from.octets().data(), sizeof own);
    const int off = 0;
    const int least = 0; // a raw socket of this protocol also receives: keep nothing
    const int much = 4 * 1024 * 1024;
    if (setsockopt(descriptor, IPPROTO_IP, IP_MULTICAST_IF, &own, sizeof own) < 0 ||
        setsockopt(descriptor, IPPROTO_IP, IP_MULTICAST_TTL, &ttl, sizeof ttl) < 0 ||
        setsockopt(descriptor, IPPROTO_IP, IP_MULTICAST_LOOP, &off, sizeof off) < 0 ||
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &least, sizeof least) < 0 ||
        setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &much, sizeof much) < 0) {
        close(descriptor);
        return -1;
    }
    return descriptor;
}

struct Prepared
{
    BadPacket packet;
    int descriptor = -1;
};

bool sendOne(const Prepared &prepared)
{
    sockaddr_in group{};
    group.sin_family = AF_INET;
    group.sin_addr.s_addr = htonl(0xe0000012); // 224.0.0.18
    const auto &octets = prepared.packet.octets;
    return sendto(prepared.descriptor, octets.data(), octets.size(), 0, reinterpret_cast<const sockaddr *>(&group),
                  sizeof group) == static_cast<ssize_t>(octets.size());
}

} // namespace

std::vector<BadPacket> badPackets(int version, int routerId)
{
    const auto good = [&] { return advert(version, routerId); };
    std::vector<BadPacket> packets;
    const auto add = [&packets](std::vector<std::uint8_t> octets, bool rightChecksum = true, int ttl = 255) {
        if (rightChecksum && octets.size() >= 8)
            setChecksum(octets);
        packets.push_back({std::move(octets), ttl});
    };
    auto changed = [&](std::size_t place, std::uint8_t value) {
        auto octets = good();
        octets[place] = value;
        return octets;
    };
    auto wrongChecksum = good();
    setChecksum(wrongChecksum);
    wrongChecksum[6] = static_cast<std::uint8_t>(wrongChecksum[6] ^ 0x55);
    add(wrongChecksum, false);
    add(good(), true, 254);                                             // has crossed a router
    add(changed(0, static_cast<std::uint8_t>((version ^ 1) << 4 | 1))); // the other version
    add(changed(0, static_cast<std::uint8_t>(version << 4 | 7)));       // no such type
    add(changed(3, 200));                                               // more addresses than there are
    auto cut = good();
    cut.resize(6);
    add(std::move(cut)); // cut short
    add(changed(3, 0));  // no address at all
    add({});             // nothing
    return packets;
}

Result<Flooded> flood(const FloodOptions &options)
{
    std::vector<Prepared> prepared;
    Result<Flooded> result = Flooded{};
    for (BadPacket &packet : badPackets(options.version, options.routerId)) {
        const int descriptor = openSocket(options.from, packet.ttl);
        prepared.push_back({std::move(packet), descriptor});
        if (descriptor < 0 && result)
            result = systemFailure("a raw socket");
    }
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    const auto end = begin + std::chrono::seconds(options.seconds);
    std::int64_t sent = 0;
    for (auto now = begin; result && now < end; now = Clock::now()) {
        const std::chrono::duration<double> elapsed = now - begin;
        const auto due = static_cast<std::int64_t>(elapsed.count() * options.packetsASecond);
        for (; sent < due && result; ++sent) {
            if (!sendOne(prepared[static_cast<std::size_t>(sent) % prepared.size()]))
                result = systemFailure("sendto");
        }
        std::this_thread::sleep_for(tick);
    }
    for (const Prepared &each : prepared) {
        if (each.descriptor >= 0)
            close(each.descriptor);
    }
    if (result)
        result = Flooded{sent, std::chrono::duration<double>(Clock::now() - begin).count()};
    return result;
}

} // namespace tandem::bench
