// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/fence.h"

#include <gmock/gmock.h>

namespace tandem::net::testing {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

FencedRouter router(int id, Family family, const std::string &interface, std::vector<FencedRouter::Vip> vips)
{
    FencedRouter made;
    made.virtualRouterId = *VirtualRouterId::of(id);
    made.family = family;
    made.interface = interface;
    made.openFor = std::chrono::milliseconds(2900);
    made.vips = std::move(vips);
    return made;
}

FencedRouter::Vip vip(const char *address, const char *dev)
{
    return {*IpAddress::parse(address), dev};
}

} // namespace

TEST(FenceTimeout, IsBelowThreeIntervalsByATenthOrByTheKernelsGranularity)
{
    using namespace std::chrono_literals;
    EXPECT_EQ(fenceTimeout(1s), 2900ms);
    EXPECT_EQ(fenceTimeout(100ms), 290ms);
    EXPECT_EQ(fenceTimeout(10ms), 25ms);
    EXPECT_EQ(fenceTimeout(40950ms), 118755ms);
}

TEST(FenceRules, WithoutRoutersTheTableGoesWhetherItWasThereOrNot)
{
    EXPECT_EQ(fenceRules({}, nullptr, {}), "add table netdev tandem\ndelete table netdev tandem\n");
    const std::vector before{router(51, Family::V4, "eth0", {})};
    EXPECT_EQ(fenceRules({}, &before, {}), fenceRules({}, nullptr, {}));
}

TEST(FenceRules, HooksOnlyOnInterfacesThatAreThere)
{
    const std::vector routers{router(51, Family::V4, "eth0", {vip("10.77.0.100", "eth1")})};
    EXPECT_THAT(fenceRules(routers, nullptr, {"eth1"}), HasSubstr("ingress devices = { \"eth1\" }"));
    EXPECT_THAT(fenceRules(routers, nullptr, {}), Not(HasSubstr("hook ")));
}

TEST(FenceRules, NeverHooksOnTheLoopback)
{
    EXPECT_THAT(fencedDevices({router(51, Family::V4, "eth0", {vip("10.77.0.100", "lo"), vip("10.77.0.101", "br0")})}),
                ElementsAre("br0", "eth0"));
}

TEST(FenceRules, LooksAVipUpInsteadOfComparingWithEach)
{
    std::vector<FencedRouter> routers;
    for (int id = 1; id <= 200; ++id)
        routers.push_back(router(id, Family::V4, "eth0", {vip(("10.78.0." + std::to_string(id)).c_str(), "eth0")}));
    const std::string rules = fenceRules(routers, nullptr, {"eth0"});
    std::size_t lookups = 0;
    for (auto at = rules.find("ip daddr vmap"); at != std::string::npos; at = rules.find("ip daddr vmap", at + 1))
        ++lookups;
    EXPECT_EQ(lookups, 1U);
}

TEST(FenceRules, TellsLinkLocalVipsApartByTheirInterface)
{
    const std::string rules = fenceRules({router(1, Family::V6, "eth0", {vip("fe80::1", "eth0")}),
                                          router(1, Family::V6, "eth1", {vip("fe80::1", "eth1")})},
                                         nullptr, {"eth0", "eth1"});
    EXPECT_THAT(rules, HasSubstr("\"eth0\" . fe80::1 : goto to6_1_eth0"));
    EXPECT_THAT(rules, HasSubstr("\"eth1\" . fe80::1 : goto to6_1_eth1"));
    EXPECT_THAT(rules, Not(HasSubstr("ip6 daddr vmap { fe80::1")));
}

TEST(FenceRules, LeaveFramesWithAVlansTagToTheVlansOwnInterface)
{
    const std::string rules =
        fenceRules({router(51, Family::V4, "eth0", {vip("10.77.0.100", "eth0")})}, nullptr, {"eth0"});
    for (const char *chain : {"in", "out"}) {
        const std::string first = std::string("add rule netdev tandem ") + chain + " ";
        EXPECT_EQ(rules.find(first), rules.find(first + "@ll,96,16 { 0x8100, 0x88a8 } accept\n")) << chain;
    }
}

TEST(FenceRules, LeaveTheSetsOfRoutersThatStayAlone)
{
    const std::vector before{router(51, Family::V4, "eth0", {vip("10.77.0.100", "eth0")}),
                             router(52, Family::V4, "eth0", {vip("10.77.0.101", "eth0")})};
    auto after = std::vector{before[0], router(53, Family::V4, "eth0", {vip("10.77.0.102", "eth0")})};
    after[0].open = after[1].open = true;
    const std::string rules = fenceRules(after, &before, {"eth0"});
    EXPECT_THAT(rules, Not(HasSubstr("delete table")));
    EXPECT_THAT(rules, Not(HasSubstr("delete set netdev tandem open4_51_eth0")));
    EXPECT_THAT(rules, Not(HasSubstr("add element netdev tandem open4_51_eth0")));
    EXPECT_THAT(rules, HasSubstr("delete set netdev tandem open4_52_eth0\n"));
    EXPECT_THAT(rules, HasSubstr("delete chain netdev tandem to4_52_eth0\n"));
    EXPECT_THAT(rules, HasSubstr("add element netdev tandem open4_53_eth0 { 0 timeout 2900ms }\n"));
}

TEST(FenceRules, NamesOfInterfacesDoNotMeetInTheNamesOfSets)
{
    const std::string rules = fenceRules(
        {router(1, Family::V4, "br-0", {}), router(1, Family::V4, "br.0", {}), router(1, Family::V4, "br_0", {})},
        nullptr, {});
    EXPECT_THAT(rules, HasSubstr("add set netdev tandem open4_1_br_2d0 "));
    EXPECT_THAT(rules, HasSubstr("add set netdev tandem open4_1_br_2e0 "));
    EXPECT_THAT(rules, HasSubstr("add set netdev tandem open4_1_br_5f0 "));
}

TEST(FenceRules, SplitManyInterfacesIntoHooksThatTheKernelTakes)
{
    std::vector<FencedRouter> routers;
    std::vector<std::string> devices;
    for (int i = 0; i < 300; ++i) {
        devices.push_back("v" + std::to_string(i));
        routers.push_back(router(1, Family::V4, devices.back(), {}));
    }
    const std::string rules = fenceRules(routers, nullptr, devices);
    EXPECT_THAT(rules, HasSubstr("add chain netdev tandem hook_in1 { type filter hook ingress devices = { \"v256\""));
    EXPECT_THAT(rules, Not(HasSubstr("hook_in2")));
}

} // namespace tandem::net::testing
