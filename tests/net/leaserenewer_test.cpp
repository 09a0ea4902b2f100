// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/leaserenewer.h"

#include "namespacetest.h"

#include <linux/if_addr.h>
#include <net/if.h>

namespace tandem::net::testing {

class LeaseRenewerTest : public NamespaceTest
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
    std::optional<KernelAddress> found()
    {
        const auto listed = manager->list();
        for (const auto &address : *listed) {
            if (address.address == vip)
                return address;
        }
        return std::nullopt;
    }
    void hold(int lease)
    {
        const Vip added{vip, index, ""};
        ASSERT_EQ(manager->add(std::span(&added, 1), lease), 0);
        board.slots[3].take();
        Renewal renewal{3, lease, {{"eth0", vip, ""}}};
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

    IpAddress vip = *IpAddress::parse("10.77.0.100");
    int index = 0;
    std::optional<AddressManager> manager;
    LeaseBoard board;
    LeaseRenewer renewer{board};
};

TEST_F(LeaseRenewerTest, RenewsWhileAdvertsAreSentAndStopsWithThem)
{
    hold(1);
    EXPECT_TRUE(thereWhileAdvertising(std::chrono::milliseconds(2600)));
    EXPECT_TRUE(found()->flags & IFA_F_NOPREFIXROUTE);
    EXPECT_EQ(found()->prefixLength, 32);
    EXPECT_TRUE(eventually([this] { return !found(); }));
}

TEST_F(LeaseRenewerTest, RenewsAnIpv6VipWithoutMakingItASource)
{
    vip = *IpAddress::parse("fd00:77::100");
    hold(1);
    EXPECT_TRUE(thereWhileAdvertising(std::chrono::milliseconds(2600)));
    EXPECT_EQ(found()->preferredSeconds, 0U);
    EXPECT_EQ(found()->prefixLength, 128);
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
