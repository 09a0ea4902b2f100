// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/defaultroute.h"

#include "base/descriptor.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace tandem::net {

namespace {

constexpr int mostReads = 32; // of a table that may have a million routes
constexpr std::size_t room = 32 * 1024;

std::optional<IpAddress> addressOf(const rtattr &attribute, Family family)
{
    const auto *octets = static_cast<const std::uint8_t *>(RTA_DATA(&attribute));
    if (family == Family::V4 && RTA_PAYLOAD(&attribute) == 4)
        return IpAddress::fromOctets(std::span<const std::uint8_t, 4>(octets, 4));
    if (family == Family::V6 && RTA_PAYLOAD(&attribute) == 16)
        return IpAddress::fromOctets(std::span<const std::uint8_t, 16>(octets, 16));
    return std::nullopt;
}

std::uint32_t numberOf(const rtattr &attribute)
{
    std::uint32_t number = 0;
    if (RTA_PAYLOAD(&attribute) >= sizeof number)
        std::memcpy(&number, RTA_DATA(&attribute), sizeof number);
    return number;
}

/// Calls `visit(const rtattr &)` for each whole attribute.
template <class Visit>
void eachAttribute(const rtattr *attribute, long length, Visit &&visit)
{
    for (; RTA_OK(attribute, length); attribute = RTA_NEXT(attribute, length))
        visit(*attribute);
}

bool sendDumpRequest(int socket, int index, Family family)
{
    struct
    {
        nlmsghdr header;
        rtmsg route;
        rtattr attribute;
        std::uint32_t index;
    } request{};
    request.header.nlmsg_len = sizeof request;
    request.header.nlmsg_type = RTM_GETROUTE;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    request.route.rtm_family = family == Family::V4 ? AF_INET : AF_INET6;
    request.route.rtm_table = RT_TABLE_MAIN;
    request.attribute.rta_len = RTA_LENGTH(sizeof request.index);
    request.attribute.rta_type = RTA_OIF;
    request.index = static_cast<std::uint32_t>(index);
    // Linux 4.20: only what the request describes is sent; an older one sends all.
    const int on = 1;
    setsockopt(socket, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on);
    return send(socket, &request, sizeof request, MSG_DONTWAIT) == static_cast<ssize_t>(sizeof request);
}

} // namespace

void DefaultRoute::take(int index, const std::optional<IpAddress> &gateway, std::uint32_t metric) noexcept
{
    if (index != m_index || !gateway || gateway->isUnspecified() || (m_gateway && metric >= m_metric))
        return;
    m_gateway = gateway;
    m_metric = metric;
}

void DefaultRoute::look(const nlmsghdr &message) noexcept
{
    if (message.nlmsg_type != RTM_NEWROUTE || message.nlmsg_len < NLMSG_LENGTH(sizeof(rtmsg)))
        return;
    const auto &route = *static_cast<const rtmsg *>(NLMSG_DATA(&message));
    if (route.rtm_family != (m_family == Family::V4 ? AF_INET : AF_INET6) || route.rtm_dst_len != 0 ||
        route.rtm_src_len != 0 || route.rtm_type != RTN_UNICAST || route.rtm_table != RT_TABLE_MAIN)
        return;
    std::uint32_t metric = 0;
    int index = 0;
    std::optional<IpAddress> gateway;
    const rtattr *paths = nullptr;
    eachAttribute(RTM_RTA(&route), static_cast<long>(RTM_PAYLOAD(&message)), [&](const rtattr &attribute) {
        switch (attribute.rta_type) {
        case RTA_PRIORITY: metric = numberOf(attribute); break;
        case RTA_OIF: index = static_cast<int>(numberOf(attribute)); break;
        case RTA_GATEWAY: gateway = addressOf(attribute, m_family); break;
        case RTA_MULTIPATH: paths = &attribute; break;
        default: break;
        }
    });
    take(index, gateway, metric);
    if (paths == nullptr)
        return;
    const auto *hop = static_cast<const rtnexthop *>(RTA_DATA(paths));
    long left = static_cast<long>(RTA_PAYLOAD(paths));
    while (left >= static_cast<long>(sizeof *hop) && hop->rtnh_len >= sizeof *hop && hop->rtnh_len <= left) {
        eachAttribute(RTNH_DATA(hop), static_cast<long>(hop->rtnh_len - sizeof *hop), [&](const rtattr &attribute) {
            if (attribute.rta_type == RTA_GATEWAY)
                take(hop->rtnh_ifindex, addressOf(attribute, m_family), metric);
        });
        left -= static_cast<long>(RTNH_ALIGN(hop->rtnh_len));
        hop = RTNH_NEXT(hop);
    }
}

std::optional<IpAddress> defaultGateway(int index, Family family) noexcept
{
    const Descriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
    if (!socket || !sendDumpRequest(socket.get(), index, family))
        return std::nullopt;
    DefaultRoute best(index, family);
    alignas(nlmsghdr) std::array<std::uint8_t, room> buffer;
    for (int reads = 0; reads < mostReads; ++reads) {
        // The kernel writes each part while it is read: there is nothing to wait for.
        const ssize_t size = recv(socket.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (size <= 0)
            break;
        auto left = static_cast<unsigned>(size);
        for (auto *message = reinterpret_cast<nlmsghdr *>(buffer.data()); NLMSG_OK(message, left);
             message = NLMSG_NEXT(message, left)) {
            if (message->nlmsg_type == NLMSG_DONE || message->nlmsg_type == NLMSG_ERROR)
                return best.gateway();
            best.look(*message);
        }
    }
    return best.gateway();
}

} // namespace tandem::net
