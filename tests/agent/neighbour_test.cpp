// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/identity/neighbour.h"

#include "daemon/agent/identity/netlinkreader.h"

#include <cerrno>
#include <gmock/gmock.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace tandem::agent {

namespace {

using Octets = std::vector<std::uint8_t>;
constexpr std::uint32_t sequence = 7;
const IpAddress vip = *IpAddress::parse("10.77.0.100");

Octets attribute(std::uint16_t type, const Octets &value, int lie = 0)
{
    Octets octets;
    append(octets,
           rtattr{static_cast<std::uint16_t>(sizeof(rtattr) + value.size() + static_cast<std::size_t>(lie)), type});
    octets.insert(octets.end(), value.begin(), value.end());
    octets.resize((octets.size() + 3) / 4 * 4);
    return octets;
}

Octets entry(std::uint16_t state, const Octets &attributes, std::uint8_t family = AF_INET)
{
    ndmsg head{};
    head.ndm_family = family;
    head.ndm_state = state;
    Octets body;
    append(body, head);
    body.insert(body.end(), attributes.begin(), attributes.end());
    Octets message = netlinkRequest(RTM_NEWNEIGH, 0, sequence, body);
    return message;
}

Octets operator+(Octets a, const Octets &b)
{
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

const Octets address = attribute(NDA_DST, {10, 77, 0, 100});
const Octets mac = attribute(NDA_LLADDR, {2, 0, 0, 0, 0, 0xab});

Neighbour read(const Octets &octets)
{
    return readNeighbour(octets, vip, sequence);
}

Octets errorMessage(int code)
{
    nlmsgerr error{};
    error.error = -code;
    Octets body;
    append(body, error);
    return netlinkRequest(NLMSG_ERROR, 0, sequence, body);
}

} // namespace

TEST(NeighbourTable, TellsTheHardwareAddressAndWhetherItAnsweredLately)
{
    const Neighbour expected{Neighbour::State::Resolved, "02:00:00:00:00:ab", true};
    EXPECT_EQ(read(entry(NUD_REACHABLE, address + mac)), expected);
    EXPECT_EQ(read(entry(NUD_PERMANENT, address + mac)), expected);
    for (const std::uint16_t state : {NUD_STALE, NUD_DELAY, NUD_PROBE})
        EXPECT_EQ(read(entry(state, mac + address)), (Neighbour{expected.state, expected.mac, false})) << state;
}

TEST(NeighbourTable, TellsThatNobodyAnswered)
{
    const Neighbour expected{Neighbour::State::Unresolved, ""};
    EXPECT_EQ(read(entry(NUD_INCOMPLETE, address)), expected);
    EXPECT_EQ(read(entry(NUD_FAILED, address + mac)), expected) << "the address of before";
}

TEST(NeighbourTable, TellsThatItWasNeverLookedFor)
{
    EXPECT_EQ(read(errorMessage(ENOENT)).state, Neighbour::State::None);
    EXPECT_EQ(read(errorMessage(EOPNOTSUPP)).state, Neighbour::State::Unknown);
}

TEST(NeighbourTable, TakesNoOtherAddressAndNoOtherAnswer)
{
    EXPECT_EQ(read(entry(NUD_REACHABLE, attribute(NDA_DST, {10, 77, 0, 101}) + mac)).state, Neighbour::State::Unknown);
    EXPECT_EQ(read(entry(NUD_REACHABLE, mac)).state, Neighbour::State::Unknown);
    EXPECT_EQ(read(entry(NUD_REACHABLE, address + mac, AF_INET6)).state, Neighbour::State::Unknown);
    EXPECT_EQ(readNeighbour(entry(NUD_REACHABLE, address + mac), vip, sequence + 1).state, Neighbour::State::Unknown);
}

TEST(NeighbourTable, SurvivesEveryCutAndEveryLie)
{
    const Octets whole = entry(NUD_REACHABLE, address + mac);
    for (std::size_t length = 0; length < whole.size(); ++length)
        EXPECT_EQ(read({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)}).state,
                  Neighbour::State::Unknown)
            << length;
    for (std::size_t i = 0; i < whole.size(); ++i)
        for (const std::uint8_t lie : {0x00, 0x01, 0x7f, 0xff}) {
            Octets wrong = whole;
            wrong[i] = lie;
            read(wrong);
        }
    EXPECT_EQ(read(entry(NUD_REACHABLE, address + attribute(NDA_LLADDR, {2, 0, 0, 0, 0, 1}, 40))).state,
              Neighbour::State::Unresolved);
}

TEST(NeighbourTable, AsksForOneAddressOnOneInterface)
{
    const Octets request = neighbourRequest(*IpAddress::parse("fd00::1"), 3, 9);
    const auto header = readAs<nlmsghdr>(request);
    EXPECT_EQ(header->nlmsg_len, request.size());
    EXPECT_EQ(header->nlmsg_type, RTM_GETNEIGH);
    EXPECT_EQ(header->nlmsg_flags, NLM_F_REQUEST) << "no dump";
    const auto body = readAs<ndmsg>(request, sizeof(nlmsghdr));
    EXPECT_EQ(body->ndm_family, AF_INET6);
    EXPECT_EQ(body->ndm_ifindex, 3);
}

TEST(NeighbourTable, OfThisKernelHasNobodyOnTheLoopback)
{
    using State = Neighbour::State;
    EXPECT_THAT(neighbourOf(*IpAddress::parse("127.9.9.9"), "lo").state, testing::AnyOf(State::None, State::Unknown));
    EXPECT_EQ(neighbourOf(vip, "no-such-link").state, State::Unknown);
    EXPECT_EQ(hardwareAddressOf("lo"), "");
    EXPECT_EQ(hardwareAddressOf("no-such-link"), "");
}

} // namespace tandem::agent
