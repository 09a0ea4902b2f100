// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/descriptor.h"
#include "base/result.h"
#include "daemon/engine/ports.h"
#include "daemon/net/announcer.h"

#include <deque>
#include <string>

namespace tandem::net {

/// Asks neighbours by ARP and Neighbour Solicitation and hears their answers. Has a socket for each interface and
/// family that was asked on; they are kept: closing a packet socket makes the kernel wait for all processors. Its
/// sockets are none of the adverts', and neither is its epoll set.
class NeighbourProbe final : public engine::NeighbourPort
{
public:
    static Result<NeighbourProbe> open();

    int ask(const std::string &interface, const IpAddress &source, const IpAddress &target) noexcept override;
    std::optional<IpAddress> gateway(const std::string &interface, Family family) noexcept override;
    int fd() const override { return m_poll.get(); }
    void drain(engine::NeighbourListener &listener) override;

private:
    struct Ear
    {
        std::string interface;
        Family family = Family::V4;
        Descriptor socket;
        int index = 0; ///< that it is bound to
        HardwareAddress hardwareAddress{};
        IpAddress source; ///< that was asked for last
    };
    explicit NeighbourProbe(Descriptor poll) : m_poll(std::move(poll)) {}
    Ear *earOn(const std::string &interface, Family family) noexcept;
    static int locate(Ear &ear, const IpAddress &source) noexcept;
    static int bindArp(Ear &ear, int index) noexcept;
    static int bindSolicitations(Ear &ear, int index, const IpAddress &source) noexcept;
    static bool hear(Ear &ear, engine::NeighbourListener &listener);

    Descriptor m_poll;
    std::deque<Ear> m_ears; ///< no more than interfaces of cluster files, twice
};

} // namespace tandem::net
