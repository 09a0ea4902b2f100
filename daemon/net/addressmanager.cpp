// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/addressmanager.h"

#include <cerrno>
#include <cstring>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <sys/socket.h>

namespace tandem::net {

namespace {

void appendRequest(NetlinkBytes &bytes, std::uint16_t type, std::uint16_t flags, const Vip &vip, int leaseSeconds)
{
    nl_msg *message = nlmsg_alloc_simple(type, NLM_F_REQUEST | NLM_F_ACK | flags);
    ifaddrmsg header{};
    header.ifa_family = AF_INET;
    header.ifa_prefixlen = 32;
    header.ifa_scope = RT_SCOPE_UNIVERSE;
    header.ifa_index = static_cast<unsigned>(vip.index);
    nlmsg_append(message, &header, sizeof header, NLMSG_ALIGNTO);
    const auto octets = vip.address.octets();
    nla_put(message, IFA_LOCAL, static_cast<int>(octets.size()), octets.data());
    nla_put(message, IFA_ADDRESS, static_cast<int>(octets.size()), octets.data());
    if (type == RTM_NEWADDR) {
        if (!vip.label.empty())
            nla_put_string(message, IFA_LABEL, vip.label.c_str());
        nla_put_u32(message, IFA_FLAGS, IFA_F_NOPREFIXROUTE);
        if (leaseSeconds > 0) {
            ifa_cacheinfo lifetime{};
            lifetime.ifa_valid = static_cast<std::uint32_t>(leaseSeconds);
            lifetime.ifa_prefered = lifetime.ifa_valid;
            nla_put(message, IFA_CACHEINFO, sizeof lifetime, &lifetime);
        }
    }
    appendMessage(bytes, message);
    nlmsg_free(message);
}

int firstError(const std::vector<int> &errors, std::initializer_list<int> tolerated)
{
    for (const int error : errors) {
        if (error != 0 && std::find(tolerated.begin(), tolerated.end(), error) == tolerated.end())
            return error;
    }
    return 0;
}

} // namespace

AddressBatch::AddressBatch(const std::vector<Vip> &vips, int leaseSeconds)
{
    for (const Vip &vip : vips) {
        if (vip.index == 0)
            continue;
        appendRequest(m_add, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, vip, leaseSeconds);
        appendRequest(m_remove, RTM_DELADDR, 0, vip, 0);
        m_errors.push_back(0);
    }
}

AddressManager::AddressManager(NetlinkSocket socket) : m_socket(std::move(socket))
{
    nl_msg *message = nlmsg_alloc_simple(RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP);
    ifaddrmsg header{};
    header.ifa_family = AF_INET;
    nlmsg_append(message, &header, sizeof header, NLMSG_ALIGNTO);
    appendMessage(m_dump, message);
    nlmsg_free(message);
}

Result<AddressManager> AddressManager::open()
{
    auto socket = NetlinkSocket::open();
    if (!socket)
        return Failure(socket.error());
    return AddressManager(std::move(*socket));
}

int AddressManager::add(AddressBatch &batch) noexcept
{
    if (batch.m_errors.empty())
        return 0;
    const int error = m_socket.transact(batch.m_add, batch.m_errors);
    return error != 0 ? error : firstError(batch.m_errors, {});
}

int AddressManager::remove(AddressBatch &batch) noexcept
{
    if (batch.m_errors.empty())
        return 0;
    const int error = m_socket.transact(batch.m_remove, batch.m_errors);
    return error != 0 ? error : firstError(batch.m_errors, {EADDRNOTAVAIL, ENODEV});
}

Result<std::vector<KernelAddress>> AddressManager::list()
{
    constexpr int attempts = 5; // the table may change while it is read
    int error = EINTR;
    std::vector<KernelAddress> addresses;
    for (int attempt = 0; attempt < attempts && error == EINTR; ++attempt) {
        addresses.clear();
        error = m_socket.dump(m_dump, [&addresses](const nlmsghdr &message) {
            KernelAddress address;
            if (readAddress(message, address))
                addresses.push_back(address);
        });
    }
    if (error != 0)
        return fail(ErrorCode::System, "addresses",
                    std::string("the kernel does not list them: ") + std::strerror(error));
    return addresses;
}

bool AddressManager::leasedThere(int index, const IpAddress &wanted) noexcept
{
    bool there = false;
    m_socket.dump(m_dump, [&](const nlmsghdr &message) {
        KernelAddress address;
        there = there || (readAddress(message, address) && address.index == index && address.address == wanted &&
                          address.prefixLength == 32 && address.leased());
    });
    return there;
}

bool readAddress(const nlmsghdr &message, KernelAddress &address) noexcept
{
    if (message.nlmsg_type != RTM_NEWADDR && message.nlmsg_type != RTM_DELADDR)
        return false;
    nlmsghdr *header = const_cast<nlmsghdr *>(&message); // libnl reads only
    if (!nlmsg_valid_hdr(header, sizeof(ifaddrmsg)))
        return false;
    const auto *body = static_cast<const ifaddrmsg *>(nlmsg_data(header));
    if (body->ifa_family != AF_INET)
        return false;
    nlattr *attributes[IFA_MAX + 1];
    if (nlmsg_parse(header, sizeof(ifaddrmsg), attributes, IFA_MAX, nullptr) < 0)
        return false;
    const nlattr *local = attributes[IFA_LOCAL] != nullptr ? attributes[IFA_LOCAL] : attributes[IFA_ADDRESS];
    if (local == nullptr || nla_len(local) != 4)
        return false;
    address.index = static_cast<int>(body->ifa_index);
    address.address =
        IpAddress::fromOctets(std::span<const std::uint8_t, 4>(static_cast<std::uint8_t *>(nla_data(local)), 4));
    address.prefixLength = body->ifa_prefixlen;
    address.requester = message.nlmsg_pid;
    address.flags = attributes[IFA_FLAGS] != nullptr ? nla_get_u32(attributes[IFA_FLAGS]) : body->ifa_flags;
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
