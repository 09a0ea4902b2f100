// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/tablewatch.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <netinet/in.h> // before the kernel's, which then leave its names alone

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <optional>
#include <string_view>
#include <sys/socket.h>

namespace tandem::net {

namespace {

constexpr int mostNews = 4096; // one call reads no more
constexpr int newTable = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWTABLE;
constexpr int deletedTable = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_DELTABLE;

/// Whether our table is there now; nothing when the message speaks of something else.
std::optional<bool> tableThere(nlmsghdr *message)
{
    if ((message->nlmsg_type != newTable && message->nlmsg_type != deletedTable) ||
        !nlmsg_valid_hdr(message, sizeof(nfgenmsg)) ||
        static_cast<const nfgenmsg *>(nlmsg_data(message))->nfgen_family != NFPROTO_NETDEV)
        return std::nullopt;
    nlattr *name = nlmsg_find_attr(message, sizeof(nfgenmsg), NFTA_TABLE_NAME);
    if (name == nullptr || nla_strcmp(name, "tandem") != 0)
        return std::nullopt;
    return message->nlmsg_type == newTable;
}

} // namespace

Result<TableWatch> TableWatch::open()
{
    Descriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_NETFILTER));
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    const int group = NFNLGRP_NFTABLES;
    if (!socket || bind(socket.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0 ||
        setsockopt(socket.get(), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group) != 0)
        return fail(ErrorCode::System, "nftables fence",
                    std::string("cannot hear of changes by others: ") + std::strerror(errno));
    return TableWatch(std::move(socket));
}

void TableWatch::standsNow() noexcept
{
    m_overrun = false;
    read(true);
    if (m_overrun) // by one's own news, which were more than there is room for
        m_gone = false;
}

bool TableWatch::gone() noexcept
{
    read(false);
    return m_gone;
}

void TableWatch::read(bool own) noexcept
{
    for (int count = 0; count < mostNews; ++count) {
        alignas(nlmsghdr) char buffer[8192];
        sockaddr_nl from{};
        socklen_t fromSize = sizeof from;
        const ssize_t received = recvfrom(m_socket.get(), buffer, sizeof buffer, MSG_DONTWAIT,
                                          reinterpret_cast<sockaddr *>(&from), &fromSize);
        if (received < 0 && errno == EAGAIN)
            break;
        if (received < 0 && errno == ENOBUFS)
            m_gone = m_overrun = true;
        if (received < 0 || from.nl_pid != 0)
            continue;
        int size = static_cast<int>(received);
        for (auto *message = reinterpret_cast<nlmsghdr *>(buffer); nlmsg_ok(message, size);
             message = nlmsg_next(message, &size)) {
            if (const auto there = tableThere(message))
                m_gone = !*there || !own;
        }
    }
}

} // namespace tandem::net
