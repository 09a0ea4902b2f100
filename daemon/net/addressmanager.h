// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ipaddress.h"
#include "base/result.h"
#include "daemon/net/netlinksocket.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tandem::net {

/// A VIP as it is to stand in the kernel: /32, IFA_F_NOPREFIXROUTE, so that no route and no other address depends on
/// it.
struct Vip
{
    IpAddress address;
    int index = 0;     ///< interface index; 0 = the interface is not there
    std::string label; ///< empty: the interface's name
};

/// An address that the kernel has.
struct KernelAddress
{
    int index = 0;
    IpAddress address;
    std::uint8_t prefixLength = 0;
    std::uint32_t flags = 0; ///< IFA_F_…
    std::uint32_t validSeconds = 0;
    std::uint32_t preferredSeconds = 0;
    std::uint32_t requester = 0; ///< in a notification: port of the socket that asked for it

    static constexpr std::uint32_t forEver = 0xffffffffU;
    bool leased() const { return validSeconds != forEver; }
};

/// The requests that add and remove all VIPs of an instance, built ahead: a transition costs one sendmsg() and no
/// allocation. VIPs without an interface are left out.
class AddressBatch
{
public:
    AddressBatch() = default;
    /// `leaseSeconds`: valid_lft and preferred_lft (both are set: with one of them the kernel keeps the other), 0 = for
    /// ever.
    AddressBatch(const std::vector<Vip> &vips, int leaseSeconds);

private:
    friend class AddressManager;
    NetlinkBytes m_add;
    NetlinkBytes m_remove;
    std::vector<int> m_errors; ///< of the requests of the last run
};

/// Adds, removes, renews and lists addresses over its own netlink socket. Errors are errno values, 0 = done.
class AddressManager
{
public:
    static Result<AddressManager> open();

    /// Its requests are told apart by KernelAddress::requester.
    std::uint32_t port() const { return m_socket.port(); }
    /// Adds what is missing and renews what is there.
    int add(AddressBatch &batch) noexcept;
    /// What is not there any more is no error.
    int remove(AddressBatch &batch) noexcept;

    /// All IPv4 addresses of the host.
    Result<std::vector<KernelAddress>> list();
    /// Whether `address`/32 is on the interface now, with a finite lifetime. Does not allocate.
    bool leasedThere(int index, const IpAddress &address) noexcept;

private:
    explicit AddressManager(NetlinkSocket socket);

    NetlinkSocket m_socket;
    NetlinkBytes m_dump;
};

/// Reads RTM_NEWADDR and RTM_DELADDR; false for another family than IPv4.
bool readAddress(const nlmsghdr &message, KernelAddress &address) noexcept;

} // namespace tandem::net
