// SPDX-License-Identifier: GPL-3.0-or-later
#include "keepalived/importer.h"

#include "config/clusterfile.h"
#include "config/clusterwriter.h"
#include "keepalived/importchecks.h"
#include "tests/keepalived/confs.h"

#include <gmock/gmock.h>

namespace tandem::keepalived {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A host's file; `lines` go into its instance.
std::string host(const std::string &priority, const std::string &lines = {}, const std::string &id = "51")
{
    return "vrrp_script chk {\n script \"/bin/chk\"\n interval 2\n timeout 1\n fall 2\n rise 2\n}\n"
           "vrrp_instance VI_1 {\n interface eth0\n virtual_router_id " +
           id + "\n priority " + priority +
           "\n advert_int 1\n virtual_ipaddress {\n 10.77.0.100/24\n }\n track_script {\n chk\n }\n" + lines + "}\n";
}

Imported import(const std::vector<std::string> &texts, bool withAddresses = true)
{
    std::vector<ImportedNode> nodes;
    for (const auto &text : texts) {
        const auto number = std::to_string(nodes.size() + 1);
        nodes.push_back(
            {"n" + number, test::read(text), withAddresses ? IpAddress::parse("10.77.0." + number) : std::nullopt});
    }
    return importSite(std::move(nodes), "shop");
}

std::vector<std::string> said(const Imported &imported)
{
    std::vector<std::string> texts;
    for (const auto &each : imported.remarks)
        texts.push_back(std::string(nameOf(each.kind)) + ": " + each.text);
    return texts;
}

/// What is wrong with the file that comes of it.
std::vector<std::string> mistakes(const Imported &imported)
{
    const auto read = config::parseCluster(config::clusterText(imported.cluster), "c.toml", "/etc/tandem");
    std::vector<std::string> texts;
    if (!read)
        for (const auto &error : read.error().errors)
            texts.push_back(error.text);
    return texts;
}

TEST(Importer, MakesOneClusterOfTwoHosts)
{
    const auto imported = import({host("150"), host("100")});
    EXPECT_THAT(said(imported), IsEmpty());
    EXPECT_EQ(config::clusterText(imported.cluster), R"(format = 1

[cluster]
name = "shop"

[[node]]
name = "n1"
address = "10.77.0.1"
interface = "eth0"
priority = 150

[[node]]
name = "n2"
address = "10.77.0.2"
interface = "eth0"
priority = 100

[[vrrp_instance]]
name = "VI_1"
version = 2
virtual_router_id = 51
advert_int = 1.0
virtual_ipaddress = ["10.77.0.100/24"]
track = ["chk"]

[[check]]
name = "chk"
kind = "script"
interval = 2.0
timeout = 1.0
fall = 2
rise = 2
script = "/bin/chk"
)");
    EXPECT_THAT(mistakes(imported), IsEmpty());
}

TEST(Importer, NamesWhatTheHostsDisagreeAbout)
{
    const auto imported =
        import({host("150", " authentication {\n auth_type PASS\n auth_pass one\n }\n"),
                host("100", " authentication {\n auth_type PASS\n auth_pass two\n }\n preempt_delay 5\n", "52")});
    EXPECT_THAT(said(imported),
                ElementsAre("differs: virtual_router_id of VI_1 is 52 on n2, but 51 on n1, which is taken",
                            "differs: preempt_delay of VI_1 is 5 s on n2, but 0 s on n1, which is taken",
                            "differs: auth_pass of VI_1 is not the one of n1, which is taken"));
}

TEST(Importer, TakesARouterWithAnotherNameForTheSame)
{
    auto other = host("100");
    other.replace(other.find("VI_1"), 4, "VI_B");
    const auto imported = import({host("150"), other});
    EXPECT_EQ(imported.cluster.instances.size(), 1U);
    EXPECT_THAT(said(imported), ElementsAre("differs: the name of VI_1 is VI_B on n2, but VI_1 on n1, which is taken"));
}

TEST(Importer, KeepsWhatDiffersOnOneNodeWithThatNode)
{
    auto second = host("100") +
                  "vrrp_instance VI_2 {\n interface eth1\n virtual_router_id 52\n priority 150\n nopreempt\n"
                  " virtual_ipaddress {\n 10.77.0.101/24\n }\n}\n";
    auto first = host("150") + "vrrp_instance VI_2 {\n interface eth0\n virtual_router_id 52\n priority 150\n"
                               " virtual_ipaddress {\n 10.77.0.101/24\n }\n}\n";
    second.replace(second.find("priority 150"), 12, "priority 90");
    const auto imported = import({first, second});
    ASSERT_EQ(imported.cluster.instances.size(), 2U);
    const auto &two = imported.cluster.instances[1];
    EXPECT_EQ(two.overrides.at("n2").interface, "eth1");
    EXPECT_EQ(two.overrides.at("n2").priority, 90);
    EXPECT_EQ(two.overrides.at("n2").nopreempt, true);
    EXPECT_FALSE(two.overrides.contains("n1"));
    EXPECT_THAT(mistakes(imported), IsEmpty());
}

TEST(Importer, TakesTheInterfaceOfANodeFromItsAddress)
{
    const auto two = [](const std::string &priority) {
        std::string text;
        for (const char *id : {"61", "62", "63"})
            text += "vrrp_instance W" + std::string(id) + " {\n interface eth1\n virtual_router_id " + id +
                    "\n priority " + priority + "\n virtual_ipaddress {\n 10.99.0." + id + "/24\n }\n}\n";
        return host(priority) + text;
    };
    const auto imported = import({two("150"), two("100")});
    EXPECT_EQ(imported.cluster.nodes[0].interface, "eth0") << "eth1 has more instances, but another network";
    EXPECT_THAT(mistakes(imported), IsEmpty());
}

TEST(Importer, GuessesNoAddress)
{
    const auto imported = import({host("150"), host("100")}, false);
    EXPECT_THAT(said(imported),
                ElementsAre("missing: no file says the address of n1", "missing: no file says the address of n2"));
    EXPECT_THAT(mistakes(imported), Contains(HasSubstr("address")));
}

TEST(Importer, TakesAddressesFromUnicast)
{
    const auto imported = import({host("150", " unicast_src_ip 10.77.0.1\n unicast_peer {\n 10.77.0.2\n }\n"),
                                  host("100", " unicast_peer {\n 10.77.0.1\n }\n")},
                                 false);
    EXPECT_THAT(said(imported), IsEmpty());
    EXPECT_EQ(imported.cluster.nodes[1].address.toString(), "10.77.0.2");
    EXPECT_TRUE(imported.cluster.instances[0].unicast);
}

TEST(Importer, NamesPeersWithoutAFile)
{
    const auto imported = import({host("150", " unicast_peer {\n 10.77.0.2\n 10.77.0.3\n }\n"),
                                  host("100", " unicast_peer {\n 10.77.0.1\n 10.77.0.3\n }\n")});
    EXPECT_THAT(said(imported), ElementsAre("missing: unicast_peer 10.77.0.3 of VI_1 is no node of these files",
                                            "missing: unicast_peer 10.77.0.3 of VI_1 is no node of these files"));
}

TEST(Importer, NamesAnInstanceThatOnlyOneHostHas)
{
    const auto imported = import({host("150"), "global_defs {\n}\n"});
    EXPECT_THAT(said(imported), Contains(HasSubstr("instance VI_1 is not in the file of n2")));
}

TEST(Importer, SaysThatOneFileIsNotASite)
{
    EXPECT_THAT(said(import({host("150")})), ElementsAre(HasSubstr("there is one file, of n1")));
}

TEST(Importer, MakesACheckForEachWeight)
{
    const auto weighted = [](const std::string &priority) {
        auto text = host(priority);
        text.replace(text.find(" chk\n }"), 7, " chk weight -30\n }");
        return text;
    };
    const auto imported = import({weighted("150"), weighted("100")});
    EXPECT_THAT(said(imported), IsEmpty());
    ASSERT_EQ(imported.cluster.checks.size(), 1U);
    EXPECT_EQ(imported.cluster.checks[0].name, "chk_minus30");
    EXPECT_EQ(imported.cluster.checks[0].weight, -30);
}

TEST(Importer, GivesMembersTheTracksOfTheirGroup)
{
    const std::string group =
        "vrrp_sync_group G {\n group {\n VI_1\n VI_2\n }\n track_interface {\n eth7\n }\n track_script {\n chk\n }\n"
        " notify /etc/keepalived/notify\n}\n";
    const std::string two =
        "vrrp_instance VI_2 {\n interface eth0\n virtual_router_id 52\n priority %\n virtual_ipaddress {\n"
        " 10.77.0.101/24\n }\n}\n";
    const auto with = [&](const std::string &priority) {
        auto second = two;
        second.replace(second.find('%'), 1, priority);
        return host(priority) + second + group;
    };
    const auto imported = import({with("150"), with("100")});
    EXPECT_THAT(said(imported), IsEmpty());
    EXPECT_THAT(imported.cluster.instances.at(1).tracks, ElementsAre("chk"));
    EXPECT_THAT(imported.cluster.instances.at(1).trackInterfaces, ElementsAre("eth7"));
    EXPECT_THAT(imported.cluster.syncGroups.at(0).members, ElementsAre("VI_1", "VI_2"));
    EXPECT_EQ(imported.cluster.notifyScript, "/etc/keepalived/notify");
    EXPECT_THAT(mistakes(imported), IsEmpty());
}

TEST(Importer, NeverCarriesAPasswordIntoARemark)
{
    const auto imported = import({host("150", " authentication {\n auth_type PASS\n auth_pass geheimnis9\n }\n"),
                                  host("100", " authentication {\n auth_type PASS\n auth_pass anders\n }\n")});
    for (const auto &each : imported.remarks)
        EXPECT_THAT(each.text + each.fix,
                    testing::AllOf(testing::Not(HasSubstr("geheim")), testing::Not(HasSubstr("anders"))));
}

TEST(Importer, NamesHostsByWhatTellsThemApart)
{
    const auto conf = [](const std::string &path, const std::string &id) {
        Conf made;
        made.files = {path};
        made.routerId = id;
        return made;
    };
    EXPECT_THAT(nodeNames({conf("a/k.conf", "one"), conf("b/k.conf", "two 2")}), ElementsAre("one", "two_2"));
    EXPECT_THAT(nodeNames({conf("x/a/k.conf", "LVS"), conf("x/b/k.conf", "LVS")}), ElementsAre("a", "b"));
    EXPECT_THAT(nodeNames({conf("keepalived/a.conf", ""), conf("keepalived/b.conf", "")}),
                ElementsAre("node1", "node2"));
}

TEST(CheckFromCommand, KnowsWhatEverybodyWrites)
{
    EXPECT_EQ(checkFromCommand("killall -0 haproxy").process, "haproxy");
    EXPECT_EQ(checkFromCommand("/usr/bin/killall -0 /usr/sbin/nginx").process, "nginx");
    EXPECT_EQ(checkFromCommand("pidof maxscale").process, "maxscale");
    EXPECT_EQ(checkFromCommand("pgrep -x maxscale").kind, config::CheckKind::Process);
    const auto port = checkFromCommand("</dev/tcp/127.0.0.1/443");
    EXPECT_EQ(port.kind, config::CheckKind::Tcp);
    EXPECT_EQ(port.port, 443);
    EXPECT_EQ(checkFromCommand("nc -z 10.0.0.1 25").host, *IpAddress::parse("10.0.0.1"));
    EXPECT_EQ(checkFromCommand("/etc/chk.sh -x 1").script, "/etc/chk.sh -x 1");
    EXPECT_EQ(checkFromCommand("curl -f http://127.0.0.1").script, "/usr/bin/env curl -f http://127.0.0.1");
    EXPECT_EQ(checkFromCommand("netstat -an | grep 514").script, "/bin/sh -c 'netstat -an | grep 514'");
    EXPECT_EQ(checkFromCommand("a 'b' > c").script, "/bin/sh -c 'a '\\''b'\\'' > c'");
}

} // namespace
} // namespace tandem::keepalived
