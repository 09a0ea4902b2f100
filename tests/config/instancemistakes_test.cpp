// SPDX-License-Identifier: GPL-3.0-or-later
#include "refusal.h"

#include <gtest/gtest.h>

namespace tandem::config {
namespace {

class ARefusedInstance : public testing::TestWithParam<Refusal>
{
};

TEST_P(ARefusedInstance, NamesTheMistakeWithItsPlaceAndItsFix)
{
    EXPECT_EQ(mistakesOf(fileWith(GetParam())), GetParam().expected);
}

const std::vector<Refusal> inInstances = {
    {15, "# no name", "14:1: [[vrrp_instance]] has no name; add name = \"VI_1\""},
    {16, "# no router id", "14:1: [[vrrp_instance]] has no virtual_router_id; add virtual_router_id = 51"},
    {17, "# no VIP", "14:1: [[vrrp_instance]] has no virtual_ipaddress; add virtual_ipaddress = [\"10.77.0.100/24\"]"},
    {16, "virtual_router_id = 0",
     "16:21: virtual_router_id is 0, which is out of range; write a whole number from 1 to 255"},
    {16, "virtual_router_id = 256",
     "16:21: virtual_router_id is 256, which is out of range; write a whole number from 1 to 255"},
    {16, "virtual_router_id = 51.0",
     "16:21: virtual_router_id must be a whole number, not a number with a fraction; write a whole number from 1 to "
     "255"},
    {16, "virtual_router_id = \"51\"",
     "16:21: virtual_router_id must be a whole number, not a string; write a whole number from 1 to 255"},
    {16, "router_id = 51",
     "14:1: [[vrrp_instance]] has no virtual_router_id; add virtual_router_id = 51\n"
     "16:1: unknown key \"router_id\" in [[vrrp_instance]]; known here: name, version, virtual_router_id, advert_int, "
     "virtual_ipaddress, virtual_ipaddress_excluded, auth_type, auth_pass, auth_pass_file, unicast, nopreempt, "
     "preempt_delay, start_delay, lease, fence, "
     "track_interface, track, node"},
    {17, "virtual_ipaddress = [\"10.77.0.100.1\"]",
     "17:22: \"10.77.0.100.1\" is no IP address; write the VIP as ADDRESS/PREFIX, such as 10.77.0.100/24"},
    {17, "virtual_ipaddress = [\"vip.example.org\"]",
     "17:22: \"vip.example.org\" is no IP address; write the VIP as ADDRESS/PREFIX, such as 10.77.0.100/24"},
    {17, "virtual_ipaddress = [\"10.77.0.100/33\"]",
     "17:22: \"10.77.0.100/33\" is no IP address; write the VIP as ADDRESS/PREFIX, such as 10.77.0.100/24"},
    {17, "virtual_ipaddress = [ \"\" ]",
     "17:23: \"\" is no IP address; write the VIP as ADDRESS/PREFIX, such as 10.77.0.100/24"},
    {17, "virtual_ipaddress = \"10.77.0.100/24\"",
     "17:21: virtual_ipaddress must be a list, not a string; write it in brackets: [\"10.77.0.100/24\"]"},
    {17, "virtual_ipaddress = []", "17:21: virtual_ipaddress must have 1 to 255 addresses; write the VIP"},
    {17, "virtual_ipaddress = [10]",
     "17:22: an entry of virtual_ipaddress must be a string or a table, not a whole number; write \"10.77.0.100/24\" "
     "or { address = \"…\", dev = \"…\", label = \"…\" }"},
    {17, "virtual_ipaddress = [\"10.77.0.100/24\", \"10.77.0.100/32\"]",
     "17:40: 10.77.0.100 stands twice in virtual_ipaddress; remove one"},
    {17, "virtual_ipaddress = [\"10.77.0.100/24\", \"fd00::100/64\"]",
     "17:40: virtual_ipaddress has IPv4 and IPv6 addresses in one instance; make a [[vrrp_instance]] for each family, "
     "or put the others into virtual_ipaddress_excluded"},
    {17, "virtual_ipaddress = [\"10.77.0.1/24\"]",
     "17:22: 10.77.0.1 is the own address of node \"maxscale1\"; take an unused address as the VIP, or give that node "
     "priority = 255"},
    {17, "virtual_ipaddress = [\"10.78.0.100/24\"]",
     "17:22: node \"maxscale1\" with 10.77.0.1 is outside the VIP's network 10.78.0.100/24; take a VIP in the nodes' "
     "network, correct the prefix, or leave the prefix out"},
    {17, "virtual_ipaddress = [\"224.0.0.1\"]",
     "17:22: \"224.0.0.1\" is an address that no host can have; write an address of the network"},
    {17, "virtual_ipaddress = [{ adress = \"10.77.0.100\" }]",
     "17:22: an entry of virtual_ipaddress has no address; add address = \"10.77.0.100/24\"\n"
     "17:24: unknown key \"adress\" in an entry of virtual_ipaddress; did you mean \"address\"?"},
    {17, "virtual_ipaddress = [{ address = 7 }]",
     "17:34: address must be a string, not a whole number; put it in double quotes"},
    {17, "virtual_ipaddress = [{ address = \"10.77.0.x\" }]",
     "17:34: \"10.77.0.x\" is no IP address; write the VIP as ADDRESS/PREFIX, such as 10.77.0.100/24"},
    {17, "virtual_ipaddress = [{ address = \"10.77.0.100\", dev = \"\" }]",
     "17:55: dev is empty; write a value, or leave the key out where it is optional"},
    {17, "virtual_ipaddress = [\"fd00::100/64\"]\nversion = 2",
     "17:22: IPv6 needs version 3; set version = 3 and remove auth_type"},
    {17, "virtual_ipaddress = [\"fd00::100/64\"]\nunicast = true",
     "6:11: node \"maxscale1\" has no IPv6 address for instance \"VI_1\"; add address6 = \"…\": unicast adverts go to "
     "it\n"
     "11:11: node \"maxscale2\" has no IPv6 address for instance \"VI_1\"; add address6 = \"…\": unicast adverts go to "
     "it"},
    {18, "version = 1", "18:11: version is 1, which is out of range; write 2 or 3"},
    {18, "version = 4", "18:11: version is 4, which is out of range; write 2 or 3"},
    {18, "version = \"2\"", "18:11: version must be a whole number, not a string; write 2 or 3"},
    {18, "version = 2\nadvert_int = 0.5",
     "19:14: advert_int is 0.5, which is out of range; write a number of seconds from 1 to 255"},
    {18, "version = 2\nadvert_int = 1.5",
     "19:14: advert_int is 1.5, and version 2 knows whole seconds only; write 1, 2, …, or use version 3"},
    {18, "version = 2\nadvert_int = 256",
     "19:14: advert_int is 256, which is out of range; write a number of seconds from 1 to 255"},
    {18, "advert_int = 0.005",
     "18:14: advert_int is 0.005, which is out of range; write a number of seconds from 0.01 to 40.95"},
    {18, "advert_int = 0",
     "18:14: advert_int is 0, which is out of range; write a number of seconds from 0.01 to 40.95"},
    {18, "advert_int = 0.015", "18:14: advert_int is 0.015, which is no multiple of 0.01 s; round it to two decimals"},
    {18, "advert_int = 40.96",
     "18:14: advert_int is 40.96, which is out of range; write a number of seconds from 0.01 to 40.95"},
    {18, "advert_int = nan",
     "18:14: advert_int is nan, which is out of range; write a number of seconds from 0.01 to 40.95"},
    {18, "advert_int = inf",
     "18:14: advert_int is inf, which is out of range; write a number of seconds from 0.01 to 40.95"},
    {18, "advert_int = \"1\"",
     "18:14: advert_int must be a number of seconds, not a string; write a number of seconds from 0.01 to 40.95"},
    {18, "advert_int = true",
     "18:14: advert_int must be a number of seconds, not true or false; write a number of seconds from 0.01 to 40.95"},
    {18, "auth_type = \"PASS\"\nauth_pass = \"secret\"",
     "18:13: auth_type is for version 2 only: VRRPv3 has no authentication; remove it, or set version = 2\n"
     "19:13: auth_pass is for version 2 only: VRRPv3 has no authentication; remove it, or set version = 2"},
    {18, "auth_pass_file = \"x\"",
     "18:18: auth_pass_file is for version 2 only: VRRPv3 has no authentication; remove it, or set version = 2"},
    {18, "version = 2\nauth_type = \"AH\"\nauth_pass = \"secret\"",
     "19:13: auth_type is \"AH\", which is unknown; write \"PASS\""},
    {18, "version = 2\nauth_type = \"PASS\"",
     "19:13: auth_type is given without a password; add auth_pass_file = \"…\" or auth_pass = \"…\""},
    {18, "version = 2\nauth_pass = \"secret\"\nauth_pass_file = \"x\"",
     "20:18: auth_pass and auth_pass_file are both given; keep auth_pass_file alone"},
    {18, "version = 2\nauth_pass = \"\"",
     "19:13: auth_pass is empty; write a value, or leave the key out where it is optional"},
    {18, "version = 2\nauth_pass = 5",
     "19:13: auth_pass must be a string, not a whole number; put it in double quotes"},
    {18, "version = 2\nauth_pass = \"sec\\u0000ret\"",
     "19:13: auth_pass has a control character in it; write it on one line, without tabs"},
    {18, "unicast = 1",
     "18:11: unicast must be true or false, not a whole number; write true or false, without quotes"},
    {18, "nopreempt = \"no\"",
     "18:13: nopreempt must be true or false, not a string; write true or false, without quotes"},
    {18, "fence = 0", "18:9: fence must be true or false, not a whole number; write true or false, without quotes"},
    {18, "start_delay = 1001",
     "18:15: start_delay is 1001, which is out of range; write a number of seconds from 0 to 1000"},
    {18, "virtual_ipaddress_excluded = \"192.0.2.7\"",
     "18:30: virtual_ipaddress_excluded must be a list, not a string; write it in brackets: [\"10.77.0.100/24\"]"},
    {18, "virtual_ipaddress_excluded = [\"192.0.2.x\"]",
     "18:31: \"192.0.2.x\" is no IP address; write the VIP as ADDRESS/PREFIX, such as 10.77.0.100/24"},
    {18, "virtual_ipaddress_excluded = [\"192.0.2.7\", \"192.0.2.7/24\"]",
     "18:44: 192.0.2.7 stands twice in virtual_ipaddress_excluded; remove one"},
    {18, "virtual_ipaddress_excluded = [\"10.77.0.100\"]",
     "18:31: 10.77.0.100 stands in virtual_ipaddress and in virtual_ipaddress_excluded; remove it from one of them"},
    {18, "virtual_ipaddress_excluded = [\"10.77.0.2\"]",
     "18:31: 10.77.0.2 is the own address of node \"maxscale2\"; take an unused address as the VIP, or give that node "
     "priority = 255"},
    {18, "virtual_ipaddress_excluded = [{ address = \"fd00::9\", label = \"eth0:v\" }]",
     "18:31: an IPv6 address has no label; remove the label"},
    {18, "preempt_delay = -1",
     "18:17: preempt_delay is -1, which is out of range; write a number of seconds from 0 to 1000"},
    {18, "preempt_delay = 1001",
     "18:17: preempt_delay is 1001, which is out of range; write a number of seconds from 0 to 1000"},
    {18, "lease = -1", "18:9: lease is -1, which is out of range; write a whole number from 0 to 86400"},
    {18, "lease = 2.0",
     "18:9: lease must be a whole number, not a number with a fraction; write a whole number from 0 to 86400"},
    {18, "track = [\"maxscale\"]", "18:10: there is no check \"maxscale\"; describe it, or correct the name"},
    {18, "track = \"maxscale\"", "18:9: track must be a list of strings, not a string; write it in brackets: [\"…\"]"},
    {18, "track = [1]", "18:10: an entry of track must be a string, not a whole number; put it in double quotes"},
    {18, "track_interface = [\"eth0\", \"eth0\"]", "18:28: \"eth0\" stands twice in track_interface; remove one"},
    {18, "track_interface = [\"a b\"]",
     "18:20: an entry of track_interface is \"a b\", which no network interface can be called; write 1 to 15 visible "
     "characters without '/', as `ip link` shows it"},
    {18, "[vrrp_instance.node.maxscale3]\npriority = 7",
     "18:21: there is no node \"maxscale3\"; did you mean \"maxscale1\"?"},
    {18, "[vrrp_instance.node.maxscale2]\npriority = 150",
     "19:12: nodes \"maxscale1\" and \"maxscale2\" have the same priority 150 in instance \"VI_1\"; give each node its "
     "own priority: the greater one is MASTER"},
    {18, "[vrrp_instance.node.maxscale2]\npriorty = 50",
     "19:1: unknown key \"priorty\" in [vrrp_instance.node.NAME]; did you mean \"priority\"?"},
    {18, "[vrrp_instance.node.maxscale2]\npriority = 0",
     "19:12: priority is 0, which is out of range; write a whole number from 1 to 255"},
    {18, "node = 5", "18:8: node must be a table, not a whole number; write it as [node]"},
    {18, "node.maxscale2 = 5",
     "18:6: node must hold a table for each node, not a whole number; write [vrrp_instance.node.NAME]"},
    {18, "[[vrrp_instance]]\nname = \"VI_2\"\nvirtual_router_id = 51\nvirtual_ipaddress = [\"10.77.0.101\"]",
     "20:21: instance \"VI_1\" already has virtual_router_id 51 on the same interface; give each instance of a network "
     "its own router id"},
    {18, "[[vrrp_instance]]\nname = \"VI_1\"\nvirtual_router_id = 52\nvirtual_ipaddress = [\"10.77.0.101\"]",
     "19:8: the vrrp_instance \"VI_1\" is already on line 15; give each its own name"},
    {18, "[[vrrp_instance]]\nname = \"VI_2\"\nvirtual_router_id = 52\nvirtual_ipaddress = [\"10.77.0.100\"]",
     "21:22: 10.77.0.100 is already a VIP of instance \"VI_1\"; give each VIP to one instance"},
    {18,
     "[[vrrp_instance]]\nname = \"VI_2\"\nvirtual_router_id = 52\nvirtual_ipaddress = [\"10.77.0.101\"]\n"
     "virtual_ipaddress_excluded = [\"192.0.2.7\", { address = \"10.77.0.100\", dev = \"eth0\" }]",
     "22:56: 10.77.0.100 is already a VIP of instance \"VI_1\"; give each VIP to one instance"},
    {14, "[vrrp_instance]",
     "14:1: vrrp_instance must be a list of tables, not a table; write each as [[vrrp_instance]]"},
};
INSTANTIATE_TEST_SUITE_P(InInstances, ARefusedInstance, testing::ValuesIn(inInstances));

} // namespace
} // namespace tandem::config
