// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/clusterfile.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace tandem::config {
namespace {

using namespace std::chrono_literals;

const std::string dataDirectory = std::string(TANDEM_SOURCE_DIR) + "/tests/config/data";

const std::string smallest = R"(format = 1
[cluster]
name = "shop"
[[node]]
name = "maxscale1"
address = "10.77.0.1"
interface = "eth0"
priority = 150
[[node]]
name = "maxscale2"
address = "10.77.0.2"
interface = "eth0"
priority = 100
[[vrrp_instance]]
name = "VI_1"
virtual_router_id = 51
virtual_ipaddress = ["10.77.0.100/24"]
)";

std::string described(const ClusterErrors &errors)
{
    std::string all;
    for (const auto &error : errors.errors)
        all += describe(error) + "\n";
    return all;
}

Cluster parsed(const std::string &text)
{
    auto cluster = parseCluster(text, "c.toml", "/etc/tandem");
    if (!cluster)
        throw std::runtime_error(described(cluster.error())); // GoogleTest reports it
    return *cluster;
}

class TemporaryFile
{
public:
    explicit TemporaryFile(const std::string &text)
    {
        std::string pattern = std::filesystem::temp_directory_path() / "tandem-config-XXXXXX";
        m_directory = mkdtemp(pattern.data());
        std::ofstream(path()) << text;
    }
    ~TemporaryFile() { std::filesystem::remove_all(m_directory); }
    TemporaryFile(const TemporaryFile &) = delete;
    TemporaryFile &operator=(const TemporaryFile &) = delete;
    std::string path() const { return m_directory + "/file"; }
    std::string directory() const { return m_directory; }

private:
    std::string m_directory;
};

TEST(ClusterFile, TheSmallestFileGetsTheDefaultsOfTheContract)
{
    const auto cluster = parsed(smallest);
    EXPECT_EQ(cluster.name, "shop");
    EXPECT_EQ(cluster.engine, EngineKind::Tandemd);
    ASSERT_EQ(cluster.instances.size(), 1U);
    const auto &instance = cluster.instances[0];
    EXPECT_EQ(instance.version, 3);
    EXPECT_EQ(instance.advertInt, 1s);
    EXPECT_FALSE(instance.authPass);
    EXPECT_FALSE(instance.unicast);
    EXPECT_FALSE(instance.nopreempt);
    EXPECT_EQ(instance.preemptDelay, 0s);
    EXPECT_EQ(instance.leaseSeconds, std::nullopt);
    EXPECT_TRUE(instance.fence);
    EXPECT_TRUE(instance.tracks.empty());
    EXPECT_EQ(instance.family(), Family::V4);
    EXPECT_FALSE(cluster.maxscale);
    EXPECT_EQ(cluster.notifyScript, "");
    EXPECT_EQ(cluster.helper.listen.toString(), "0.0.0.0:8732");
    EXPECT_EQ(cluster.helper.metrics.toString(), "127.0.0.1:8733");
    EXPECT_EQ(cluster.helper.journalSize, 200);
}

TEST(ClusterFile, AnEmptyCheckAndAnEmptyMaxScaleGetTheDefaultsOfTheContract)
{
    const auto cluster = parsed(smallest + "[maxscale]\n[[check]]\nname = \"maxscale\"\n");
    ASSERT_TRUE(cluster.maxscale);
    EXPECT_EQ(cluster.maxscale->url, "http://127.0.0.1:8989");
    EXPECT_EQ(cluster.maxscale->mode, Mode::None);
    EXPECT_EQ(cluster.maxscale->user, "");
    EXPECT_TRUE(cluster.maxscale->listeners.empty());
    ASSERT_EQ(cluster.checks.size(), 1U);
    EXPECT_EQ(cluster.checks[0].kind, CheckKind::MaxScale);
    EXPECT_EQ(cluster.checks[0].interval, 2s);
    EXPECT_EQ(cluster.checks[0].timeout, 1s);
    EXPECT_EQ(cluster.checks[0].fall, 2);
    EXPECT_EQ(cluster.checks[0].rise, 2);
    EXPECT_EQ(cluster.checks[0].weight, 0);
}

TEST(ClusterFile, EveryKeyOfTheContractIsRead)
{
    const auto read = readClusterFile(dataDirectory + "/contract.toml");
    ASSERT_TRUE(read) << described(read.error());
    ASSERT_EQ(read->nodes.size(), 2U);
    const auto &first = read->nodes[0];
    const auto &second = read->nodes[1];
    EXPECT_EQ(first.address.toString(), "10.77.0.1");
    EXPECT_EQ(first.address6->toString(), "fe80::1");
    EXPECT_EQ(first.versionString, "PrimaryMaxScale");

    ASSERT_EQ(read->instances.size(), 2U);
    const auto &instance = read->instances[0];
    EXPECT_EQ(instance.version, 2);
    EXPECT_EQ(instance.virtualRouterId.value(), 51);
    ASSERT_EQ(instance.virtualAddresses.size(), 2U);
    EXPECT_EQ(instance.virtualAddresses[0].network.toString(), "10.77.0.100/24");
    EXPECT_EQ(instance.virtualAddresses[1].dev, "eth1");
    EXPECT_EQ(instance.virtualAddresses[1].label, "eth1:vip");
    EXPECT_TRUE(instance.authPass);
    EXPECT_EQ(instance.password, "mypass");
    EXPECT_EQ(instance.preemptDelay, 2500ms);
    EXPECT_EQ(instance.leaseSeconds, 2);
    EXPECT_EQ(instance.trackInterfaces, std::vector<std::string>{"eth2"});
    EXPECT_EQ(instance.tracks, (std::vector<std::string>{"maxscale", "extra"}));
    EXPECT_EQ(instance.interfaceOn(first), "eth0");
    EXPECT_EQ(instance.interfaceOn(second), "bond0");
    EXPECT_EQ(instance.priorityOn(first), 150);
    EXPECT_EQ(instance.priorityOn(second), 90);
    EXPECT_FALSE(instance.nopreemptOn(first));
    EXPECT_TRUE(instance.nopreemptOn(second));
    EXPECT_EQ(read->instances[1].family(), Family::V6);

    EXPECT_EQ(read->syncGroups[0].members, (std::vector<std::string>{"VI_1", "VI_2"}));
    EXPECT_EQ(read->maxscale->mode, Mode::Passive);
    EXPECT_EQ(read->maxscale->listeners, (std::vector<std::uint16_t>{4006, 4008}));
    EXPECT_EQ(read->maxscale->servers, (std::vector<std::string>{"server1", "server2"}));
    EXPECT_EQ(read->maxscale->adminUser, "admin");
    EXPECT_EQ(read->checks[1].interval, 100ms);
    EXPECT_EQ(read->checks[1].timeout, 50ms);
    EXPECT_EQ(read->checks[1].weight, -20);
    EXPECT_FALSE(read->checks[1].initFail);
    EXPECT_EQ(read->checks[2].kind, CheckKind::Tcp);
    EXPECT_EQ(read->checks[2].host.toString(), "::1");
    EXPECT_EQ(read->checks[2].port, 4006);
    EXPECT_TRUE(read->checks[2].initFail);
    EXPECT_EQ(read->checks[3].process, "maxscale");
    EXPECT_EQ(read->checks[5].host.toString(), "127.0.0.1");
    EXPECT_EQ(read->helper.listen.toString(), "[::]:9732");
}

TEST(ClusterFile, RelativePathsStartAtTheFilesDirectory)
{
    const auto read = readClusterFile(dataDirectory + "/contract.toml");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->maxscale->passwordFile, dataDirectory + "/maxscale.password");
    EXPECT_EQ(read->maxscale->adminPasswordFile, "/etc/tandem/admin.password");
    EXPECT_EQ(read->checks[1].script, dataDirectory + "/check.sh");
    EXPECT_EQ(read->checks[4].file, dataDirectory + "/in-service");
    EXPECT_EQ(read->notifyScript, dataDirectory + "/notify.sh --quiet");
}

TEST(ClusterFile, NamesWhoLogsInToProveThatQueriesAreAnswered)
{
    const std::string login = "[maxscale]\nlisteners = [4006]\nlogin_user = \"probe\"\n"
                              "login_password_file = \"/p\"\nlogin_interval = 30\n";
    const auto cluster = parsed(smallest + login);
    EXPECT_EQ(cluster.maxscale->loginUser, "probe");
    EXPECT_EQ(cluster.maxscale->loginPasswordFile, "/p");
    EXPECT_EQ(cluster.maxscale->loginInterval, 30s);
    const auto without = parsed(smallest + "[maxscale]\n");
    EXPECT_EQ(without.maxscale->loginUser, "");
    EXPECT_EQ(without.maxscale->loginInterval, 10s);
}

TEST(ClusterFile, WithoutAnAdminTheReaderWrites)
{
    const auto cluster = parsed(smallest + "[maxscale]\nuser = \"m\"\npassword_file = \"/p\"\n");
    EXPECT_EQ(cluster.maxscale->adminUser, "m");
    EXPECT_EQ(cluster.maxscale->adminPasswordFile, "/p");
}

TEST(ClusterFile, AWholeNumberServesAsSeconds)
{
    auto text = smallest + "advert_int = 2\npreempt_delay = 300\n";
    EXPECT_EQ(parsed(text).instances[0].advertInt, 2s);
    EXPECT_EQ(parsed(text).instances[0].preemptDelay, 300s);
}

TEST(ClusterFile, ExcludedAddressesMayBeOfEitherFamily)
{
    const auto cluster = parsed(smallest + "version = 2\nstart_delay = 1.5\nvirtual_ipaddress_excluded = "
                                           "[\"192.0.2.7/24\", { address = \"fd00::9/64\", dev = \"eth1\" }]\n");
    const auto &instance = cluster.instances[0];
    EXPECT_EQ(instance.startDelay, 1500ms);
    ASSERT_EQ(instance.excludedAddresses.size(), 2U);
    EXPECT_EQ(instance.excludedAddresses[0].network.toString(), "192.0.2.7/24");
    EXPECT_EQ(instance.excludedAddresses[1].network.toString(), "fd00::9/64");
    EXPECT_EQ(instance.excludedAddresses[1].dev, "eth1");
    EXPECT_EQ(instance.virtualAddresses.size(), 1U);
    EXPECT_EQ(parsed(smallest).instances[0].startDelay, 0s);
}

std::string nodesAndInstances(int nodes, int instances, const std::string &more)
{
    std::string text = "format = 1\n[cluster]\nname = \"shop\"\n";
    for (int node = 1; node <= nodes; ++node)
        text += "[[node]]\nname = \"n" + std::to_string(node) + "\"\naddress = \"10.77.255." + std::to_string(node) +
                "\"\ninterface = \"eth0\"\npriority = " + std::to_string(node) + "\n";
    for (int i = 0; i < instances; ++i) {
        const std::string third = std::to_string(i / 250);
        const std::string fourth = std::to_string(1 + i % 250);
        text += "[[vrrp_instance]]\nname = \"VI_" + std::to_string(i) + "\"\nvirtual_router_id = " + fourth +
                "\nvirtual_ipaddress = [\"10.77." + third + "." + fourth + "\"]\n" +
                (i < 250 ? "" : "[vrrp_instance.node.n1]\ninterface = \"eth1\"\n") + more;
    }
    return text;
}

TEST(ClusterFile, FiveHundredInstancesAreServedAndOneMoreIsNot)
{
    auto text = nodesAndInstances(1, 500, "");
    EXPECT_EQ(parsed(text).instances.size(), 500U);
    text += "[[vrrp_instance]]\nname = \"more\"\nvirtual_router_id = 255\nvirtual_ipaddress = [\"10.77.9.1\"]\n";
    EXPECT_FALSE(parseCluster(text, "c.toml", "/").has_value());
}

TEST(ClusterFile, ClashesOnSixtyFourNodesAreFoundInNoTime)
{
    // On all nodes but the first the router ids stand twice, and each VIP of ours is named by all the others too.
    const auto text = nodesAndInstances(64, 500, "");
    std::string shared = text;
    for (std::size_t at = shared.find("[\"10.77."); at != std::string::npos; at = shared.find("[\"10.77.", at + 20))
        shared.insert(at + 1, "{ address = \"10.9.9.9\", dev = \"eth7\" }, ");
    const auto begin = BootClock::now();
    const auto cluster = parseCluster(shared, "c.toml", "/");
    EXPECT_LT(BootClock::now() - begin, 5s) << "with sanitizers on a busy machine";
    ASSERT_FALSE(cluster.has_value());
    EXPECT_EQ(cluster.error().errors.size(), 100U);
}

TEST(ClusterFile, CentisecondsAreExact)
{
    for (int centiseconds = 1; centiseconds <= 4095; ++centiseconds) {
        const auto digits = std::to_string(100 + centiseconds % 100).substr(1);
        const auto written = std::to_string(centiseconds / 100) + "." + digits;
        const auto cluster = parsed(smallest + "advert_int = " + written + "\n");
        ASSERT_EQ(cluster.instances[0].advertInt, centiseconds * 10ms) << written;
    }
}

TEST(ClusterFile, APasswordLongerThanEightBytesIsAcceptedAsKeepalivedDoes)
{
    const auto cluster = parsed(smallest + "version = 2\nauth_type = \"PASS\"\nauth_pass = \"longerthan8\"\n");
    EXPECT_EQ(cluster.instances[0].password, "longerthan8");
}

TEST(ClusterFile, AnAddressOwnerMayHaveTheVipAsItsOwnAddress)
{
    auto text = smallest;
    text.replace(text.find("10.77.0.100/24"), 14, "10.77.0.1/24");
    text.replace(text.find("priority = 150"), 14, "priority = 255");
    EXPECT_EQ(parsed(text).instances[0].priorityOn(parsed(text).nodes[0]), 255);
}

TEST(ClusterFile, OneRouterIdMayServeBothFamilies)
{
    const auto cluster = parsed(smallest + "[[vrrp_instance]]\nname = \"VI_6\"\nvirtual_router_id = 51\n"
                                           "virtual_ipaddress = [\"fe80::100/64\", \"fd00::100/64\"]\n");
    EXPECT_EQ(cluster.instances[1].family(), Family::V6);
}

TEST(ClusterFile, AWindowsEditorsLineBreaksAndByteOrderMarkAreNoMistake)
{
    std::string text = "\xEF\xBB\xBF";
    for (const char letter : smallest)
        text += letter == '\n' ? std::string("\r\n") : std::string(1, letter);
    EXPECT_EQ(parsed(text).name, "shop");
}

TEST(ClusterFile, AMissingFileIsABadFileWithItsPath)
{
    const auto read = readClusterFile("/nonexistent/cluster.toml");
    ASSERT_FALSE(read);
    EXPECT_EQ(described(read.error()),
              "/nonexistent/cluster.toml: there is no such file; create it, or correct the path\n");
    EXPECT_EQ(read.error().errors[0].code, ErrorCode::BadFile);
}

TEST(ClusterFile, ADirectoryOrADeviceIsABadFile)
{
    for (const auto *path : {"/tmp", "/dev/zero"}) {
        const auto read = readClusterFile(path);
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().errors[0].code, ErrorCode::BadFile);
        EXPECT_EQ(read.error().errors[0].text, "this is no regular file") << path;
    }
}

TEST(ClusterFile, AFileOfMoreThanOneMebibyteIsRefused)
{
    const TemporaryFile file(smallest + std::string(1024 * 1024 - smallest.size() + 1, '#'));
    const auto read = readClusterFile(file.path());
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().errors[0].text, "the file is longer than 1 MiB");
    EXPECT_TRUE(parseCluster(smallest + std::string(1024 * 1024 - smallest.size(), '#'), "c", "/"));
}

TEST(LocalNode, IsTheOneWhoseAddressIsLocal)
{
    const auto cluster = parsed(smallest);
    EXPECT_EQ(localNode(cluster, {*IpAddress::parse("127.0.0.1"), *IpAddress::parse("10.77.0.2")}), "maxscale2");
}

TEST(LocalNode, NoneOrTwoAreToldApart)
{
    const auto cluster = parsed(smallest);
    const auto none = localNode(cluster, {*IpAddress::parse("127.0.0.1")});
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().text, "no node of the cluster file has an address of this host (127.0.0.1)");
    const auto both = localNode(cluster, {*IpAddress::parse("10.77.0.2"), *IpAddress::parse("10.77.0.1")});
    ASSERT_FALSE(both);
    EXPECT_EQ(both.error().text, "this host has the addresses of nodes \"maxscale1\" and \"maxscale2\"");
    EXPECT_EQ(both.error().fix, "say which node this is with --node NAME");
}

} // namespace
} // namespace tandem::config
