// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/listenermap.h"

#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

const std::vector<std::string> vips{"10.77.0.100"};

ListenerPlace place(const std::string &address, const std::vector<std::string> &held = {}, std::int64_t most = 0,
                    const std::string &state = "Running")
{
    return placeListeners({4006}, std::vector{maxscale::Listener{"L", address, 4006, state, most}}, vips, held).front();
}

} // namespace

TEST(ListenerMap, AsksOnTheLoopbackWhatMaxScaleHasNotSaidYet)
{
    const auto places = placeListeners({4006, 4007}, std::nullopt, vips, {});
    ASSERT_EQ(places.size(), 2U);
    EXPECT_EQ(places[1], (ListenerPlace{4007, QHostAddress(QHostAddress::LocalHost), false, false}));
}

TEST(ListenerMap, AsksOnTheLoopbackWhatListensOnAllAddresses)
{
    for (const char *any : {"0.0.0.0", "::", ""})
        EXPECT_EQ(place(any).address, QHostAddress(QHostAddress::LocalHost)) << any;
}

TEST(ListenerMap, AsksAtTheAddressThatAListenerIsBoundTo)
{
    EXPECT_EQ(place("10.77.0.1").address, QHostAddress("10.77.0.1"));
}

TEST(ListenerMap, DoesNotAskAVipThatIsElsewhere)
{
    EXPECT_TRUE(place("10.77.0.100").elsewhere);
    EXPECT_FALSE(place("10.77.0.100", {"10.77.0.100"}).elsewhere);
    EXPECT_EQ(place("10.77.0.100", {"10.77.0.100"}).address, QHostAddress("10.77.0.100"));
}

TEST(ListenerMap, HoldsAConnectionOnlyWhereItDoesNotCount)
{
    EXPECT_TRUE(place("::").holdable);
    EXPECT_TRUE(place("::", {}, 1000).holdable);
    EXPECT_FALSE(place("::", {}, 10).holdable);
    EXPECT_FALSE(place("::", {}, 0, "Stopped").holdable);
    EXPECT_FALSE(place("10.77.0.100").holdable);
    EXPECT_FALSE(placeListeners({4006}, std::nullopt, vips, {}).front().holdable);
}

} // namespace tandem::agent
