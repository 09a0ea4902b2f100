// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/limits.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <sys/stat.h>

namespace tandem::config {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string good = "format = 1\ninterfaces = [\"eth0\"]\nvip_ranges = [\"10.77.0.0/24\", \"fd00::/64\"]\n"
                         "virtual_router_ids = [\"51\", \"60-69\"]\n";

std::vector<std::string> mistakesOf(const std::string &text)
{
    std::vector<std::string> texts;
    if (const auto limits = parseLimits(text, "limits.toml"); !limits)
        for (const Error &error : limits.error())
            texts.push_back(error.place + ": " + error.text);
    return texts;
}

} // namespace

TEST(Limits, BoundInterfacesVipsAndRouterIds)
{
    const auto limits = parseLimits(good, "limits.toml");
    ASSERT_TRUE(limits);
    EXPECT_TRUE(limits->allowsInterface("eth0"));
    EXPECT_FALSE(limits->allowsInterface("eth1"));
    EXPECT_TRUE(limits->allowsVip(*IpAddress::parse("10.77.0.255")));
    EXPECT_TRUE(limits->allowsVip(*IpAddress::parse("fd00::7")));
    EXPECT_FALSE(limits->allowsVip(*IpAddress::parse("10.77.1.0")));
    for (const auto &[id, allowed] :
         {std::pair(51, true), {50, false}, {52, false}, {60, true}, {69, true}, {70, false}})
        EXPECT_EQ(limits->allowsRouterId(*VirtualRouterId::of(id)), allowed) << id;
}

TEST(Limits, EveryMistakeHasItsPlace)
{
    EXPECT_THAT(mistakesOf("format = 1\ninterfaces = [\"eth0\"]\nvip_ranges = [\"10.77.0.5/24\"]\n"
                           "virtual_router_ids = [\"0\", \"9-3\", \"256\", \"a\"]\n"),
                ElementsAre(HasSubstr("limits.toml:3:15: vip_ranges has \"10.77.0.5/24\", which is no network"),
                            HasSubstr("virtual_router_ids has \"0\""), HasSubstr("has \"9-3\""),
                            HasSubstr("has \"256\""), HasSubstr("has \"a\"")));
}

TEST(Limits, NothingIsAllowedByLeavingItOut)
{
    EXPECT_EQ(mistakesOf("").size(), 4U);
    EXPECT_EQ(mistakesOf("format = 2\ninterfaces = []\nvip_ranges = []\nvirtual_router_ids = []\n").size(), 1U);
    const auto none = parseLimits("format = 1\ninterfaces = []\nvip_ranges = []\nvirtual_router_ids = []\n", "");
    ASSERT_TRUE(none);
    EXPECT_FALSE(none->allowsInterface("eth0"));
}

TEST(Limits, AFileThatOthersMayWriteBoundsNothing)
{
    const std::string path = std::filesystem::temp_directory_path() / ("limits-" + std::to_string(getpid()) + ".toml");
    std::ofstream(path) << good;
    ASSERT_EQ(chmod(path.c_str(), 0644), 0);
    EXPECT_TRUE(readLimits(path));
    ASSERT_EQ(chmod(path.c_str(), 0664), 0);
    const auto refused = readLimits(path);
    std::filesystem::remove(path);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().front().code, ErrorCode::Refused);
    const auto gone = readLimits(path);
    ASSERT_FALSE(gone);
    EXPECT_THAT(gone.error().front().text, HasSubstr("without it no roll-out is taken"));
}

TEST(Limits, LieBesideTheClusterFile)
{
    EXPECT_EQ(limitsBeside("/etc/tandem/cluster.toml"), "/etc/tandem/limits.toml");
}

} // namespace tandem::config
