// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/addressmanager.h"

#include "daemon/guard/leaserenewer.h"
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
    AddressBatch batch(int lease) const { return AddressBatch({{vip, index, ""}}, lease); }
    std::optional<KernelAddress> found()
    {
        const auto listed = manager->list();
        if (!listed)
            return std::nullopt;
        for (const auto &address : *listed) {
            if (address.address == vip)
                return address;
        }
        return std::nullopt;
    }

    IpAddress vip = *IpAddress::parse("10.77.0.100");
    int index = 0;
    std::optional<AddressManager> manager;
};

TEST_F(AddressManagerTest, AddsAVipAsAHostAddressWithoutARouteAndWithALease)
{
    auto messages = batch(30);
    ASSERT_EQ(manager->add(messages), 0);
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
    ASSERT_EQ(manager->add(messages), 0);
    EXPECT_FALSE(found()->leased());
}

TEST_F(AddressManagerTest, AddsAndRemovesSeveralVipsWithTheirLabelsAtOnce)
{
    AddressBatch messages({{vip, index, "eth0:vip"}, {*IpAddress::parse("10.77.0.101"), index, ""}}, 30);
    ASSERT_EQ(manager->add(messages), 0);
    EXPECT_THAT(addresses("eth0"), HasSubstr("\"label\":\"eth0:vip\""));
    EXPECT_THAT(addresses("eth0"), HasSubstr("10.77.0.101"));
    ASSERT_EQ(manager->remove(messages), 0);
    EXPECT_THAT(addresses("eth0"), Not(HasSubstr("10.77.0.10")));
    EXPECT_THAT(addresses("eth0"), HasSubstr("10.77.0.1"));
}

TEST_F(AddressManagerTest, RemovingWhatIsGoneIsNoError)
{
    auto messages = batch(30);
    EXPECT_EQ(manager->remove(messages), 0);
}

TEST_F(AddressManagerTest, SaysWhyTheKernelRefuses)
{
    AddressBatch nowhere({{vip, 4711, ""}}, 30);
    EXPECT_EQ(manager->add(nowhere), ENODEV);
}

TEST_F(AddressManagerTest, AVipThatIsNotRenewedGoesByItself)
{
    auto messages = batch(1);
    ASSERT_EQ(manager->add(messages), 0);
    const auto begin = std::chrono::steady_clock::now();
    ASSERT_TRUE(eventually([this] { return !found(); }));
    EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(900));
    EXPECT_LE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(2500));
}

class LeaseRenewerTest : public AddressManagerTest
{
protected:
    void hold(int lease)
    {
        auto messages = batch(lease);
        ASSERT_EQ(manager->add(messages), 0);
        board.slots[3].take();
        guard::Renewal renewal{3, lease, {{"eth0", vip, ""}}};
        ASSERT_TRUE(renewer.renew({renewal}).has_value());
    }
    /// Advertises for so long, with the address seen all the while; false once it is missing.
    bool thereWhileAdvertising(std::chrono::milliseconds time)
    {
        const auto end = std::chrono::steady_clock::now() + time;
        bool there = true;
        eventually([&] {
            board.slots[3].adverts.fetch_add(1);
            there = there && found().has_value();
            return !there || std::chrono::steady_clock::now() > end;
        });
        return there;
    }

    LeaseBoard board;
    guard::LeaseRenewer renewer{board};
};

TEST_F(LeaseRenewerTest, RenewsWhileAdvertsAreSentAndStopsWithThem)
{
    hold(1);
    EXPECT_TRUE(thereWhileAdvertising(std::chrono::milliseconds(2600)));
    EXPECT_TRUE(found()->flags & IFA_F_NOPREFIXROUTE);
    EXPECT_EQ(found()->prefixLength, 32);
    EXPECT_TRUE(eventually([this] { return !found(); }));
}

TEST_F(LeaseRenewerTest, DoesNotBringBackAVipThatSomebodyDeleted)
{
    hold(1);
    ASSERT_TRUE(thereWhileAdvertising(std::chrono::milliseconds(600)));
    run("ip addr del 10.77.0.100/32 dev eth0");
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(900);
    const bool came = !eventually([&] {
        board.slots[3].adverts.fetch_add(1);
        return found().has_value() || std::chrono::steady_clock::now() > end;
    }) || found().has_value();
    EXPECT_FALSE(came);
}

TEST_F(LeaseRenewerTest, DoesNotRenewWhatTheEngineReleased)
{
    hold(1);
    board.slots[3].release();
    EXPECT_TRUE(eventually([this] {
        board.slots[3].adverts.fetch_add(1);
        return !found();
    }));
}

} // namespace tandem::net::testing
