// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/fence.h"

#include "daemon/net/linklocal.h"
#include "daemon/net/nftprogram.h"
#include "daemon/net/packetsocket.h"
#include "namespacetest.h"
#include "peernamespace.h"

#include <cerrno>
#include <cstring>
#include <gmock/gmock.h>
#include <linux/capability.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

namespace tandem::net::testing {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// The host's end of a wire has two VIPs, 10.77.0.100 and fd00:77::100; at the other end is a client with a namespace
/// of its own, whose questions are answered or not.
class FenceTest : public NamespaceTest
{
protected:
    void SetUp() override
    {
        NamespaceTest::SetUp();
        if (IsSkipped())
            return;
        if (const auto usable = runNft("add table netdev probe\ndelete table netdev probe\n"); !usable)
            GTEST_SKIP() << describe(usable.error());
        client.emplace();
        wire("wire0", "10.77.0.2/24", "fd00:77::2/64");
        run("ip addr add fd00:77::1/64 dev eth0 nodad");
        run("ip addr add 10.77.0.100/32 dev eth0 noprefixroute");
        run("ip addr add fd00:77::100/128 dev eth0 nodad noprefixroute");
        ASSERT_TRUE(eventually([] { return linkLocalAddress("eth0").has_value(); }));
    }
    void TearDown() override
    {
        if (client)
            run("nft add table netdev tandem; nft delete table netdev tandem");
        NamespaceTest::TearDown(); // the wire first: it goes with the client, but later
        client.reset();
    }
    void wire(const std::string &name, const std::string &v4, const std::string &v6)
    {
        client->take(name);
        client->run("ip addr add " + v4 + " dev " + name + " && ip addr add " + v6 + " dev " + name +
                    " nodad && ip link set " + name + " up");
    }

    FencedRouter router4(std::chrono::milliseconds openFor = std::chrono::milliseconds(400)) const
    {
        return {*VirtualRouterId::of(51), Family::V4, "eth0", openFor, {{vip4, "eth0"}}, false};
    }
    FencedRouter router6(std::chrono::milliseconds openFor = std::chrono::milliseconds(400)) const
    {
        return {*VirtualRouterId::of(52), Family::V6, "eth0", openFor, {{vip6, "eth0"}}, false};
    }
    static void advertise(int id, Family family, int priority = 150, const std::string &interface = "eth0")
    {
        const IpAddress source =
            family == Family::V4 ? *IpAddress::parse("10.77.0.1") : linkLocalAddress(interface).value_or(IpAddress{});
        const IpAddress group = vrrp::multicastGroup(family);
        const std::vector vips{*IpAddress::parse(family == Family::V4 ? "10.77.0.100" : "fd00:77::100")};
        const auto payload = vrrp::encode({3,
                                           *VirtualRouterId::of(id),
                                           Priority(static_cast<std::uint8_t>(priority)),
                                           std::chrono::milliseconds(100),
                                           vips,
                                           {}},
                                          source, group);
        auto socket =
            PacketSocket::openForSending(interface, static_cast<int>(if_nametoindex(interface.c_str())), family);
        ASSERT_TRUE(socket.has_value());
        ASSERT_EQ(socket->send(payload, source, group), 0);
    }
    /// Whether a connect from the client is answered (nobody listens: refused is an answer) within 0.15 s.
    bool answers(const IpAddress &address) const
    {
        // Else a question that failed before keeps the client from asking for the hardware address for a second.
        client->run("ip neigh flush all");
        bool answered = false;
        client->inside([&] {
            const bool v4 = address.family() == Family::V4;
            const Descriptor socket(::socket(v4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
            sockaddr_in6 to6{};
            sockaddr_in to4{};
            to6.sin6_family = AF_INET6;
            to4.sin_family = AF_INET;
            to6.sin6_port = to4.sin_port = htons(9);
            if (v4)
                std::memcpy(&to4.sin_addr, address.octets().data(), 4);
            else
                std::memcpy(&to6.sin6_addr, address.octets().data(), 16);
            connect(socket.get(), v4 ? reinterpret_cast<sockaddr *>(&to4) : reinterpret_cast<sockaddr *>(&to6),
                    v4 ? sizeof to4 : sizeof to6);
            pollfd ready{socket.get(), POLLOUT, 0};
            int error = 0;
            socklen_t size = sizeof error;
            answered = poll(&ready, 1, 150) > 0 && getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size) == 0 &&
                       error == ECONNREFUSED;
        });
        return answered;
    }
    /// Whether the client, knowing nothing yet, finds the hardware address.
    bool resolves(const IpAddress &address, const std::string &interface = "wire0") const
    {
        client->run("ip neigh flush dev " + interface + " nud all");
        answers(address);
        return client->run("ip neigh show dev " + interface + " to " + address.toString()).find("lladdr") !=
               std::string::npos;
    }
    /// The client knows the hardware address, so that traffic alone is asked.
    void teach(const IpAddress &address) const
    {
        const std::string shown = run("ip -o link show eth0");
        const std::string hardware = shown.substr(shown.find("link/ether ") + 11, 17);
        client->run("ip neigh replace " + address.toString() + " lladdr " + hardware + " dev wire0 nud permanent");
    }
    static std::string table() { return run("nft list table netdev tandem"); }

    const IpAddress vip4 = *IpAddress::parse("10.77.0.100");
    const IpAddress vip6 = *IpAddress::parse("fd00:77::100");
    const IpAddress own4 = *IpAddress::parse("10.77.0.1");
    const IpAddress own6 = *IpAddress::parse("fd00:77::1");
    std::optional<PeerNamespace> client;
    Fence fence;
};

TEST_F(FenceTest, WithoutAnAdvertNobodyIsToldWhereTheVipIsAndNothingGetsThere)
{
    ASSERT_TRUE(resolves(vip4));
    ASSERT_TRUE(resolves(vip6));
    ASSERT_TRUE(fence.apply({router4(), router6()}).has_value());
    EXPECT_FALSE(resolves(vip4));
    EXPECT_FALSE(resolves(vip6));
    teach(vip4);
    teach(vip6);
    EXPECT_FALSE(answers(vip4));
    EXPECT_FALSE(answers(vip6));
    EXPECT_TRUE(answers(own4)) << "the host's own address is not fenced";
    EXPECT_TRUE(answers(own6));
}

TEST_F(FenceTest, AnAdvertOpensItAndAfterItsTimeItClosesByItself)
{
    for (const auto &[id, router, vip] : {std::tuple(51, router4(std::chrono::milliseconds(800)), vip4),
                                          std::tuple(52, router6(std::chrono::milliseconds(800)), vip6)}) {
        ASSERT_TRUE(fence.apply({router}).has_value());
        ASSERT_FALSE(answers(vip));
        const auto begin = std::chrono::steady_clock::now();
        advertise(id, router.family);
        EXPECT_TRUE(resolves(vip)) << vip.toString();
        auto lastAnswer = begin;
        ASSERT_TRUE(eventually([&] {
            const auto asked = std::chrono::steady_clock::now();
            const bool answered = answers(vip);
            if (answered)
                lastAnswer = asked;
            return !answered;
        })) << vip.toString();
        EXPECT_GT(lastAnswer - begin, std::chrono::milliseconds(400));
        EXPECT_LT(lastAnswer - begin, std::chrono::milliseconds(820));
    }
}

TEST_F(FenceTest, EachAdvertKeepsItOpenForItsTimeAnew)
{
    ASSERT_TRUE(fence.apply({router4(), router6()}).has_value());
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(1200);
    bool open = true;
    ASSERT_TRUE(eventually([&] {
        advertise(51, Family::V4);
        advertise(52, Family::V6);
        open = open && answers(vip4) && answers(vip6);
        return std::chrono::steady_clock::now() > end;
    }));
    EXPECT_TRUE(open);
}

TEST_F(FenceTest, NeitherAResignationNorAnotherRoutersAdvertOpensIt)
{
    ASSERT_TRUE(fence.apply({router4(), router6()}).has_value());
    advertise(51, Family::V4, 0);
    advertise(52, Family::V4);
    advertise(51, Family::V6);
    advertise(52, Family::V6, 0);
    EXPECT_FALSE(answers(vip4));
    EXPECT_FALSE(answers(vip6));
}

TEST_F(FenceTest, WhatThePeerAdvertisesDoesNotOpenIt)
{
    ASSERT_TRUE(fence.apply({router4()}).has_value());
    client->inside([] {
        auto socket = PacketSocket::openForSending("wire0", static_cast<int>(if_nametoindex("wire0")), Family::V4);
        const IpAddress source = *IpAddress::parse("10.77.0.2");
        const std::vector vips{*IpAddress::parse("10.77.0.100")};
        const auto payload =
            vrrp::encode({3, *VirtualRouterId::of(51), Priority(200), std::chrono::milliseconds(100), vips, {}}, source,
                         vrrp::multicastGroup(Family::V4));
        ASSERT_EQ(socket->send(payload, source, vrrp::multicastGroup(Family::V4)), 0);
    });
    EXPECT_FALSE(answers(vip4));
}

TEST_F(FenceTest, TheHostItselfReachesItsVipsAndOtherOwnersThroughAClosedFence)
{
    run("ip addr del 10.77.0.100/32 dev eth0");
    client->run("ip addr add 10.77.0.100/32 dev wire0"); // the client has become the owner
    ASSERT_TRUE(fence.apply({router4(), router6()}).has_value());
    EXPECT_THAT(run("ip route get fd00:77::100"), HasSubstr("dev lo"));
    const auto refused = [](const char *address) {
        return run("bash -c 'exec 2>&1; timeout 2 bash -c \"</dev/tcp/" + std::string(address) + "/9\"; true'");
    };
    EXPECT_THAT(refused("fd00:77::100"), HasSubstr("refused"));
    EXPECT_THAT(refused("10.77.0.100"), HasSubstr("refused"));
}

TEST_F(FenceTest, TheHostLearnsFromTheNewOwnersGratuitousArp)
{
    run("ip addr del 10.77.0.100/32 dev eth0");
    ASSERT_TRUE(fence.apply({router4()}).has_value());
    run("ip neigh replace 10.77.0.100 lladdr 02:00:00:00:00:99 dev eth0 nud stale");
    client->inside([] {
        auto announcer = Announcer::open();
        ASSERT_TRUE(announcer.has_value());
        EXPECT_EQ(announcer->announce(*IpAddress::parse("10.77.0.100"), static_cast<int>(if_nametoindex("wire0")),
                                      {2, 0, 0, 0, 0, 0x42}),
                  0);
    });
    EXPECT_TRUE(
        eventually([] { return run("ip neigh show 10.77.0.100").find("02:00:00:00:00:42") != std::string::npos; }));
}

TEST_F(FenceTest, GuardsAVipThatStandsOnAnotherInterfaceThanItsAdverts)
{
    run("ip link add eth1 type veth peer name wire1 && ip addr add 10.78.0.1/24 dev eth1 && ip link set eth1 up");
    run("ip addr add 10.78.0.100/32 dev eth1 noprefixroute");
    wire("wire1", "10.78.0.2/24", "fd00:78::2/64");
    const IpAddress other = *IpAddress::parse("10.78.0.100");
    auto router = router4();
    router.vips = {{other, "eth1"}};
    ASSERT_TRUE(eventually([&] { return resolves(other, "wire1"); }));
    ASSERT_TRUE(fence.apply({router}).has_value());
    EXPECT_FALSE(resolves(other, "wire1"));
    advertise(51, Family::V4);
    EXPECT_TRUE(resolves(other, "wire1"));
    run("ip link del eth1");
}

TEST_F(FenceTest, StaysOpenWhenTheConfigurationIsAppliedAgain)
{
    ASSERT_TRUE(fence.apply({router4(std::chrono::seconds(20))}).has_value());
    advertise(51, Family::V4);
    ASSERT_TRUE(answers(vip4));
    auto changed = router4(std::chrono::seconds(30));
    changed.vips.push_back({*IpAddress::parse("10.77.0.101"), "eth0"});
    ASSERT_TRUE(fence.apply({changed, router6()}).has_value());
    EXPECT_TRUE(answers(vip4));
    EXPECT_FALSE(answers(vip6)) << "a new one is closed until it advertises";
    ASSERT_TRUE(fence.apply({changed}).has_value());
    EXPECT_TRUE(answers(vip4));
    EXPECT_TRUE(answers(vip6)) << "it is nobody's VIP any more";
}

TEST_F(FenceTest, AMasterIsOpenFromTheFirst)
{
    auto router = router4(std::chrono::seconds(20));
    router.open = true;
    ASSERT_TRUE(fence.apply({router}).has_value());
    EXPECT_TRUE(answers(vip4));
}

TEST_F(FenceTest, WhoWasMasterOnceIsNotOpenedWhenAnInterfaceComesBack)
{
    auto router = router4(std::chrono::seconds(20));
    router.open = true;
    router.vips.push_back({*IpAddress::parse("10.79.0.1"), "later0"});
    ASSERT_TRUE(fence.apply({router}).has_value());
    run("nft flush ruleset && ip link add later0 type bridge");
    ASSERT_TRUE(fence.interfacesChanged().has_value());
    EXPECT_THAT(table(), HasSubstr("later0"));
    EXPECT_FALSE(answers(vip4));
    run("ip link del later0");
}

TEST_F(FenceTest, AClosedFenceStaysClosedWhenItIsAppliedAgain)
{
    ASSERT_TRUE(fence.apply({router4()}).has_value());
    auto router = router4();
    router.open = true; // says so, but its set is there and empty
    ASSERT_TRUE(fence.apply({router}).has_value());
    EXPECT_FALSE(answers(vip4));
}

TEST_F(FenceTest, HearsThatAFirewallFlushedItAndIsMadeAnew)
{
    ASSERT_TRUE(fence.apply({router4(), router6()}).has_value());
    ASSERT_TRUE(fence.apply({router4(), router6()}).has_value());
    EXPECT_FALSE(fence.lost()) << "what it does itself is no loss";
    run("nft add table inet others && nft delete table inet others");
    EXPECT_FALSE(fence.lost());
    run("nft flush ruleset");
    pollfd news{fence.fd(), POLLIN, 0};
    ASSERT_EQ(poll(&news, 1, 1000), 1);
    EXPECT_TRUE(fence.lost());
    auto master = router6(std::chrono::seconds(20));
    master.open = true;
    ASSERT_TRUE(fence.apply({router4(), master}).has_value());
    EXPECT_FALSE(fence.lost());
    EXPECT_FALSE(answers(vip4));
    EXPECT_TRUE(answers(vip6)) << "it is MASTER all the while";
}

TEST_F(FenceTest, HearsThatSomebodyPutAnotherTableInItsPlaceAtOnce)
{
    ASSERT_TRUE(fence.apply({router4()}).has_value());
    EXPECT_FALSE(fence.lost());
    run("nft 'delete table netdev tandem; add table netdev tandem'");
    EXPECT_TRUE(fence.lost());
    ASSERT_TRUE(fence.apply({router4()}).has_value());
    EXPECT_FALSE(fence.lost());
    EXPECT_FALSE(answers(vip4));
}

TEST_F(FenceTest, HooksOnAnInterfaceThatComesBack)
{
    ASSERT_TRUE(fence.apply({router4()}).has_value());
    run("ip link del eth0");
    ASSERT_TRUE(fence.interfacesChanged().has_value());
    EXPECT_THAT(table(), Not(HasSubstr("device")));
    run("ip link add eth0 type veth peer name wire0 && ip addr add 10.77.0.1/24 dev eth0 && ip link set eth0 up");
    run("ip addr add 10.77.0.100/32 dev eth0 noprefixroute");
    wire("wire0", "10.77.0.2/24", "fd00:77::2/64");
    ASSERT_TRUE(fence.interfacesChanged().has_value());
    EXPECT_TRUE(eventually([this] { return answers(own4); }));
    EXPECT_FALSE(answers(vip4));
    advertise(51, Family::V4);
    EXPECT_TRUE(answers(vip4));
}

TEST_F(FenceTest, RemovingItLeavesNothing)
{
    ASSERT_TRUE(fence.apply({router4()}).has_value());
    ASSERT_TRUE(fence.remove().has_value());
    EXPECT_THAT(run("nft list ruleset"), IsEmpty());
    EXPECT_TRUE(answers(vip4));
    EXPECT_THAT(fence.inForce(), IsEmpty());
    EXPECT_TRUE(fence.remove().has_value()) << "what is not there is no error";
}

TEST_F(FenceTest, FiveHundredRoutersAreInForceAndTheirNewsIsNoLoss)
{
    std::vector<FencedRouter> routers;
    for (int i = 0; i < 500; ++i) {
        FencedRouter router = i < 250 ? router4() : router6();
        router.virtualRouterId = *VirtualRouterId::of(i % 250 + 1);
        const std::string last = i < 250 ? "10.77.1." + std::to_string(i + 1) : "fd00:77::1:" + std::to_string(i);
        router.vips = {{*IpAddress::parse(last), "eth0"}};
        routers.push_back(router);
    }
    const auto timed = [&](std::string name) {
        const auto begin = std::chrono::steady_clock::now();
        const auto done = fence.apply(routers);
        const auto took = std::chrono::steady_clock::now() - begin;
        EXPECT_TRUE(done.has_value()) << describe(done.error());
        const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
        RecordProperty(name, static_cast<int>(milliseconds));
        std::printf("%s: %d ms\n", name.c_str(), static_cast<int>(milliseconds));
    };
    timed("first");
    routers[50].vips = {{vip4, "eth0"}};
    timed("changed");
    EXPECT_FALSE(answers(vip4));
    advertise(51, Family::V4);
    EXPECT_TRUE(answers(vip4));
    EXPECT_FALSE(fence.lost()) << "more news of its own than there is room for is no loss";
    routers.pop_back();
    ASSERT_TRUE(fence.apply(routers).has_value());
    EXPECT_FALSE(fence.lost());
    run("nft flush ruleset");
    EXPECT_TRUE(fence.lost());
}

TEST_F(FenceTest, SaysWhatNftSays)
{
    const auto refused = runNft("add rule netdev nowhere\n");
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::System);
    EXPECT_THAT(refused.error().text, HasSubstr("syntax error"));
}

TEST_F(FenceTest, DoesNotWaitForEverForNft)
{
    const auto late = runNft("add table netdev tandem\n", Duration{});
    ASSERT_FALSE(late.has_value());
    EXPECT_THAT(late.error().text, HasSubstr("in time"));
}

TEST_F(FenceTest, WorksWithTheOneCapabilityThatAServiceHas)
{
    const pid_t child = fork();
    if (child == 0) {
        // As systemd leaves it: another user, CAP_NET_ADMIN permitted and effective.
        prctl(PR_SET_KEEPCAPS, 1);
        if (syscall(SYS_setresuid, 65534, 65534, 65534) != 0)
            _exit(3);
        __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
        __user_cap_data_struct sets[2] = {};
        sets[0].permitted = sets[0].effective = 1U << CAP_NET_ADMIN;
        if (syscall(SYS_capset, &header, sets) != 0)
            _exit(4);
        const auto done = Fence().apply({router4()});
        if (!done)
            std::fprintf(stderr, "%s\n", describe(done.error()).c_str());
        _exit(done ? 0 : 5);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(WEXITSTATUS(status), 0);
    EXPECT_FALSE(answers(vip4));
}

} // namespace tandem::net::testing
