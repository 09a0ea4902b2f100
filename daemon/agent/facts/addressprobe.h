// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/descriptor.h"
#include "base/ipaddress.h"
#include "daemon/agent/identity/neighbour.h"
#include "model/hostfacts.h"

#include <QObject>
#include <QTimer>
#include <functional>
#include <string>
#include <vector>

namespace tandem::agent {

/// Finds out who has an address on the networks of this host, without a privilege: a datagram to its discard port makes
/// the kernel look for it (ARP, RFC 826; ND, RFC 4861), three times in three seconds, and the kernel's table says what
/// came of it. RFC 5227 asks with no sender's address, since who asks there is about to take the address; here it is
/// the host's own that stands there, which nobody can mistake. Addresses in no network of the host are not asked.
class AddressProbe : public QObject
{
    Q_OBJECT

public:
    using Answers = std::vector<model::AddressAnswer>;
    using NeighbourTable = std::function<Neighbour(const IpAddress &, const std::string &interface)>;

    struct Times
    {
        std::chrono::milliseconds look{100};
        /// Of the kernel's three questions, a second apart (retrans_time), and a little.
        std::chrono::milliseconds silence{3300};
        /// An entry that nobody confirmed for long is asked again after 5 s (delay_first_probe_time), and then thrice.
        std::chrono::milliseconds longest{9500};
    };

    explicit AddressProbe(std::vector<model::InterfaceFacts> interfaces);
    AddressProbe(std::vector<model::InterfaceFacts> interfaces, NeighbourTable neighbours, Times times);

    /// `done` is called once, from the event loop: after Times::longest at the latest.
    void ask(const std::vector<std::string> &addresses, std::function<void(Answers)> done);

private:
    struct Asked
    {
        model::AddressAnswer answer;
        IpAddress address;
        std::string interface; ///< empty: settled
        Descriptor socket;
    };
    Asked begin(const std::string &text) const;
    void lookAgain();
    bool settle(Asked &asked, std::chrono::milliseconds since) const;

    std::vector<model::InterfaceFacts> m_interfaces;
    NeighbourTable m_neighbours;
    Times m_times;
    std::vector<Asked> m_asked;
    std::function<void(Answers)> m_done;
    Instant m_begun{};
    QTimer m_timer;
};

} // namespace tandem::agent
