// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/addressmanager.h"

#include "daemon/net/addressrequests.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <sys/socket.h>

namespace tandem::net {

namespace {

bool readOctets(const nlattr *attribute, IpAddress &address)
{
    const auto *octets = static_cast<const std::uint8_t *>(nla_data(attribute));
    if (nla_len(attribute) == 4)
        address = IpAddress::fromOctets(std::span<const std::uint8_t, 4>(octets, 4));
    else if (nla_len(attribute) == 16)
        address = IpAddress::fromOctets(std::span<const std::uint8_t, 16>(octets, 16));
    else
        return false;
    return true;
}

} // namespace

AddressManager::AddressManager(NetlinkSocket socket) : m_socket(std::move(socket))
{
    // One dump a family: since Linux 6.9 that waits for nobody, while one of all families takes RTNL, which others may
    // hold for seconds.
    for (std::size_t i = 0; i < m_dumps.size(); ++i) {
        nl_msg *message = nlmsg_alloc_simple(RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP);
        ifaddrmsg header{};
        header.ifa_family = i == 0 ? AF_INET : AF_INET6;
        nlmsg_append(message, &header, sizeof header, NLMSG_ALIGNTO);
        appendMessage(m_dumps[i], message);
        nlmsg_free(message);
    }
}

Result<AddressManager> AddressManager::open()
{
    auto socket = NetlinkSocket::open();
    if (!socket)
        return Failure(socket.error());
    return AddressManager(std::move(*socket));
}

int AddressManager::add(std::span<const Vip> vips, int leaseSeconds) noexcept
{
    static_assert(largestChunk <= AddressRequests::most);
    int result = 0;
    while (!vips.empty()) {
        const auto chunk = vips.first(std::min(largestChunk, vips.size()));
        vips = vips.subspan(chunk.size());
        AddressRequests requests;
        std::array<int, largestChunk> errors{};
        std::size_t count = 0;
        for (const Vip &vip : chunk) {
            if (vip.index == 0)
                continue;
            requests.add(vip, leaseSeconds);
            ++count;
        }
        if (count == 0)
            continue;
        int error = m_socket.transact(requests.octets(), std::span(errors).first(count));
        for (std::size_t i = 0; error == 0 && i < count; ++i)
            error = errors[i];
        if (result == 0)
            result = error;
    }
    return result;
}

/// `errors`: of each VIP; what was not there, or has no interface, has one too.
int AddressManager::removeChunk(std::span<const Vip> vips, std::span<int> errors) noexcept
{
    AddressRequests requests;
    std::array<int, largestChunk> answers{};
    std::size_t count = 0;
    for (const Vip &vip : vips) {
        if (vip.index == 0)
            continue;
        requests.remove(vip);
        ++count;
    }
    const int error = count == 0 ? 0 : m_socket.transact(requests.octets(), std::span(answers).first(count));
    int first = error;
    std::size_t answer = 0;
    for (std::size_t i = 0; i < vips.size(); ++i) {
        errors[i] = vips[i].index == 0 ? ENODEV : error != 0 ? error : answers[answer++];
        if (first == 0 && errors[i] != EADDRNOTAVAIL && errors[i] != ENODEV)
            first = errors[i];
    }
    return first;
}

Result<std::vector<KernelAddress>> AddressManager::list()
{
    std::vector<KernelAddress> addresses;
    const int error = each([&addresses] { addresses.clear(); },
                           [&addresses](const KernelAddress &address) { addresses.push_back(address); });
    if (error != 0)
        return fail(ErrorCode::System, "addresses",
                    std::string("the kernel does not list them: ") + std::strerror(error));
    return addresses;
}

bool readAddress(const nlmsghdr &message, KernelAddress &address) noexcept
{
    if (message.nlmsg_type != RTM_NEWADDR && message.nlmsg_type != RTM_DELADDR)
        return false;
    nlmsghdr *header = const_cast<nlmsghdr *>(&message); // libnl reads only
    if (!nlmsg_valid_hdr(header, sizeof(ifaddrmsg)))
        return false;
    const auto *body = static_cast<const ifaddrmsg *>(nlmsg_data(header));
    if (body->ifa_family != AF_INET && body->ifa_family != AF_INET6)
        return false;
    nlattr *attributes[IFA_MAX + 1];
    if (nlmsg_parse(header, sizeof(ifaddrmsg), attributes, IFA_MAX, nullptr) < 0)
        return false;
    const nlattr *local = attributes[IFA_LOCAL] != nullptr ? attributes[IFA_LOCAL] : attributes[IFA_ADDRESS];
    if (local == nullptr || !readOctets(local, address.address) ||
        (address.address.family() == Family::V4) != (body->ifa_family == AF_INET))
        return false;
    address.index = static_cast<int>(body->ifa_index);
    address.prefixLength = body->ifa_prefixlen;
    address.requester = message.nlmsg_pid;
    address.flags = attributes[IFA_FLAGS] != nullptr && nla_len(attributes[IFA_FLAGS]) >= 4
                        ? nla_get_u32(attributes[IFA_FLAGS])
                        : body->ifa_flags;
    address.validSeconds = address.preferredSeconds = KernelAddress::forEver;
    if (const nlattr *lifetime = attributes[IFA_CACHEINFO]; lifetime != nullptr && nla_len(lifetime) >= 8) {
        ifa_cacheinfo info{};
        std::memcpy(&info, nla_data(lifetime), std::min(sizeof info, static_cast<std::size_t>(nla_len(lifetime))));
        address.validSeconds = info.ifa_valid;
        address.preferredSeconds = info.ifa_prefered;
    }
    return true;
}

} // namespace tandem::net
