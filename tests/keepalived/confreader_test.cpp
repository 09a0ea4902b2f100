// SPDX-License-Identifier: GPL-3.0-or-later
#include "keepalived/confreader.h"

#include "tests/keepalived/confs.h"

#include <gmock/gmock.h>

namespace tandem::keepalived {
namespace {

using namespace std::chrono_literals;
using test::read;
using test::said;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr auto tutorial = R"(
global_defs {
    router_id shop1
    vrrp_startup_delay 5.5
}
vrrp_script check {
    script "/etc/keepalived/is_running.sh 8989"
    interval 2
    timeout 1
    fall 3
    rise 4
    weight -20
    init_fail
}
vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority 150
    advert_int 2
    unicast_src_ip 10.77.0.1
    unicast_peer {
        10.77.0.2
    }
    authentication {
        auth_type PASS
        auth_pass mypass
    }
    virtual_ipaddress {
        10.77.0.100/24 dev eth1 label eth1:1
    }
    virtual_ipaddress_excluded {
        fd00::1/64
    }
    track_interface {
        eth2
    }
    track_script {
        check weight -30
    }
    nopreempt
    notify "/etc/keepalived/notify.sh"
}
)";

TEST(ConfReader, ReadsWhatAClusterFileCanSay)
{
    const auto conf = read(tutorial);
    EXPECT_THAT(said(conf.remarks), IsEmpty());
    EXPECT_EQ(conf.routerId, "shop1");
    EXPECT_EQ(conf.startupDelay, 5500ms);
    ASSERT_EQ(conf.scripts.size(), 1U);
    const auto &script = conf.scripts[0];
    EXPECT_EQ(script.command, "/etc/keepalived/is_running.sh 8989");
    EXPECT_EQ(script.interval, 2s);
    EXPECT_EQ(script.timeout, Duration(1s));
    EXPECT_EQ(script.fall, 3);
    EXPECT_EQ(script.rise, 4);
    EXPECT_EQ(script.weight, -20);
    EXPECT_TRUE(script.initFail);
    ASSERT_EQ(conf.instances.size(), 1U);
    const auto &one = conf.instances[0];
    EXPECT_EQ(one.name, "VI_1");
    EXPECT_EQ(one.state, "BACKUP");
    EXPECT_EQ(one.interface, "eth0");
    EXPECT_EQ(one.virtualRouterId->value(), 51);
    EXPECT_EQ(one.priority, 150);
    EXPECT_EQ(one.advertInt, 2s);
    EXPECT_EQ(conf.versionOf(one), 2);
    EXPECT_EQ(one.source, IpAddress::parse("10.77.0.1"));
    EXPECT_TRUE(one.unicast);
    EXPECT_THAT(one.peers, ElementsAre(*IpAddress::parse("10.77.0.2")));
    EXPECT_EQ(one.authentication->password, "mypass");
    ASSERT_EQ(one.addresses.size(), 1U);
    EXPECT_EQ(one.addresses[0].network.toString(), "10.77.0.100/24");
    EXPECT_EQ(one.addresses[0].dev, "eth1");
    EXPECT_EQ(one.addresses[0].label, "eth1:1");
    EXPECT_EQ(one.excluded.at(0).network.toString(), "fd00::1/64");
    EXPECT_EQ(one.interfaces.at(0).name, "eth2");
    EXPECT_EQ(one.checks.at(0).weight, -30);
    EXPECT_TRUE(one.nopreempt);
    EXPECT_EQ(one.notify->command, "/etc/keepalived/notify.sh");
}

TEST(ConfReader, NamesEachDirectiveThatIsNotCarriedOverWithItsReason)
{
    EXPECT_THAT(
        said(read("global_defs {\n smtp_server 10.0.0.1\n vrrp_garp_master_delay 5\n enable_snmp_vrrp\n}\n").remarks),
        ElementsAre(
            "2 not-carried: smtp_server: Tandem sends no mail",
            "3 no-effect: vrrp_garp_master_delay: Tandem announces its addresses at a pace of its own, and again",
            "4 not-carried: enable_snmp_vrrp: Tandem has no SNMP and no D-Bus"));
}

TEST(ConfReader, NamesABlockThatIsNotCarriedOverWithAllItsLines)
{
    const auto conf = read("virtual_server 10.0.0.1 80 {\n real_server 10.0.0.2 80 {\n }\n}\n");
    ASSERT_EQ(conf.remarks.size(), 1U);
    EXPECT_EQ(conf.remarks[0].at.line, 1U);
    EXPECT_EQ(conf.remarks[0].lastLine, 4U);
    EXPECT_THAT(conf.remarks[0].text, HasSubstr("virtual_server 10.0.0.1: Tandem does not balance load"));
}

TEST(ConfReader, AsksWhatATypingErrorWasMeantToBe)
{
    const auto conf = read("vvrp_script chk {\n script x\n}\n");
    EXPECT_EQ(conf.remarks.at(0).kind, RemarkKind::Unknown);
    EXPECT_EQ(conf.remarks.at(0).fix, "did you mean vrrp_script?");
}

TEST(ConfReader, RefusesWhereAKeywordLacksItsValueAsKeepalivedDoes)
{
    const auto conf = read("vrrp_instance A {\n virtual_router_id 5\n priority\n}\n");
    EXPECT_TRUE(conf.isRefused());
    EXPECT_THAT(said(conf.remarks), ElementsAre("3 refused: priority lacks its value: Keepalived does not start"));
}

TEST(ConfReader, SaysWhatKeepalivedTakesInThePlaceOfAWrongValue)
{
    EXPECT_THAT(said(read("vrrp_instance A {\n virtual_router_id 5\n priority 300\n state UP\n advert_int x\n"
                          " virtual_ipaddress {\n 10.0.0.300\n }\n track_script {\n chk\n }\n}\n"
                          "vrrp_instance B {\n virtual_router_id 0\n}\n")
                         .remarks),
                ElementsAre("3 wrong: priority is \"300\", not 1 to 255: Keepalived takes 100",
                            "4 wrong: state is \"UP\": Keepalived takes BACKUP",
                            "5 wrong: advert_int is \"x\", which is no time that it can have: Keepalived takes 1 s",
                            "7 wrong: \"10.0.0.300\" is no IP address with prefix: Keepalived skips it",
                            "10 wrong: there is no script, process or file chk: Keepalived ignores the line",
                            "13 wrong: instance B has no virtual_router_id: Keepalived leaves it out",
                            "14 wrong: virtual_router_id is \"0\", not 1 to 255: Keepalived leaves the instance out"));
}

TEST(ConfReader, TakesOnlyTheOctetsOfAPasswordThatAreSent)
{
    const auto conf = read(
        "vrrp_instance A {\n virtual_router_id 5\n authentication {\n auth_type PASS\n auth_pass 123456789\n }\n}\n");
    EXPECT_EQ(conf.instances.at(0).authentication->password, "12345678");
    EXPECT_EQ(conf.remarks.at(0).kind, RemarkKind::Changed);
    EXPECT_THAT(conf.remarks.at(0).text, testing::Not(HasSubstr("123"))); // never shown
}

TEST(ConfReader, RemovesGroupsThatMoveNobody)
{
    const auto conf =
        read("vrrp_sync_group G {\n group {\n A\n B\n }\n}\nvrrp_instance A {\n virtual_router_id 5\n}\n");
    EXPECT_THAT(conf.groups, IsEmpty());
    EXPECT_THAT(said(conf.remarks), ElementsAre("1 wrong: group G names the instance B, which is not there",
                                                "1 wrong: group G has one member: there is nobody to move together"));
}

TEST(ConfReader, ReadsIncludedFilesInTheirPlaces)
{
    const auto conf = read("include conf.d/*\n", {}, {{"conf.d/*", "global_defs {\n router_id x\n debug\n}\n"}});
    EXPECT_EQ(conf.routerId, "x");
    ASSERT_EQ(conf.remarks.size(), 1U);
    EXPECT_EQ(conf.placeText(conf.remarks[0].at), "conf.d/*:3");
}

TEST(ConfReader, ReadsProcessesAndFilesThatAreTracked)
{
    const auto conf = read("vrrp_track_process p {\n process /usr/sbin/haproxy\n weight 5\n delay 1\n}\n"
                           "track_file f {\n file /run/f\n weight 0\n}\n");
    EXPECT_EQ(conf.processes.at(0).process, "haproxy");
    EXPECT_EQ(conf.processes.at(0).weight, 5);
    EXPECT_EQ(conf.trackFiles.at(0).file, "/run/f");
    EXPECT_EQ(conf.trackFiles.at(0).weight, 0);
    EXPECT_EQ(conf.remarks.size(), 1U) << "delay";
}

} // namespace
} // namespace tandem::keepalived
