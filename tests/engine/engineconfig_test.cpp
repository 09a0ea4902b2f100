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

TEST(EngineConfig, RefusesWhatItDoesNotServeRatherThanLeavingItOut)
{
    auto ipv6 = clusterText();
    ipv6.replace(ipv6.find("10.77.0.100/24"), 14, "fd00:77::100/64");
    auto parsed = config::parseCluster(ipv6, "cluster.toml", "/");
    if (parsed) {
        const auto refused = makeEngineConfig(*parsed, "maxscale1");
        ASSERT_FALSE(refused.has_value());
        EXPECT_EQ(refused.error().code, ErrorCode::BadFile);
        EXPECT_THAT(refused.error().text, HasSubstr("IPv6"));
    }
    const std::string groups = "[[vrrp_instance]]\nname = \"VI_2\"\nvirtual_router_id = 52\n"
                               "virtual_ipaddress = [\"10.77.0.101/24\"]\n"
                               "[[sync_group]]\nname = \"G\"\nmembers = [\"VI_1\", \"VI_2\"]\n";
    const auto refused = makeEngineConfig(cluster(clusterText("", groups)), "maxscale1");
    ASSERT_FALSE(refused.has_value());
    EXPECT_THAT(refused.error().text, HasSubstr("sync groups"));
}

TEST(EngineConfig, RefusesANodeThatTheFileDoesNotName)
{
    const auto refused = makeEngineConfig(cluster(clusterText()), "maxscale9");
    ASSERT_FALSE(refused.has_value());
    EXPECT_THAT(refused.error().text, HasSubstr("maxscale9"));
}

TEST(EngineConfig, RefusesAClusterThatKeepalivedRuns)
{
    auto text = clusterText();
    text.replace(text.find("name = \"shop\""), 13, "name = \"shop\"\nengine = \"keepalived\"");
    EXPECT_FALSE(makeEngineConfig(cluster(text), "maxscale1").has_value());
}

} // namespace tandem::engine::testing
