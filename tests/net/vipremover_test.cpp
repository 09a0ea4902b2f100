// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/guard/vipremover.h"

#include "namespacetest.h"

#include <gmock/gmock.h>
#include <net/if.h>

namespace tandem::net::testing {

using ::testing::HasSubstr;
using ::testing::Not;

class VipRemoverTest : public NamespaceTest
{
protected:
    void SetUp() override
    {
        NamespaceTest::SetUp();
        if (IsSkipped())
            return;
        auto opened = guard::VipRemover::open();
        ASSERT_TRUE(opened.has_value());
        remover.emplace(std::move(*opened));
    }
    static engine::VipPlace place(const char *address, const char *dev = "eth0")
    {
        return {dev, *IpAddress::parse(address)};
    }
    std::optional<guard::VipRemover> remover;
};

TEST_F(VipRemoverTest, SweepsOnlyWhatItMayHavePutThere)
{
    run("ip addr add 10.77.0.100/32 dev eth0 valid_lft 100 preferred_lft 100"); // leased: ours
    run("ip addr add 10.77.0.101/32 dev eth0");                                 // in the record: ours
    run("ip addr add 10.77.0.102/32 dev eth0");                                 // a VIP of the file, by somebody's hand
    run("ip addr add 10.77.0.103/32 dev eth0 valid_lft 100 preferred_lft 100"); // no VIP of the file
    const auto lines = remover->sweep({place("10.77.0.100"), place("10.77.0.102")}, {place("10.77.0.101")});
    ASSERT_TRUE(lines.has_value());
    EXPECT_EQ(lines->size(), 3U);
    const std::string left = addresses("eth0");
    EXPECT_THAT(left, Not(HasSubstr("10.77.0.100")));
    EXPECT_THAT(left, Not(HasSubstr("10.77.0.101")));
    EXPECT_THAT(left, HasSubstr("10.77.0.102"));
    EXPECT_THAT(left, HasSubstr("10.77.0.103"));
}

TEST_F(VipRemoverTest, SweepsBothFamiliesAndOnlyAddressesOfOneHost)
{
    run("ip addr add fd00:77::100/128 dev eth0 nodad valid_lft 100 preferred_lft 0");
    run("ip addr add fd00:77::101/128 dev eth0 nodad");
    run("ip addr add fd00:77::102/64 dev eth0 nodad valid_lft 100 preferred_lft 100");
    run("ip addr add 10.77.0.100/32 dev eth0 valid_lft 100 preferred_lft 100");
    const auto lines =
        remover->sweep({place("fd00:77::100"), place("fd00:77::102"), place("10.77.0.100")}, {place("fd00:77::101")});
    ASSERT_TRUE(lines.has_value());
    EXPECT_EQ(lines->size(), 4U);
    const std::string left = run("ip address show dev eth0");
    EXPECT_THAT(left, Not(HasSubstr("fd00:77::100")));
    EXPECT_THAT(left, Not(HasSubstr("fd00:77::101")));
    EXPECT_THAT(left, HasSubstr("fd00:77::102"));
    EXPECT_THAT(left, Not(HasSubstr("10.77.0.100")));
}

TEST_F(VipRemoverTest, SaysWhichVipsWereThereAndLeavesOtherInterfacesAlone)
{
    run("ip addr add 10.77.0.100/32 dev eth0");
    run("ip addr add 10.77.0.101/32 dev wire0");
    const auto removed = remover->remove({place("10.77.0.100"), place("10.77.0.101"), place("10.77.0.102", "eth9")});
    ASSERT_TRUE(removed.has_value());
    EXPECT_THAT(*removed, ::testing::ElementsAre(place("10.77.0.100")));
    EXPECT_THAT(addresses("wire0"), HasSubstr("10.77.0.101"));
}

TEST_F(VipRemoverTest, RemovesFiveHundredAtOnce)
{
    std::vector<engine::VipPlace> places;
    std::vector<Vip> vips;
    const int index = static_cast<int>(if_nametoindex("eth0"));
    for (int number = 0; number < 500; ++number) {
        const std::string address = "10.78." + std::to_string(number / 250) + "." + std::to_string(number % 250 + 1);
        places.push_back(place(address.c_str()));
        vips.push_back({places.back().address, index, ""});
    }
    ASSERT_EQ(AddressManager::open()->add(vips, 0), 0);
    const auto removed = remover->remove(places);
    ASSERT_TRUE(removed.has_value());
    EXPECT_EQ(removed->size(), 500U);
    EXPECT_THAT(addresses("eth0"), Not(HasSubstr("10.78.")));
}

} // namespace tandem::net::testing
