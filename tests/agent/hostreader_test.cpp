// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/facts/hostreader.h"
#include "daemon/agent/facts/networkmanagers.h"

#include <QTemporaryDir>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>

namespace tandem::agent {
namespace {

class HostReaderTest : public testing::Test
{
protected:
    void write(const std::string &path, const std::string &text)
    {
        const auto whole = std::filesystem::path(root()) / path;
        std::filesystem::create_directories(whole.parent_path());
        std::ofstream(whole) << text;
    }
    std::string root() const { return m_directory.path().toStdString(); }

private:
    QTemporaryDir m_directory;
};

TEST_F(HostReaderTest, TakesTheLargerOfAllAndTheInterfacesOwnSetting)
{
    write("sys/net/ipv4/conf/all/rp_filter", "2\n");
    write("sys/net/ipv4/conf/eth0/rp_filter", "1\n");
    write("sys/net/ipv4/conf/all/arp_ignore", "0\n");
    const HostReader host(root(), root());
    EXPECT_EQ(host.setting("eth0", "rp_filter"), 2);
    EXPECT_EQ(host.setting("eth0", "arp_ignore"), std::nullopt) << "half of it is not known";
    EXPECT_EQ(host.nonlocalBind(), std::nullopt);
    write("sys/net/ipv4/ip_nonlocal_bind", "1\n");
    EXPECT_EQ(host.nonlocalBind(), true);
}

TEST_F(HostReaderTest, FindsProcessesByName)
{
    for (const std::string pid : {"345", "12"}) {
        write(pid + "/comm", "keepalived\n");
        write(pid + "/stat", pid + " (keepalived) S 1");
    }
    write("7/comm", "mariadbd\n");
    write("7/stat", "7 (mariadbd) S 1");
    EXPECT_THAT(HostReader(root(), root()).processesNamed("keepalived"), testing::ElementsAre(12, 345));
}

TEST_F(HostReaderTest, LeavesLoopbackOut)
{
    for (const auto &interface : HostReader().interfaces())
        EXPECT_NE(interface.name, "lo");
}

TEST_F(HostReaderTest, KnowsWhoSetsUpAnInterfaceAndWhetherItLeavesVipsAlone)
{
    EXPECT_EQ(networkManagerOf(3, root()).name, "");
    const std::string network = root() + "/10-lan.network";
    write("systemd/netif/links/3", "ADMIN_STATE=configured\nOPER_STATE=routable\nNETWORK_FILE=" + network + "\n");
    write("10-lan.network", "[Match]\nName=eth0\n[Network]\nAddress=10.77.0.1/24\n");
    EXPECT_EQ(networkManagerOf(3, root()).name, "systemd-networkd");
    EXPECT_FALSE(networkManagerOf(3, root()).keepsAddresses);
    write("10-lan.network", "[Network]\nKeepConfiguration=static\n");
    EXPECT_TRUE(networkManagerOf(3, root()).keepsAddresses);
    write("10-lan.network.d/10-a.conf", "[Network]\nKeepConfiguration=no\n");
    EXPECT_FALSE(networkManagerOf(3, root()).keepsAddresses) << "a drop-in is heeded later";
    write("10-lan.network.d/20-b.conf", "[Network]\nKeepConfiguration=yes\n");
    EXPECT_TRUE(networkManagerOf(3, root()).keepsAddresses);
    write("systemd/netif/links/3", "ADMIN_STATE=unmanaged\n");
    EXPECT_EQ(networkManagerOf(3, root()).name, "");
    write("NetworkManager/devices/3", "[device]\nmanaged=true\nconnection-uuid=1b4e28ba\n");
    EXPECT_EQ(networkManagerOf(3, root()).name, "NetworkManager");
    write("NetworkManager/devices/3", "[device]\nmanaged=false\n");
    EXPECT_EQ(networkManagerOf(3, root()).name, "");
}

} // namespace
} // namespace tandem::agent
