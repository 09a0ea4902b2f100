// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/identity/neighbour.h"

#include "base/descriptor.h"
#include "daemon/agent/identity/netlinkreader.h"
#include "daemon/agent/identity/netlinksocket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace tandem::agent {

namespace {

constexpr std::size_t longestHardwareAddress = 32; // MAX_ADDR_LEN of the kernel; Ethernet has 6
constexpr std::uint16_t known = NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE | NUD_PROBE | NUD_STALE | NUD_DELAY;
constexpr std::uint16_t confirmed = NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE;

std::uint8_t familyOf(const IpAddress &address)
{
    return address.family() == Family::V4 ? AF_INET : AF_INET6;
}

std::string spelled(std::span<const std::uint8_t> octets)
{
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t octet : octets) {
        if (!text.empty())
            text += ':';
        text += digits[octet >> 4];
        text += digits[octet & 15];
    }
    return text;
}

Neighbour readEntry(std::span<const std::uint8_t> body, const IpAddress &address)
{
    const auto entry = readAs<ndmsg>(body);
    if (!entry || entry->ndm_family != familyOf(address))
        return {};
    Neighbour neighbour{Neighbour::State::Unresolved, {}, false};
    bool isIt = false;
    AttributeReader attributes(body.subspan(sizeof(ndmsg)));
    while (const auto attribute = attributes.next()) {
        if (attribute->type == NDA_DST)
            isIt = std::ranges::equal(attribute->value, address.octets());
        else if (attribute->type == NDA_LLADDR && attribute->value.size() <= longestHardwareAddress)
            neighbour.mac = spelled(attribute->value);
    }
    if (!isIt)
        return {};
    if ((entry->ndm_state & known) != 0 && !neighbour.mac.empty())
        neighbour.state = Neighbour::State::Resolved;
    else
        neighbour.mac.clear(); // a failed entry may still show the one before
    neighbour.isConfirmed = neighbour.state == Neighbour::State::Resolved && (entry->ndm_state & confirmed) != 0;
    return neighbour;
}

} // namespace

std::vector<std::uint8_t> neighbourRequest(const IpAddress &address, int interfaceIndex, std::uint32_t sequence)
{
    ndmsg entry{};
    entry.ndm_family = familyOf(address);
    entry.ndm_ifindex = interfaceIndex;
    rtattr destination{};
    destination.rta_len = static_cast<std::uint16_t>(sizeof destination + address.octets().size());
    destination.rta_type = NDA_DST;
    std::vector<std::uint8_t> body;
    append(body, entry);
    append(body, destination);
    body.insert(body.end(), address.octets().begin(), address.octets().end());
    return netlinkRequest(RTM_GETNEIGH, 0, sequence, body);
}

Neighbour readNeighbour(std::span<const std::uint8_t> datagram, const IpAddress &address, std::uint32_t sequence)
{
    NetlinkReader messages(datagram);
    while (const auto message = messages.next()) {
        if (message->sequence != sequence)
            continue;
        if (message->type == RTM_NEWNEIGH)
            return readEntry(message->body, address);
        const auto error = message->type == NLMSG_ERROR ? readAs<nlmsgerr>(message->body) : std::nullopt;
        if (error && error->error == -ENOENT)
            return {Neighbour::State::None, {}, false};
        if (error)
            return {};
    }
    return {};
}

Neighbour neighbourOf(const IpAddress &address, const std::string &interface)
{
    constexpr std::uint32_t sequence = 1; // a socket a question
    const unsigned index = ::if_nametoindex(interface.c_str());
    if (index == 0)
        return {};
    const auto socket = NetlinkSocket::open(NETLINK_ROUTE);
    if (!socket || !socket->send(neighbourRequest(address, static_cast<int>(index), sequence)))
        return {};
    std::array<std::uint8_t, 8192> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init): filled by the kernel
    const auto answer = socket->receive(buffer);
    return answer ? readNeighbour(*answer, address, sequence) : Neighbour{};
}

std::string hardwareAddressOf(const std::string &interface)
{
    ifreq request{};
    if (interface.empty() || interface.size() >= sizeof request.ifr_name)
        return {};
    std::memcpy(request.ifr_name, interface.data(), interface.size());
    // Not from /sys: that shows the network namespace in which it was mounted.
    const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket || ::ioctl(socket.get(), SIOCGIFHWADDR, &request) != 0 || request.ifr_hwaddr.sa_family != ARPHRD_ETHER)
        return {};
    std::array<std::uint8_t, 6> octets{};
    std::memcpy(octets.data(), request.ifr_hwaddr.sa_data, octets.size());
    return spelled(octets);
}

} // namespace tandem::agent
