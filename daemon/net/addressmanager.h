// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ipaddress.h"
#include "base/result.h"
#include "daemon/net/netlinksocket.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tandem::net {

/// A VIP as it is to stand in the kernel: /32 or /128, IFA_F_NOPREFIXROUTE, so that no route and no other address
/// depends on it; IPv6 without duplicate address detection and deprecated from the start, so that no outgoing
/// connection takes it as its source.
struct Vip
{
    IpAddress address;
    int index = 0;     ///< interface index; 0 = the interface is not there
    std::string label; ///< IPv4 only; empty: the interface's name
};

/// 32 or 128: the prefix length of one host.
constexpr std::uint8_t hostPrefix(Family family)
{
    return family == Family::V4 ? 32 : 128;
}

/// An address that the kernel has.
struct KernelAddress
{
    int index = 0;
    IpAddress address;
    std::uint8_t prefixLength = 0;
    std::uint32_t flags = 0; ///< IFA_F_…
    std::uint32_t validSeconds = 0;
    std::uint32_t preferredSeconds = 0;
    std::uint32_t requester = 0; ///< in a notification of IPv4: port of the socket that asked for it

    static constexpr std::uint32_t forEver = 0xffffffffU;
    bool leased() const { return validSeconds != forEver; }
    bool ofOneHost() const { return prefixLength == hostPrefix(address.family()); }
};

/// Reads RTM_NEWADDR and RTM_DELADDR of IPv4 and IPv6; false for anything else.
bool readAddress(const nlmsghdr &message, KernelAddress &address) noexcept;

/// Adds, removes, renews and lists addresses over its own netlink socket. Errors are errno values, 0 = done; but for
/// open() and list() nothing allocates. VIPs without an interface (index 0) are left out.
class AddressManager
{
public:
    static Result<AddressManager> open();

    /// Its requests of IPv4 are told apart by KernelAddress::requester.
    std::uint32_t port() const { return m_socket.port(); }

    /// Adds what is missing and renews what is there. `leaseSeconds` is valid_lft, 0 = for ever; preferred_lft is the
    /// same for IPv4 and 0 for IPv6 (both are set: with one of them the kernel keeps the other).
    int add(std::span<const Vip> vips, int leaseSeconds) noexcept;
    /// What is not there any more is no error. Calls `removed(std::size_t)` for each that was there.
    template <class Removed>
    int remove(std::span<const Vip> vips, Removed &&removed) noexcept
    {
        int result = 0;
        for (std::size_t at = 0; at < vips.size(); at += largestChunk) {
            int errors[largestChunk];
            const auto chunk = vips.subspan(at, std::min(largestChunk, vips.size() - at));
            if (const int error = removeChunk(chunk, errors); result == 0)
                result = error;
            for (std::size_t i = 0; i < chunk.size(); ++i) {
                if (errors[i] == 0)
                    removed(at + i);
            }
        }
        return result;
    }
    int remove(std::span<const Vip> vips) noexcept
    {
        return remove(vips, [](std::size_t) {});
    }

    /// Calls `visit(const KernelAddress &)` for each address of the host, both families. The table may change
    /// meanwhile: then it begins anew after a call of `again()`.
    template <class Again, class Visit>
    int each(Again &&again, Visit &&visit) noexcept
    {
        constexpr int attempts = 5;
        int error = EINTR;
        for (int attempt = 0; attempt < attempts && error == EINTR; ++attempt) {
            again();
            error = 0;
            for (auto &dump : m_dumps) {
                if (error != 0)
                    break;
                error = m_socket.dump(dump, [&visit](const nlmsghdr &message) {
                    KernelAddress address;
                    if (readAddress(message, address))
                        visit(address);
                });
            }
        }
        return error;
    }
    /// All of them.
    Result<std::vector<KernelAddress>> list();

private:
    static constexpr std::size_t largestChunk = 32; ///< requests in one datagram

    explicit AddressManager(NetlinkSocket socket);
    int removeChunk(std::span<const Vip> vips, std::span<int> errors) noexcept;

    NetlinkSocket m_socket;
    std::array<NetlinkBytes, 2> m_dumps; ///< one a family
};

} // namespace tandem::net
