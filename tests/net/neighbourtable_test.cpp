// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/neighbourtable.h"

#include "namespacetest.h"

#include <algorithm>
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace tandem::net::testing {

namespace {

constexpr const char *nobody = "10.77.0.77";

class NeighbourTableTest : public NamespaceTest
{
protected:
    void SetUp() override
    {
        NamespaceTest::SetUp();
        if (IsSkipped())
            return;
        m_index = static_cast<int>(if_nametoindex("eth0"));
        m_wire = listenOnWire();
    }
    static void sendTo(const char *address)
    {
        const Descriptor udp(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(9);
        ASSERT_EQ(inet_pton(AF_INET, address, &to.sin_addr), 1);
        ASSERT_EQ(::sendto(udp.get(), "x", 1, 0, reinterpret_cast<const sockaddr *>(&to), sizeof to), 1);
    }
    /// Requests for it that came out since the last look.
    long questions(const char *address)
    {
        std::array<std::uint8_t, 4> target{};
        inet_pton(AF_INET, address, target.data());
        const auto frames = heard(m_wire);
        return std::ranges::count_if(frames, [&](const Frame &frame) {
            return frame.octets.size() >= 42 && frame.octets[12] == 0x08 && frame.octets[13] == 0x06 &&
                   std::equal(target.begin(), target.end(), frame.octets.begin() + 38);
        });
    }

    int m_index = 0;
    Descriptor m_wire;
};

} // namespace

TEST_F(NeighbourTableTest, AsksAgainAtOnceForWhomItWasStillAsking)
{
    sendTo(nobody);
    ASSERT_EQ(questions(nobody), 1);
    sendTo(nobody);
    ASSERT_EQ(questions(nobody), 0) << "the kernel waits for a second";
    EXPECT_EQ(forgetUnansweredNeighbours(m_index).value_or(-1), 1);
    sendTo(nobody);
    EXPECT_EQ(questions(nobody), 1);
}

TEST_F(NeighbourTableTest, KeepsWhoHasAnsweredAndWhoIsOnAnotherInterface)
{
    run("ip neighbour add 10.77.0.50 lladdr 02:00:00:00:00:50 nud reachable dev eth0");
    run("ip neighbour add 10.77.0.51 lladdr 02:00:00:00:00:51 nud stale dev eth0");
    sendTo(nobody);
    EXPECT_EQ(forgetUnansweredNeighbours(static_cast<int>(if_nametoindex("wire0"))).value_or(-1), 0);
    EXPECT_EQ(forgetUnansweredNeighbours(m_index).value_or(-1), 1);
    const std::string left = run("ip neighbour show dev eth0");
    EXPECT_THAT(left, ::testing::HasSubstr("10.77.0.50"));
    EXPECT_THAT(left, ::testing::HasSubstr("10.77.0.51"));
    EXPECT_EQ(forgetUnansweredNeighbours(m_index).value_or(-1), 0) << "none is left";
}

TEST_F(NeighbourTableTest, ForgetsMoreThanGoIntoOneDatagram)
{
    for (int i = 100; i < 200; ++i)
        sendTo(("10.77.0." + std::to_string(i)).c_str());
    EXPECT_EQ(forgetUnansweredNeighbours(m_index).value_or(-1), 100);
}

TEST_F(NeighbourTableTest, FindsNothingOnAnInterfaceThatIsGone)
{
    EXPECT_EQ(forgetUnansweredNeighbours(99999).value_or(-1), 0);
}

} // namespace tandem::net::testing
