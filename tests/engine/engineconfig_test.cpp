// SPDX-License-Identifier: GPL-3.0-or-later
#include "enginetest.h"

#include <gmock/gmock.h>

namespace tandem::engine::testing {

using ::testing::HasSubstr;

TEST(EngineConfig, TakesOverWhatTheFileSays)
{
    const auto config = configOf(clusterText("advert_int = 0.5\nnopreempt = true\n"), "maxscale2");
    ASSERT_EQ(config.instances.size(), 1U);
    const auto &instance = config.instances[0];
    EXPECT_EQ(instance.router.priority.value(), 100);
    EXPECT_EQ(instance.router.interval, 500ms);
    EXPECT_FALSE(instance.router.preempt);
    EXPECT_EQ(instance.router.primaryAddress, peer);
    EXPECT_EQ(instance.plan.interface, "eth0");
    EXPECT_EQ(instance.destinations, std::vector{group});
}

TEST(EngineConfig, ReadsThePasswordFromItsFile)
{
    const std::string path = ::testing::TempDir() + "tandem_auth_pass";
    FILE *file = fopen(path.c_str(), "w");
    fputs("secret\n", file);
    fclose(file);
    chmod(path.c_str(), 0600);
    const auto config = configOf(clusterText("version = 2\nauth_type = \"PASS\"\nauth_pass_file = \"" + path + "\"\n"));
    unlink(path.c_str());
    EXPECT_EQ(config.instances[0].router.pass, vrrp::authDataOf("secret"));
}

TEST(EngineConfig, DevAndLabelGoWithTheVip)
{
    auto text = clusterText();
    text.replace(text.find("\"10.77.0.100/24\""), 16,
                 "{ address = \"10.77.0.100/24\", dev = \"eth1\", label = \"eth1:vip\" }");
    const auto config = configOf(text);
    EXPECT_EQ(config.instances[0].plan.vips[0].dev, "eth1");
    EXPECT_EQ(config.instances[0].plan.vips[0].label, "eth1:vip");
    EXPECT_EQ(config.interfaces(), (std::vector<std::string>{"eth0", "eth1"}));
}

std::string withVip(const std::string &vip, const std::string &more = "")
{
    auto text = clusterText(more);
    text.replace(text.find("10.77.0.100/24"), 14, vip);
    return text;
}

TEST(EngineConfig, AnIpv6InstanceSpeaksFromTheInterfacesLinkLocalAddress)
{
    const auto config = configOf(withVip("fd00:77::100/64"));
    const auto &instance = config.instances.at(0);
    EXPECT_TRUE(instance.linkLocalSource);
    EXPECT_EQ(instance.plan.source.toString(), "fe80::1");
    EXPECT_EQ(instance.router.primaryAddress, instance.plan.source);
    ASSERT_EQ(instance.destinations.size(), 1U);
    EXPECT_EQ(instance.destinations[0].toString(), "ff02::12");
}

TEST(EngineConfig, WithoutALinkLocalAddressItHasNoSourceYet)
{
    const auto made = makeEngineConfig(cluster(withVip("fd00:77::100/64")), "maxscale1",
                                       [](const std::string &) { return std::nullopt; });
    ASSERT_TRUE(made.has_value());
    EXPECT_TRUE(made->instances[0].linkLocalSource);
    EXPECT_TRUE(made->instances[0].plan.source.isUnspecified());
    EXPECT_EQ(made->instances[0].plan.source.family(), Family::V6);
}

std::string withAddress6(std::string text, const std::string &first, const std::string &second)
{
    text.insert(text.find("interface = \"eth0\"\npriority = 150"), "address6 = \"" + first + "\"\n");
    text.insert(text.find("interface = \"eth0\"\npriority = 100"), "address6 = \"" + second + "\"\n");
    return text;
}

TEST(EngineConfig, Address6IsTheSourceWhereItIsWritten)
{
    const auto multicast = configOf(withAddress6(withVip("fd00:77::100/64"), "fe80::a", "fe80::b"));
    EXPECT_EQ(multicast.instances[0].plan.source.toString(), "fe80::a");
    EXPECT_FALSE(multicast.instances[0].linkLocalSource);
    const auto unicast =
        configOf(withAddress6(withVip("fd00:77::100/64", "unicast = true\n"), "fd00:77::1", "fd00:77::2"));
    EXPECT_EQ(unicast.instances[0].plan.source.toString(), "fd00:77::1");
    EXPECT_EQ(unicast.instances[0].destinations, std::vector{*IpAddress::parse("fd00:77::2")});
    EXPECT_EQ(unicast.instances[0].router.peers,
              (std::vector<vrrp::PeerPriority>{{*IpAddress::parse("fd00:77::2"), Priority(100)}}));
}

TEST(EngineConfig, MulticastOverIpv6ComesFromALinkLocalAddressWhateverAddress6Is)
{
    const auto config = configOf(withAddress6(withVip("fd00:77::100/64"), "fd00:77::1", "fd00:77::2"));
    EXPECT_EQ(config.instances[0].plan.source.toString(), "fe80::1"); // RFC 5798 5.1.2.1
}

TEST(EngineConfig, MembersOfASyncGroupMoveTogetherAndTheOthersDoNot)
{
    const std::string more = "[[vrrp_instance]]\nname = \"VI_2\"\nvirtual_router_id = 52\n"
                             "virtual_ipaddress = [\"10.77.0.101/24\"]\n"
                             "[[vrrp_instance]]\nname = \"VI_3\"\nvirtual_router_id = 53\n"
                             "virtual_ipaddress = [\"10.77.0.102/24\"]\n"
                             "[[sync_group]]\nname = \"G\"\nmembers = [\"VI_3\", \"VI_1\"]\n";
    const auto config = configOf(clusterText("", more));
    ASSERT_EQ(config.groups.size(), 1U);
    EXPECT_EQ(config.groups[0].name, "G");
    EXPECT_EQ(config.groups[0].members, (std::vector<std::size_t>{0, 2}));
    EXPECT_TRUE(config.instances[0].router.synced);
    EXPECT_FALSE(config.instances[1].router.synced);
    EXPECT_TRUE(config.instances[2].router.synced);
}

TEST(EngineConfig, ExcludedVipsStandBehindTheAdvertisedOnes)
{
    const auto config = configOf(
        clusterText("virtual_ipaddress_excluded = [\"192.0.2.7/24\", \"fd00:77::9/64\"]\nstart_delay = 2.5\n"));
    const auto &instance = config.instances[0];
    ASSERT_EQ(instance.plan.vips.size(), 3U);
    EXPECT_EQ(instance.plan.vips[1].address.toString(), "192.0.2.7");
    EXPECT_EQ(instance.plan.vips[2].address.toString(), "fd00:77::9");
    EXPECT_EQ(instance.router.addresses.size(), 1U);
    EXPECT_EQ(instance.router.startDelay, 2500ms);
}

TEST(EngineConfig, KnowsWhatTheOtherNodesCanAdvertiseWithTheirWeights)
{
    const auto config =
        configOf(clusterText("track = [\"c\"]\n", "[[check]]\nname = \"c\"\nkind = \"file\"\nfile = \"/x\"\n"
                                                  "weight = 20\n"));
    EXPECT_EQ(config.instances[0].router.peers, (std::vector<vrrp::PeerPriority>{{peer, Priority(120)}}));
}

TEST(EngineConfig, TheOwnerOfTheAddressesIsNotFenced)
{
    auto text = clusterText();
    EXPECT_TRUE(configOf(text).instances[0].fence);
    EXPECT_FALSE(configOf(clusterText("fence = false\n")).instances[0].fence);
    text.replace(text.find("priority = 150"), 14, "priority = 255");
    EXPECT_FALSE(configOf(text).instances[0].fence);
    EXPECT_TRUE(configOf(text, "maxscale2").instances[0].fence);
}

EngineConfig named(const std::vector<std::string> &names)
{
    EngineConfig config;
    for (const auto &name : names) {
        auto &instance = config.instances.emplace_back();
        instance.router.name = name;
        instance.router.virtualRouterId = *VirtualRouterId::of(name[0]);
        instance.plan.interface = name;
    }
    return config;
}

std::vector<Slot> slotsOf(const EngineConfig &config)
{
    std::vector<Slot> slots;
    for (const auto &instance : config.instances)
        slots.push_back(instance.slot);
    return slots;
}

TEST(Slots, AreKeptByTheNameOfTheInstance)
{
    auto first = named({"a", "b", "c"});
    assignSlots(first, nullptr);
    EXPECT_EQ(slotsOf(first), (std::vector<Slot>{0, 1, 2}));
    auto second = named({"c", "d", "a"});
    assignSlots(second, &first);
    EXPECT_EQ(slotsOf(second), (std::vector<Slot>{2, 3, 0})) << "b's is not given on at once";
    auto third = named({"c", "d", "a", "e"});
    assignSlots(third, &second);
    EXPECT_EQ(slotsOf(third), (std::vector<Slot>{2, 3, 0, 1}));
}

TEST(Slots, AreKeptByARouterThatIsOnlyRenamed)
{
    auto first = named({"a", "b"});
    assignSlots(first, nullptr);
    auto second = first;
    std::swap(second.instances[0].router.name, second.instances[1].router.name);
    assignSlots(second, &first);
    EXPECT_EQ(slotsOf(second), (std::vector<Slot>{0, 1}));
    auto third = named({"a", "b"});
    third.instances[0].router.virtualRouterId = *VirtualRouterId::of(7);
    assignSlots(third, &first);
    EXPECT_EQ(slotsOf(third), (std::vector<Slot>{0, 1})) << "by its name";
}

TEST(Slots, AreGivenOnWhereThereIsNoOther)
{
    std::vector<std::string> names;
    for (std::size_t i = 0; i < mostInstances; ++i)
        names.push_back("i" + std::to_string(i));
    auto first = named(names);
    assignSlots(first, nullptr);
    names[7] = "other";
    auto second = named(names);
    assignSlots(second, &first);
    EXPECT_EQ(second.instances[7].slot, 7U);
}

TEST(EngineConfig, RefusesANodeThatTheFileDoesNotName)
{
    const auto refused = makeEngineConfig(cluster(clusterText()), "maxscale9", linkLocalOf);
    ASSERT_FALSE(refused.has_value());
    EXPECT_THAT(refused.error().text, HasSubstr("maxscale9"));
}

TEST(EngineConfig, RefusesAClusterThatKeepalivedRuns)
{
    auto text = clusterText();
    text.replace(text.find("name = \"shop\""), 13, "name = \"shop\"\nengine = \"keepalived\"");
    EXPECT_FALSE(makeEngineConfig(cluster(text), "maxscale1", linkLocalOf).has_value());
}

} // namespace tandem::engine::testing
