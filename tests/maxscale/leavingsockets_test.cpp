// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/listenersocket.h"

#include <array>
#include <gtest/gtest.h>
#include <string>
#include <sys/socket.h>
#include <utility>

namespace tandem::maxscale {

namespace {

using namespace std::chrono_literals;

constexpr Instant begin{std::chrono::hours(1)};

class LeavingSocketsTest : public testing::Test
{
protected:
    LeavingSocketsTest()
    {
        std::array<int, 2> ends{};
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) == 0) {
            m_other = Descriptor(ends[0]);
            m_leaving.add(Descriptor(ends[1]), begin);
        }
    }
    void say(std::size_t octets) { send(m_other.get(), std::string(octets, 'x').data(), octets, MSG_NOSIGNAL); }

    Descriptor m_other;
    LeavingSockets m_leaving;
};

} // namespace

TEST_F(LeavingSocketsTest, SayFinAndStayUntilTheOtherSideHas)
{
    char octet = 0;
    EXPECT_EQ(recv(m_other.get(), &octet, 1, 0), 0);
    say(100);
    m_leaving.sweep(begin + 1s);
    EXPECT_FALSE(m_leaving.empty());
    shutdown(m_other.get(), SHUT_WR);
    m_leaving.sweep(begin + 1s);
    EXPECT_TRUE(m_leaving.empty());
}

TEST_F(LeavingSocketsTest, GoAfterTwoSecondsOfSilence)
{
    m_leaving.sweep(begin + LeavingSockets::longest - 1ms);
    EXPECT_FALSE(m_leaving.empty());
    m_leaving.sweep(begin + LeavingSockets::longest);
    EXPECT_TRUE(m_leaving.empty());
}

TEST_F(LeavingSocketsTest, GoWhenTheOtherSideTalksOnAndOn)
{
    constexpr std::size_t piece = 4096;
    for (long said = piece; said < LeavingSockets::mostHeard; said += piece) {
        say(piece);
        m_leaving.sweep(begin);
        ASSERT_FALSE(m_leaving.empty()) << said;
    }
    say(piece);
    m_leaving.sweep(begin);
    EXPECT_TRUE(m_leaving.empty());
}

} // namespace tandem::maxscale
