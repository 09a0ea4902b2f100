// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/ipaddress.h"
#include "base/result.h"
#include "base/types.h"
#include "daemon/net/tablewatch.h"

#include <optional>
#include <string>
#include <vector>

namespace tandem::net {

/// What the fence knows of an instance.
struct FencedRouter
{
    struct Vip
    {
        IpAddress address;
        std::string dev;
        bool operator==(const Vip &) const = default;
    };
    VirtualRouterId virtualRouterId;
    Family family = Family::V4;
    std::string interface; ///< where its adverts leave
    Duration openFor{};    ///< how long an advert keeps the fence open; see fenceTimeout()
    std::vector<Vip> vips;
    bool open = false; ///< at the first: it is MASTER already, and its next advert may be an interval away
    bool operator==(const FencedRouter &) const = default;
};

/// Below 3 * interval, so that a fence is closed before any backup claims; not by less than the kernel's granularity.
Duration fenceTimeout(Duration interval);

/// What turns `before` into `routers`, as `nft -f` reads it: one transaction on our table "netdev tandem" in which what
/// is open stays open (sets that stay are not touched, chains are written anew). Pure. Without `before` the table is
/// made anew whatever there is; empty `routers`: the table goes. `devices`: the interfaces that are there, on which
/// alone it can hook.
std::string fenceRules(const std::vector<FencedRouter> &routers, const std::vector<FencedRouter> *before,
                       const std::vector<std::string> &devices);

/// The interfaces that the routers name and on which the fence hooks: not the loopback, over which the host talks to
/// itself. Sorted, each once.
std::vector<std::string> fencedDevices(const std::vector<FencedRouter> &routers);

/// The nftables fence (netdev family, egress hook: Linux 5.16): the adverts that leave open it for a time; without
/// them ARP, NS and traffic for the VIPs are dropped, whatever becomes of the processes. Set up by the nft program,
/// never touched on the failover path.
class Fence
{
public:
    /// Puts the rules in force; what is not there of the interfaces is left out, to be applied again when it comes
    /// (`interfacesChanged`). NotReachable: no nft program here, or a kernel without it; then nothing is fenced.
    /// Waits for nft, at most five seconds.
    /// On any error what was in force stays so.
    Result<void> apply(std::vector<FencedRouter> routers);
    /// An interface came or went: the kernel takes the hooks of one that goes with it.
    Result<void> interfacesChanged();
    Result<void> remove();

    /// Readable when somebody changed nftables; -1 while nothing is in force.
    int fd() const { return m_watch ? m_watch->fd() : -1; }
    /// When it is readable: whether somebody else has removed the fence. Then apply() makes it anew, and FencedRouter
    /// ::open says who is MASTER now.
    bool lost();
    const std::vector<FencedRouter> &inForce() const { return m_inForce; }

private:
    struct Device
    {
        std::string name;
        unsigned index = 0; ///< 0 = not there
        bool operator==(const Device &) const = default;
    };
    static std::vector<Device> look(const std::vector<FencedRouter> &routers);

    std::vector<FencedRouter> m_inForce;
    std::optional<TableWatch> m_watch;
    std::vector<Device> m_devices; ///< as they were when it was put in force
};

} // namespace tandem::net
