// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/neighbourtable.h"

#include "daemon/net/netlinksocket.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <span>
#include <vector>

namespace tandem::net {

namespace {

constexpr const char *place = "neighbours";
constexpr std::size_t most = 4096; // forgotten at once; the kernel's own limit is a thousand by default
constexpr std::size_t inOneDatagram = 64;

/// Asks for one interface's; a kernel that does not filter answers with all.
NetlinkBytes dumpRequest(int interfaceIndex)
{
    NetlinkBytes bytes;
    nl_msg *message = nlmsg_alloc_simple(RTM_GETNEIGH, NLM_F_REQUEST | NLM_F_DUMP);
    if (message == nullptr)
        return bytes;
    ndmsg body{};
    nlmsg_append(message, &body, sizeof body, NLMSG_ALIGNTO);
    nla_put_u32(message, NDA_IFINDEX, static_cast<std::uint32_t>(interfaceIndex));
    appendMessage(bytes, message);
    nlmsg_free(message);
    return bytes;
}

/// RTM_DELNEIGH of what a dump showed.
bool appendRemoval(NetlinkBytes &bytes, const ndmsg &entry, const nlattr *destination)
{
    nl_msg *message = nlmsg_alloc_simple(RTM_DELNEIGH, NLM_F_REQUEST | NLM_F_ACK);
    if (message == nullptr)
        return false;
    ndmsg body{};
    body.ndm_family = entry.ndm_family;
    body.ndm_ifindex = entry.ndm_ifindex;
    nlmsg_append(message, &body, sizeof body, NLMSG_ALIGNTO);
    nla_put(message, NDA_DST, nla_len(destination), nla_data(destination));
    appendMessage(bytes, message);
    nlmsg_free(message);
    return true;
}

struct Removals
{
    NetlinkBytes bytes;
    std::size_t count = 0;
};

void note(const nlmsghdr &message, int interfaceIndex, std::vector<Removals> &removals)
{
    if (message.nlmsg_type != RTM_NEWNEIGH || message.nlmsg_len < NLMSG_LENGTH(sizeof(ndmsg)))
        return;
    auto *header = const_cast<nlmsghdr *>(&message); // libnl's readers take no const
    const auto &entry = *static_cast<const ndmsg *>(nlmsg_data(header));
    if (entry.ndm_ifindex != interfaceIndex || entry.ndm_state != NUD_INCOMPLETE)
        return;
    const nlattr *destination = nlmsg_find_attr(header, sizeof(ndmsg), NDA_DST);
    if (destination == nullptr || removals.size() * inOneDatagram > most)
        return;
    if (removals.empty() || removals.back().count == inOneDatagram)
        removals.emplace_back();
    if (appendRemoval(removals.back().bytes, entry, destination))
        ++removals.back().count;
}

} // namespace

Result<int> forgetUnansweredNeighbours(int interfaceIndex)
{
    auto socket = NetlinkSocket::open();
    if (!socket)
        return Failure(socket.error());
    std::vector<Removals> removals;
    NetlinkBytes request = dumpRequest(interfaceIndex);
    const int listed = socket->dump(request, [&](const nlmsghdr &message) { note(message, interfaceIndex, removals); });
    if (listed != 0 && listed != EINTR) // EINTR: the table changed meanwhile; what was seen was there
        return fail(ErrorCode::System, place, std::string("cannot be listed: ") + std::strerror(listed));
    int forgotten = 0;
    for (Removals &each : removals) {
        std::vector<int> errors(each.count, 0);
        if (const int error = socket->transact(each.bytes, errors); error != 0)
            return fail(ErrorCode::System, place, std::string("cannot be forgotten: ") + std::strerror(error));
        for (const int error : errors) // ENOENT: somebody answered, or it was given up
            forgotten += error == 0 ? 1 : 0;
    }
    return forgotten;
}

} // namespace tandem::net
