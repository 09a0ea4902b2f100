// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/identity/netlinkreader.h"

#include <algorithm>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

namespace tandem::agent {

namespace {

/// Both kinds of frames are padded to 4 octets; the last one's padding may be missing.
std::span<const std::uint8_t> after(std::span<const std::uint8_t> rest, std::size_t length)
{
    return rest.subspan(std::min<std::size_t>((length + 3) & ~std::size_t{3}, rest.size()));
}

} // namespace

std::optional<NetlinkMessage> NetlinkReader::next()
{
    const auto header = readAs<nlmsghdr>(m_rest);
    if (!header || header->nlmsg_len < sizeof(nlmsghdr) || header->nlmsg_len > m_rest.size())
        return std::nullopt;
    const NetlinkMessage message{header->nlmsg_type, header->nlmsg_seq,
                                 m_rest.subspan(sizeof(nlmsghdr), header->nlmsg_len - sizeof(nlmsghdr))};
    m_rest = after(m_rest, header->nlmsg_len);
    return message;
}

std::optional<NetlinkAttribute> AttributeReader::next()
{
    const auto header = readAs<rtattr>(m_rest);
    if (!header || header->rta_len < sizeof(rtattr) || header->rta_len > m_rest.size())
        return std::nullopt;
    const NetlinkAttribute attribute{static_cast<std::uint16_t>(header->rta_type & NLA_TYPE_MASK),
                                     m_rest.subspan(sizeof(rtattr), header->rta_len - sizeof(rtattr))};
    m_rest = after(m_rest, header->rta_len);
    return attribute;
}

std::vector<std::uint8_t> netlinkRequest(std::uint16_t type, std::uint16_t flags, std::uint32_t sequence,
                                         std::span<const std::uint8_t> body)
{
    nlmsghdr header{};
    header.nlmsg_len = static_cast<std::uint32_t>(sizeof header + body.size());
    header.nlmsg_type = type;
    header.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
    header.nlmsg_seq = sequence;
    std::vector<std::uint8_t> request;
    append(request, header);
    request.insert(request.end(), body.begin(), body.end());
    return request;
}

} // namespace tandem::agent
