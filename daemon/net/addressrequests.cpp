// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/addressrequests.h"

#include "daemon/net/addressmanager.h"

#include <algorithm>
#include <cstring>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace tandem::net {

namespace {

template <class Plain>
std::span<const std::uint8_t> octetsOf(const Plain &value)
{
    return {reinterpret_cast<const std::uint8_t *>(&value), sizeof value};
}

} // namespace

void AddressRequests::append(std::span<const std::uint8_t> octets) noexcept
{
    const std::size_t padded = NLMSG_ALIGN(octets.size());
    if (m_size + padded > m_octets.size())
        return; // not with what Vip can hold: see `largest`
    std::copy(octets.begin(), octets.end(), m_octets.data() + m_size);
    std::fill_n(m_octets.data() + m_size + octets.size(), padded - octets.size(), std::uint8_t{0});
    m_size += padded;
}

void AddressRequests::attribute(std::uint16_t type, std::span<const std::uint8_t> value) noexcept
{
    nlattr header{};
    header.nla_type = type;
    header.nla_len = static_cast<std::uint16_t>(NLA_HDRLEN + value.size());
    append(octetsOf(header));
    append(value);
}

void AddressRequests::begin(std::uint16_t type, std::uint16_t flags, const Vip &vip) noexcept
{
    m_begin = m_size;
    nlmsghdr header{};
    header.nlmsg_type = type;
    header.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | NLM_F_ACK | flags);
    append(octetsOf(header));
    const Family family = vip.address.family();
    ifaddrmsg body{};
    body.ifa_family = family == Family::V4 ? AF_INET : AF_INET6;
    body.ifa_prefixlen = hostPrefix(family);
    body.ifa_scope = RT_SCOPE_UNIVERSE;
    body.ifa_index = static_cast<unsigned>(vip.index);
    append(octetsOf(body));
    attribute(IFA_LOCAL, vip.address.octets());
    attribute(IFA_ADDRESS, vip.address.octets());
}

void AddressRequests::end() noexcept
{
    const auto length = static_cast<std::uint32_t>(m_size - m_begin);
    std::memcpy(m_octets.data() + m_begin + offsetof(nlmsghdr, nlmsg_len), &length, sizeof length);
}

void AddressRequests::add(const Vip &vip, int leaseSeconds) noexcept
{
    begin(RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, vip);
    const bool v4 = vip.address.family() == Family::V4;
    std::array<std::uint8_t, 16> label{}; // IFNAMSIZ, with its end
    if (v4 && !vip.label.empty() && vip.label.size() < label.size()) {
        std::copy(vip.label.begin(), vip.label.end(), label.begin());
        attribute(IFA_LABEL, std::span(label).first(vip.label.size() + 1));
    }
    const std::uint32_t flags = IFA_F_NOPREFIXROUTE | (v4 ? 0U : std::uint32_t{IFA_F_NODAD});
    attribute(IFA_FLAGS, octetsOf(flags));
    if (leaseSeconds > 0 || !v4) {
        ifa_cacheinfo lifetime{};
        lifetime.ifa_valid = leaseSeconds > 0 ? static_cast<std::uint32_t>(leaseSeconds) : KernelAddress::forEver;
        lifetime.ifa_prefered = v4 ? lifetime.ifa_valid : 0;
        attribute(IFA_CACHEINFO, octetsOf(lifetime));
    }
    end();
}

void AddressRequests::remove(const Vip &vip) noexcept
{
    begin(RTM_DELADDR, 0, vip);
    end();
}

} // namespace tandem::net
