// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/net/addressmanager.h"
#include "daemon/net/netlinksocket.h"

#include <array>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tandem::net {

struct LinkState
{
    int index = 0;   ///< 0 = the interface is missing
    bool up = false; ///< administratively, with carrier (IFF_UP, IFF_RUNNING)
    bool ethernet = false;
    std::array<std::uint8_t, 6> hardwareAddress{};

    bool operator==(const LinkState &) const = default;
};

/// What the kernel says of interfaces and addresses, from rtnetlink's notifications. When some were lost (ENOBUFS) it
/// lists everything anew and reports the difference.
class LinkMonitor
{
public:
    class Listener
    {
    public:
        virtual void linkChanged(const std::string &interface, const LinkState &state) = 0;
        virtual void addressChanged(const KernelAddress &address, bool there) = 0;
        /// Notifications were lost: this is what there is now.
        virtual void addressesListed(std::span<const KernelAddress> addresses) = 0;

    protected:
        ~Listener() = default;
    };

    /// Room for what a storm queues between two wakes: the kernel counts some 2 KB a notification.
    static constexpr int largeBuffer = 8 * 1024 * 1024;
    /// `receiveBuffer`: octets of notifications that may be queued; beyond it they are lost.
    static Result<LinkMonitor> open(int receiveBuffer = largeBuffer);

    int fd() const { return m_notifications.fd(); }
    /// See NetlinkSocket: who renews leases would wake everybody who listens. 0: nobody does.
    void ignoreRenewalsBy(std::uint32_t port)
    {
        if (port != 0)
            m_notifications.ignoreRenewalsBy(port);
    }
    /// The interfaces of interest; their state is known when it returns. Others are forgotten.
    Result<void> watch(const std::vector<std::string> &interfaces);
    bool watches(std::string_view interface) const { return m_links.find(interface) != m_links.end(); }
    /// A watched interface; missing where it is not.
    LinkState state(std::string_view interface) const;
    /// Reads what is queued and tells the listener.
    void read(Listener &listener);

private:
    LinkMonitor(NetlinkSocket notifications, NetlinkSocket requests, AddressManager addresses);
    int listLinks(std::map<std::string, LinkState, std::less<>> &links);
    void heard(const nlmsghdr &message, Listener &listener);
    void indexNames();
    void become(const std::string &interface, const LinkState &state, Listener &listener);
    void resync(Listener &listener);

    NetlinkSocket m_notifications;
    NetlinkSocket m_requests;
    AddressManager m_addresses;
    NetlinkBytes m_linkDump;
    std::map<std::string, LinkState, std::less<>> m_links;      ///< watched ones only
    std::unordered_map<int, const std::string *> m_nameByIndex; ///< keys of m_links; a storm asks for each message
};

} // namespace tandem::net
