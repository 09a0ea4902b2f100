// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/linkmonitor.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <optional>
#include <sys/socket.h>

namespace tandem::net {

namespace {

struct NamedLink
{
    std::string_view name; ///< lives as long as the message
    LinkState state;
};

std::optional<NamedLink> readLink(const nlmsghdr &message)
{
    if (message.nlmsg_type != RTM_NEWLINK && message.nlmsg_type != RTM_DELLINK)
        return std::nullopt;
    nlmsghdr *header = const_cast<nlmsghdr *>(&message); // libnl reads only
    if (!nlmsg_valid_hdr(header, sizeof(ifinfomsg)))
        return std::nullopt;
    const auto *body = static_cast<const ifinfomsg *>(nlmsg_data(header));
    if (body->ifi_family != AF_UNSPEC)
        return std::nullopt; // a bridge speaks of its ports
    nlattr *attributes[IFLA_MAX + 1];
    if (nlmsg_parse(header, sizeof(ifinfomsg), attributes, IFLA_MAX, nullptr) < 0 || attributes[IFLA_IFNAME] == nullptr)
        return std::nullopt;
    NamedLink link;
    link.name = nla_get_string(attributes[IFLA_IFNAME]);
    link.state.index = body->ifi_index;
    link.state.up = (body->ifi_flags & IFF_UP) != 0 && (body->ifi_flags & IFF_RUNNING) != 0;
    if (const nlattr *address = attributes[IFLA_ADDRESS];
        body->ifi_type == ARPHRD_ETHER && address != nullptr && nla_len(address) == 6) {
        link.state.ethernet = true;
        std::memcpy(link.state.hardwareAddress.data(), nla_data(address), 6);
    }
    return link;
}

} // namespace

LinkMonitor::LinkMonitor(NetlinkSocket notifications, NetlinkSocket requests, AddressManager addresses)
    : m_notifications(std::move(notifications)), m_requests(std::move(requests)), m_addresses(std::move(addresses))
{
    nl_msg *message = nlmsg_alloc_simple(RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP);
    ifinfomsg header{};
    nlmsg_append(message, &header, sizeof header, NLMSG_ALIGNTO);
    appendMessage(m_linkDump, message);
    nlmsg_free(message);
}

Result<LinkMonitor> LinkMonitor::open(int receiveBuffer)
{
    auto notifications = NetlinkSocket::open({RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR}, receiveBuffer);
    if (!notifications)
        return Failure(notifications.error());
    auto requests = NetlinkSocket::open();
    if (!requests)
        return Failure(requests.error());
    auto addresses = AddressManager::open();
    if (!addresses)
        return Failure(addresses.error());
    return LinkMonitor(std::move(*notifications), std::move(*requests), std::move(*addresses));
}

int LinkMonitor::listLinks(std::map<std::string, LinkState, std::less<>> &links)
{
    constexpr int attempts = 5; // the table may change while it is read
    int error = EINTR;
    for (int attempt = 0; attempt < attempts && error == EINTR; ++attempt) {
        for (auto &[name, state] : links)
            state = {};
        error = m_requests.dump(m_linkDump, [&links](const nlmsghdr &message) {
            const auto link = readLink(message);
            if (!link)
                return;
            if (const auto found = links.find(link->name); found != links.end())
                found->second = link->state;
        });
    }
    return error;
}

Result<void> LinkMonitor::watch(const std::vector<std::string> &interfaces)
{
    std::map<std::string, LinkState, std::less<>> links;
    for (const auto &interface : interfaces)
        links.emplace(interface, LinkState{});
    if (const int error = listLinks(links); error != 0)
        return fail(ErrorCode::System, "interfaces",
                    std::string("the kernel does not list them: ") + std::strerror(error));
    // What was watched before keeps its state: a change is told when its notification is read, not lost here.
    for (const auto &[name, known] : m_links) {
        if (const auto found = links.find(name); found != links.end())
            found->second = known;
    }
    m_links = std::move(links);
    indexNames();
    return {};
}

void LinkMonitor::indexNames()
{
    m_nameByIndex.clear();
    for (const auto &[name, state] : m_links) {
        if (state.index != 0)
            m_nameByIndex[state.index] = &name;
    }
}

LinkState LinkMonitor::state(std::string_view interface) const
{
    const auto found = m_links.find(interface);
    return found == m_links.end() ? LinkState{} : found->second;
}

void LinkMonitor::become(const std::string &interface, const LinkState &state, Listener &listener)
{
    const auto found = m_links.find(interface);
    auto &known = found->second;
    if (known == state)
        return;
    if (const auto named = m_nameByIndex.find(known.index);
        named != m_nameByIndex.end() && named->second == &found->first)
        m_nameByIndex.erase(named);
    if (state.index != 0)
        m_nameByIndex[state.index] = &found->first;
    known = state;
    listener.linkChanged(found->first, state);
}

void LinkMonitor::heard(const nlmsghdr &message, Listener &listener)
{
    KernelAddress address;
    if (readAddress(message, address)) {
        listener.addressChanged(address, message.nlmsg_type == RTM_NEWADDR);
        return;
    }
    const auto link = readLink(message);
    if (!link)
        return;
    const bool gone = message.nlmsg_type == RTM_DELLINK;
    if (const auto known = m_nameByIndex.find(link->state.index);
        known != m_nameByIndex.end() && (gone || *known->second != link->name)) {
        const std::string name = *known->second;
        become(name, LinkState{}, listener); // gone, or renamed
    }
    // The farewell of an older interface of that name says nothing of the new one.
    if (!gone && m_links.find(link->name) != m_links.end())
        become(std::string(link->name), link->state, listener);
}

void LinkMonitor::resync(Listener &listener)
{
    auto links = m_links;
    if (listLinks(links) == 0) {
        for (const auto &[name, state] : links)
            become(name, state, listener);
    }
    if (const auto addresses = m_addresses.list())
        listener.addressesListed(*addresses);
}

void LinkMonitor::read(Listener &listener)
{
    const int error = m_notifications.drain([&](const nlmsghdr &message) { heard(message, listener); });
    if (error == ENOBUFS)
        resync(listener);
}

} // namespace tandem::net
