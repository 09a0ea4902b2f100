// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/facts/addressprobe.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <utility>

namespace tandem::agent {

namespace {

using State = model::AddressAnswer::State;

constexpr std::uint16_t discardPort = 9; // RFC 863

/// A datagram to the address on that interface; the socket hears who refuses it.
Descriptor knockAt(const IpAddress &address, const std::string &interface)
{
    sockaddr_storage to{};
    socklen_t size = 0;
    const auto octets = address.octets();
    if (address.family() == Family::V4) {
        auto &v4 = reinterpret_cast<sockaddr_in &>(to);
        v4.sin_family = AF_INET;
        v4.sin_port = htons(discardPort);
        std::memcpy(&v4.sin_addr, octets.data(), octets.size());
        size = sizeof v4;
    } else {
        auto &v6 = reinterpret_cast<sockaddr_in6 &>(to);
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(discardPort);
        std::memcpy(&v6.sin6_addr, octets.data(), octets.size());
        v6.sin6_scope_id = ::if_nametoindex(interface.c_str());
        size = sizeof v6;
    }
    Descriptor socket(::socket(to.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket)
        return {};
    // Where two interfaces are in one network. Needs no privilege since Linux 5.7; before, the routes decide.
    ::setsockopt(socket.get(), SOL_SOCKET, SO_BINDTODEVICE, interface.c_str(),
                 static_cast<socklen_t>(interface.size()));
    if (::connect(socket.get(), reinterpret_cast<const sockaddr *>(&to), size) != 0 ||
        ::send(socket.get(), "", 0, MSG_NOSIGNAL) < 0)
        return {};
    return socket;
}

bool wasRefused(const Descriptor &socket)
{
    char octet = 0;
    return ::recv(socket.get(), &octet, 1, MSG_DONTWAIT) >= 0 || errno == ECONNREFUSED;
}

} // namespace

AddressProbe::AddressProbe(std::vector<model::InterfaceFacts> interfaces)
    : AddressProbe(std::move(interfaces), neighbourOf, {})
{
}

AddressProbe::AddressProbe(std::vector<model::InterfaceFacts> interfaces, NeighbourTable neighbours, Times times)
    : m_interfaces(std::move(interfaces)), m_neighbours(std::move(neighbours)), m_times(times)
{
    m_timer.setInterval(m_times.look);
    connect(&m_timer, &QTimer::timeout, this, &AddressProbe::lookAgain);
}

void AddressProbe::ask(const std::vector<std::string> &addresses, std::function<void(Answers)> done)
{
    m_done = std::move(done);
    m_begun = BootClock::now();
    for (const auto &text : addresses)
        m_asked.push_back(begin(text));
    m_timer.start();
}

AddressProbe::Asked AddressProbe::begin(const std::string &text) const
{
    Asked asked;
    asked.answer.address = text;
    const auto address = IpAddress::parse(text);
    if (!address || address->isMulticast() || address->isUnspecified()) {
        asked.answer.why = "this is no address of a host";
        return asked;
    }
    asked.address = *address;
    std::string reachedBy;
    for (const auto &interface : m_interfaces) {
        for (const auto &own : interface.addresses) {
            const auto network = IpNetwork::parse(own);
            if (!network || !interface.up)
                continue;
            if (network->address == *address) {
                asked.answer.state = State::Own;
                return asked;
            }
            if (network->contains(*address) && reachedBy.empty())
                reachedBy = interface.name;
        }
    }
    if (reachedBy.empty()) {
        asked.answer.why = "it lies in no network of this host";
        return asked;
    }
    asked.socket = knockAt(*address, reachedBy);
    if (asked.socket)
        asked.interface = reachedBy;
    else
        asked.answer.why = std::string("the kernel sends nothing there: ") + std::strerror(errno);
    return asked;
}

void AddressProbe::lookAgain()
{
    const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(BootClock::now() - m_begun);
    bool isOver = true;
    for (Asked &asked : m_asked)
        isOver = (asked.interface.empty() || settle(asked, since)) && isOver;
    if (!isOver)
        return;
    m_timer.stop();
    Answers answers;
    for (Asked &asked : std::exchange(m_asked, {}))
        answers.push_back(std::move(asked.answer));
    std::exchange(m_done, {})(std::move(answers)); // may destroy this object
}

/// True: it is known now.
bool AddressProbe::settle(Asked &asked, std::chrono::milliseconds since) const
{
    const bool isLast = since >= m_times.longest;
    const Neighbour neighbour = m_neighbours(asked.address, asked.interface);
    const bool isThere = neighbour.state == Neighbour::State::Resolved;
    if (isThere && (neighbour.isConfirmed || isLast || wasRefused(asked.socket))) {
        asked.answer.state = State::Answered;
        asked.answer.mac = neighbour.mac;
    } else if (neighbour.state == Neighbour::State::Unknown) {
        asked.answer.why = "the kernel does not tell who its neighbours are";
    } else if (!isThere && since >= m_times.silence) {
        asked.answer.state = State::Silent;
    } else {
        return false;
    }
    asked.interface.clear();
    return true;
}

} // namespace tandem::agent
