// SPDX-License-Identifier: GPL-3.0-or-later
#include "routerbench.h"
#include "vrrp/pathprobe.h"

#include <gtest/gtest.h>

namespace tandem::vrrp {
namespace {

using namespace std::chrono_literals;

TEST(PathProbe, IsAnAdvertThatEveryRouterCanReadAndNobodyHasARouterFor)
{
    for (const auto &[source, destination] :
         {std::pair(ip("10.77.0.1"), ip("224.0.0.18")), std::pair(ip("10.77.0.1"), ip("10.77.0.2")),
          std::pair(ip("fe80::1"), ip("ff02::12"))}) {
        const auto payload = pathProbe(*VirtualRouterId::of(250), source, destination);
        const auto decoded = decode(payload, {source, destination, 255, destination.isMulticast()});
        ASSERT_TRUE(decoded.advert) << destination.toString();
        EXPECT_EQ(decoded.advert->virtualRouterId.value(), 250);
        EXPECT_EQ(decoded.advert->priority.value(), 1);
        EXPECT_TRUE(isPathProbe(*decoded.advert));
    }
}

TEST(PathProbe, IsNoOtherAdvert)
{
    const auto isProbe = [](std::uint8_t version, std::vector<IpAddress> addresses) {
        const auto payload = encode({version, *VirtualRouterId::of(250), Priority(1), 1s, addresses, {}},
                                    ip("10.77.0.1"), ip("224.0.0.18"));
        const auto decoded = decode(payload, {ip("10.77.0.1"), ip("224.0.0.18"), 255, true});
        return decoded.advert && isPathProbe(*decoded.advert);
    };
    EXPECT_FALSE(isProbe(3, {ip("10.77.0.100")}));
    EXPECT_FALSE(isProbe(3, {ip("192.0.2.112"), ip("10.77.0.100")}));
    EXPECT_FALSE(isProbe(2, {ip("192.0.2.112")}));
    EXPECT_TRUE(isProbe(3, {ip("192.0.2.112")}));
}

} // namespace
} // namespace tandem::vrrp
