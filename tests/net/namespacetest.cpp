// SPDX-License-Identifier: GPL-3.0-or-later
#include "namespacetest.h"

#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <functional>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sched.h>
#include <sys/socket.h>
#include <thread>

namespace tandem::net::testing {

std::optional<std::string> NamespaceTest::s_whyNot;

void NamespaceTest::SetUpTestSuite()
{
    // The test's process alone is in it, so it goes when the process ends.
    if (unshare(CLONE_NEWNET) != 0)
        s_whyNot = std::string("no network namespace of its own: ") + std::strerror(errno);
}

void NamespaceTest::SetUp()
{
    if (s_whyNot)
        GTEST_SKIP() << *s_whyNot;
    // No waiting for duplicates of link-local addresses: nobody else is on the wire.
    run("echo 0 > /proc/sys/net/ipv6/conf/default/dad_transmits");
    run("ip link add eth0 type veth peer name wire0");
    run("ip addr add 10.77.0.1/24 dev eth0");
    run("ip link set lo up");
    run("ip link set eth0 up");
    run("ip link set wire0 up");
    ASSERT_TRUE(eventually([] { return run("ip -j link show eth0").find("\"LOWER_UP\"") != std::string::npos; }));
}

void NamespaceTest::TearDown()
{
    if (!s_whyNot)
        run("ip link show eth0 >/dev/null 2>&1 && ip link del eth0 || true");
}

std::string NamespaceTest::run(const std::string &command)
{
    FILE *pipe = popen(command.c_str(), "r");
    std::string output;
    char part[4096];
    while (const std::size_t size = fread(part, 1, sizeof part, pipe))
        output.append(part, size);
    EXPECT_EQ(pclose(pipe), 0) << command;
    return output;
}

std::string NamespaceTest::addresses(const std::string &interface)
{
    return run("ip -j -4 addr show dev " + interface);
}

bool NamespaceTest::eventually(const std::function<bool()> &condition)
{
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

Descriptor NamespaceTest::listenOnWire()
{
    Descriptor listening(socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, htons(ETH_P_ALL)));
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(ETH_P_ALL);
    address.sll_ifindex = static_cast<int>(if_nametoindex("wire0"));
    EXPECT_EQ(bind(listening.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
    return listening;
}

std::vector<Frame> NamespaceTest::heard(const Descriptor &listening)
{
    std::vector<Frame> frames;
    for (;;) {
        Frame frame;
        frame.octets.resize(2048);
        sockaddr_ll from{};
        socklen_t fromSize = sizeof from;
        const ssize_t size = recvfrom(listening.get(), frame.octets.data(), frame.octets.size(), MSG_DONTWAIT,
                                      reinterpret_cast<sockaddr *>(&from), &fromSize);
        if (size < 0)
            return frames;
        frame.octets.resize(static_cast<std::size_t>(size));
        if (from.sll_pkttype != PACKET_OUTGOING)
            frames.push_back(std::move(frame));
    }
}

} // namespace tandem::net::testing
