// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/addressmanager.h"

#include "daemon/net/linklocal.h"
#include "namespacetest.h"

#include <cerrno>
#include <gmock/gmock.h>
#include <linux/if_addr.h>
#include <net/if.h>

namespace tandem::net::testing {

using ::testing::HasSubstr;
using ::testing::Not;

class AddressManagerTest : public NamespaceTest
{
protected:
    void SetUp() override
    {
        NamespaceTest::SetUp();
        if (IsSkipped())
            return;
        index = static_cast<int>(if_nametoindex("eth0"));
        auto opened = AddressManager::open();
        ASSERT_TRUE(opened.has_value());
        manager.emplace(std::move(*opened));
    }
    struct Leased
    {
        std::vector<Vip> vips;
        int seconds = 0;
    };
    Leased batch(int lease) const { return {{{vip, index, ""}}, lease}; }
    std::optional<KernelAddress> found() { return found(vip); }
    std::optional<KernelAddress> found(const IpAddress &wanted)
    {
        const auto listed = manager->list();
        if (!listed)
            return std::nullopt;
        for (const auto &address : *listed) {
            if (address.address == wanted)
                return address;
        }
        return std::nullopt;
    }

    IpAddress vip = *IpAddress::parse("10.77.0.100");
    IpAddress vip6 = *IpAddress::parse("fd00:77::100");
    int index = 0;
    std::optional<AddressManager> manager;
};

TEST_F(AddressManagerTest, AddsAVipAsAHostAddressWithoutARouteAndWithALease)
{
    auto messages = batch(30);
    ASSERT_EQ(manager->add(messages.vips, messages.seconds), 0);
    const auto address = found();
    ASSERT_TRUE(address.has_value());
    EXPECT_EQ(address->prefixLength, 32);
    EXPECT_TRUE(address->flags & IFA_F_NOPREFIXROUTE);
    EXPECT_FALSE(address->flags & IFA_F_PERMANENT);
    EXPECT_EQ(address->validSeconds, 30U);
    EXPECT_EQ(address->preferredSeconds, 30U);
    const std::string shown = addresses("eth0");
    EXPECT_THAT(shown, HasSubstr("\"local\":\"10.77.0.100\",\"prefixlen\":32"));
    EXPECT_THAT(shown, HasSubstr("\"noprefixroute\":true"));
    EXPECT_THAT(run("ip route show 10.77.0.100"), ::testing::IsEmpty());
}

TEST_F(AddressManagerTest, WithoutALeaseAVipStaysForEver)
{
    auto messages = batch(0);
    ASSERT_EQ(manager->add(messages.vips, messages.seconds), 0);
    EXPECT_FALSE(found()->leased());
}

TEST_F(AddressManagerTest, AddsAndRemovesSeveralVipsWithTheirLabelsAtOnce)
{
    const Leased messages{{{vip, index, "eth0:vip"}, {*IpAddress::parse("10.77.0.101"), index, ""}}, 30};
    ASSERT_EQ(manager->add(messages.vips, messages.seconds), 0);
    EXPECT_THAT(addresses("eth0"), HasSubstr("\"label\":\"eth0:vip\""));
    EXPECT_THAT(addresses("eth0"), HasSubstr("10.77.0.101"));
    ASSERT_EQ(manager->remove(messages.vips), 0);
    EXPECT_THAT(addresses("eth0"), Not(HasSubstr("10.77.0.10")));
    EXPECT_THAT(addresses("eth0"), HasSubstr("10.77.0.1"));
}

TEST_F(AddressManagerTest, RemovingWhatIsGoneIsNoError)
{
    auto messages = batch(30);
    EXPECT_EQ(manager->remove(messages.vips), 0);
}

TEST_F(AddressManagerTest, SaysWhyTheKernelRefuses)
{
    const Leased nowhere{{{vip, 4711, ""}}, 30};
    EXPECT_EQ(manager->add(nowhere.vips, nowhere.seconds), ENODEV);
}

TEST_F(AddressManagerTest, AVipThatIsNotRenewedGoesByItself)
{
    auto messages = batch(1);
    ASSERT_EQ(manager->add(messages.vips, messages.seconds), 0);
    const auto begin = std::chrono::steady_clock::now();
    ASSERT_TRUE(eventually([this] { return !found(); }));
    EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(900));
    EXPECT_LE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(2500));
}

TEST_F(AddressManagerTest, AnIpv6VipIsDeprecatedFromTheStartAndNotProbedFor)
{
    const Vip six{vip6, index, ""};
    for (const int lease : {30, 0}) {
        ASSERT_EQ(manager->add(std::span(&six, 1), lease), 0);
        const auto address = found(vip6);
        ASSERT_TRUE(address.has_value());
        EXPECT_EQ(address->prefixLength, 128);
        EXPECT_TRUE(address->flags & IFA_F_NOPREFIXROUTE);
        EXPECT_TRUE(address->flags & IFA_F_NODAD);
        EXPECT_TRUE(address->flags & IFA_F_DEPRECATED);
        EXPECT_FALSE(address->flags & IFA_F_TENTATIVE);
        EXPECT_EQ(address->validSeconds, lease > 0 ? 30U : KernelAddress::forEver);
        EXPECT_EQ(address->preferredSeconds, 0U);
        EXPECT_THAT(run("ip -6 -j addr show dev eth0"), HasSubstr("\"deprecated\":true"));
        EXPECT_EQ(address->leased() && address->index == index, lease > 0);
    }
    ASSERT_EQ(manager->remove(std::span(&six, 1)), 0);
    EXPECT_FALSE(found(vip6).has_value());
    EXPECT_EQ(manager->remove(std::span(&six, 1)), 0) << "what is not there is no error";
}

TEST_F(AddressManagerTest, RenewingAnIpv6VipKeepsItsFlags)
{
    const Vip six{vip6, index, ""};
    ASSERT_EQ(manager->add(std::span(&six, 1), 30), 0);
    const auto before = found(vip6);
    ASSERT_EQ(manager->add(std::span(&six, 1), 60), 0);
    EXPECT_EQ(found(vip6)->flags, before->flags);
    EXPECT_EQ(found(vip6)->validSeconds, 60U);
    EXPECT_EQ(found(vip6)->preferredSeconds, 0U);
}

TEST_F(AddressManagerTest, AddsAndRemovesMoreVipsThanOneDatagramHolds)
{
    std::vector<Vip> vips;
    for (int i = 1; i <= 100; ++i) {
        vips.push_back({*IpAddress::parse("10.78.0." + std::to_string(i)), index, ""});
        vips.push_back({*IpAddress::parse("fd00:78::" + std::to_string(i)), index, ""});
        vips.push_back({*IpAddress::parse("10.79.0." + std::to_string(i)), 0, ""}); // has no interface
    }
    const auto before = manager->list()->size();
    ASSERT_EQ(manager->add(vips, 30), 0);
    EXPECT_EQ(manager->list()->size(), before + 200);
    std::vector<std::size_t> removed;
    ASSERT_EQ(manager->remove(vips, [&removed](std::size_t which) { removed.push_back(which); }), 0);
    EXPECT_EQ(manager->list()->size(), before);
    EXPECT_EQ(removed.size(), 200U);
    EXPECT_EQ(removed.back(), 298U);
}

TEST_F(AddressManagerTest, ALinkLocalAddressIsNeitherAVipNorOneThatIsStillTested)
{
    const auto own = [] { return linkLocalAddress("eth0"); };
    ASSERT_TRUE(eventually([&] { return own().has_value(); }));
    const IpAddress address = *own();
    EXPECT_TRUE(address.isLinkLocal());
    run("ip addr add fe80::1/128 dev eth0 nodad");
    EXPECT_EQ(own(), address);
    run("ip addr del " + address.toString() + "/64 dev eth0");
    EXPECT_FALSE(own().has_value());
    run("ip link add bare0 type veth peer name bare1 && ip link set bare0 up"); // no carrier: stays tentative
    run("ip addr add fe80::5/64 dev bare0");
    EXPECT_FALSE(linkLocalAddress("bare0").has_value());
    EXPECT_FALSE(linkLocalAddress("nosuch0").has_value());
    run("ip link del bare0");
}

} // namespace tandem::net::testing
