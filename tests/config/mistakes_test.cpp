// SPDX-License-Identifier: GPL-3.0-or-later
#include "refusal.h"

#include <gtest/gtest.h>

namespace tandem::config {
namespace {

class ARefusedFile : public testing::TestWithParam<Refusal>
{
};

TEST_P(ARefusedFile, NamesTheMistakeWithItsPlaceAndItsFix)
{
    EXPECT_EQ(mistakesOf(fileWith(GetParam())), GetParam().expected);
}

TEST(RefusedFiles, AreRefusedForTheChangeAlone)
{
    EXPECT_EQ(mistakesOf(fileWith({1, "format = 1", ""})), "");
}

const std::vector<Refusal> inSyntax = {
    {3, "name = shop",
     "3:8: this is no TOML: could not determine value type; write it as TOML 1.0: key = value, strings in double "
     "quotes"},
    {3, "name = \"shop",
     "3:13: this is no TOML: the string does not end on its line, or has a control character in it; write it as TOML "
     "1.0: key = value, strings in double quotes"},
    {3, "name",
     "3:5: this is no TOML: expected '=', saw '\\n"
     "'; write it as TOML 1.0: key = value, strings in double quotes"},
    {2, "[cluster",
     "2:9: this is no TOML: expected ']', saw '\\n"
     "'; write it as TOML 1.0: key = value, strings in double quotes"},
    {2, "[",
     "2:2: this is no TOML: expected bare key starting character or string delimiter, saw '\\n"
     "'; write it as TOML 1.0: key = value, strings in double quotes"},
    {3, "name = \"shop\"\nname = \"shop\"",
     "4:8: this is no TOML: cannot redefine existing string 'name'; write it as TOML 1.0: key = value, strings in "
     "double quotes"},
    {3, "name = \"a\\qb\"",
     "3:11: this is no TOML: unknown escape sequence '\\q'; write it as TOML 1.0: key = value, strings in double "
     "quotes"},
    {18, "auth_pass = mypass",
     "18:13: this line is no TOML (it is not quoted here, since it may hold a password); write it as TOML 1.0: key = "
     "value, strings in double quotes"},
    {19, "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q = 1",
     "19:32: this key has more than 16 parts; no key of a cluster file has more than three"},
    {19, "[[node]",
     "19:8: this is no TOML: expected ']', saw '\\n"
     "'; write it as TOML 1.0: key = value, strings in double quotes"},
    {8, "priority = 1e999x",
     "8:17: this is no TOML: expected decimal digit, saw 'x'; write it as TOML 1.0: key = value, strings in double "
     "quotes"},
    {8, "priority = 99999999999999999999",
     "8:32: this is no TOML: '99999999999999999999' is not representable in 64 bits; write it as TOML 1.0: key = "
     "value, strings in double quotes"},
    {3, "name = \"\xff\"",
     "3:8: this is no TOML: Encountered invalid utf-8 sequence; write it as TOML 1.0: key = value, strings in double "
     "quotes"},
};
INSTANTIATE_TEST_SUITE_P(InSyntax, ARefusedFile, testing::ValuesIn(inSyntax));

const std::vector<Refusal> inTop = {
    {1, "", "1:1: the file has no format; add format = 1"},
    {1, "format = 2",
     "1:10: format is 2, and this program reads format 1 only; write format = 1, or use the matching version"},
    {1, "format = \"1\"", "1:10: format must be a whole number, not a string; write 1"},
    {1, "format = 1.0", "1:10: format must be a whole number, not a number with a fraction; write 1"},
    {1, "format = true", "1:10: format must be a whole number, not true or false; write 1"},
    {1, "format = 1\ncolour = \"blue\"",
     "2:1: unknown key \"colour\" in the file; known here: format, cluster, node, vrrp_instance, sync_group, maxscale, "
     "check, notify, helper"},
    {2, "# no header",
     "1:1: there is no [cluster]; add [cluster] with name = \"…\"\n"
     "3:1: unknown key \"name\" in the file; known here: format, cluster, node, vrrp_instance, sync_group, maxscale, "
     "check, notify, helper"},
    {3, "nmae = \"shop\"",
     "2:1: [cluster] has no name; add name = \"shop\"\n"
     "3:1: unknown key \"nmae\" in [cluster]; did you mean \"name\"?"},
    {3, "name = \"\"", "3:8: name is empty; write a value, or leave the key out where it is optional"},
    {3, "name = \"two words\"",
     "3:8: name is \"two words\", which is no name; write 1 to 64 letters, digits, '-', '_' and '.', beginning with a "
     "letter, a digit or '_'"},
    {3, "name = \"../etc\"",
     "3:8: name is \"../etc\", which is no name; write 1 to 64 letters, digits, '-', '_' and '.', beginning with a "
     "letter, a digit or '_'"},
    {3, "name = \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"",
     "3:8: name is \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…\", which is no name; write 1 to "
     "64 letters, digits, '-', '_' and '.', beginning with a letter, a digit or '_'"},
    {3, "name = \"a\\nb\"", "3:8: name has a control character in it; write it on one line, without tabs"},
    {3, "name = 5", "3:8: name must be a string, not a whole number; put it in double quotes"},
    {3, "name = \"shop\"\nengine = \"tandem\"",
     "4:10: engine is \"tandem\", which is none of tandemd, keepalived; did you mean \"tandemd\"?"},
    {3, "name = \"shop\"\nengine = \"vrrpd\"",
     "4:10: engine is \"vrrpd\", which is none of tandemd, keepalived; write one of them"},
    {19, "[notify]", "19:1: [notify] has no script; add script = \"/etc/tandem/notify.sh\""},
    {19, "[notify]\nscrip = \"/x\"",
     "19:1: [notify] has no script; add script = \"/etc/tandem/notify.sh\"\n"
     "20:1: unknown key \"scrip\" in [notify]; did you mean \"script\"?"},
    {19, "notify = 3",
     "19:1: unknown key \"notify\" in [[vrrp_instance]]; known here: name, version, virtual_router_id, advert_int, "
     "virtual_ipaddress, virtual_ipaddress_excluded, auth_type, auth_pass, auth_pass_file, unicast, nopreempt, "
     "preempt_delay, start_delay, lease, fence, "
     "track_interface, track, node"},
    {19, "[helper]\nlisten = \"0.0.0.0\"",
     "20:10: listen is \"0.0.0.0\", which is no ADDRESS:PORT; write an IP address and a port from 1 to 65535: "
     "\"0.0.0.0:8732\" or \"[::]:8732\""},
    {19, "[helper]\nlisten = \"localhost:8732\"",
     "20:10: listen is \"localhost:8732\", which is no ADDRESS:PORT; write an IP address and a port from 1 to 65535: "
     "\"0.0.0.0:8732\" or \"[::]:8732\""},
    {19, "[helper]\nlisten = \"0.0.0.0:0\"",
     "20:10: listen is \"0.0.0.0:0\", which is no ADDRESS:PORT; write an IP address and a port from 1 to 65535: "
     "\"0.0.0.0:8732\" or \"[::]:8732\""},
    {19, "[helper]\nlisten = \"::1:8732\"",
     "20:10: listen is \"::1:8732\", which is no ADDRESS:PORT; write an IP address and a port from 1 to 65535: "
     "\"0.0.0.0:8732\" or \"[::]:8732\""},
    {19, "[helper]\nmetrics = \"0.0.0.0:65536\"",
     "20:11: metrics is \"0.0.0.0:65536\", which is no ADDRESS:PORT; write an IP address and a port from 1 to 65535: "
     "\"0.0.0.0:8732\" or \"[::]:8732\""},
    {19, "[helper]\nmetrics = \"127.0.0.1:8732\"",
     "20:11: listen and metrics take the same port 8732; give each a port of its own"},
    {19, "[helper]\njournal_size = 19",
     "20:16: journal_size is 19, which is out of range; write a whole number from 20 to 100000"},
};
INSTANTIATE_TEST_SUITE_P(InTop, ARefusedFile, testing::ValuesIn(inTop));

const std::vector<Refusal> inNodes = {
    {5, "# no name", "4:1: [[node]] has no name; add name = \"maxscale1\""},
    {6, "# no address", "4:1: [[node]] has no address; add address = \"10.77.0.1\""},
    {7, "# no interface", "4:1: [[node]] has no interface; add interface = \"eth0\""},
    {8, "# no priority", "4:1: [[node]] has no priority; add priority = 100"},
    {6, "adress = \"10.77.0.1\"",
     "4:1: [[node]] has no address; add address = \"10.77.0.1\"\n"
     "6:1: unknown key \"adress\" in [[node]]; did you mean \"address\"?"},
    {10, "name = \"maxscale1\"", "10:8: the node \"maxscale1\" is already on line 5; give each its own name"},
    {11, "address = \"10.77.0.1\"",
     "11:11: 10.77.0.1 is already the address of node \"maxscale1\"; give each node its own address"},
    {6, "address = \"10.77.0.256\"",
     "6:11: address is \"10.77.0.256\", which is no IP address; write an address such as 10.77.0.1, without a prefix "
     "or a name"},
    {6, "address = \"10.77.0.1/24\"",
     "6:11: address is \"10.77.0.1/24\", which is no IP address; write an address such as 10.77.0.1, without a prefix "
     "or a name"},
    {6, "address = \"maxscale1\"",
     "6:11: address is \"maxscale1\", which is no IP address; write an address such as 10.77.0.1, without a prefix or "
     "a name"},
    {6, "address = \"224.0.0.18\"",
     "6:11: address is \"224.0.0.18\", which no host can have; write the address that the node's interface has"},
    {6, "address = \"0.0.0.0\"",
     "6:11: address is \"0.0.0.0\", which no host can have; write the address that the node's interface has"},
    {6, "address = [\"10.77.0.1\"]", "6:11: address must be a string, not a list; put it in double quotes"},
    {6, "address = \"10.77.0.1\"\naddress6 = \"10.77.0.9\"",
     "7:12: address6 is \"10.77.0.9\", which is no IPv6 address; write an address such as fe80::1, or leave the key "
     "out"},
    {6, "address = \"fd00::1\"",
     "6:11: node \"maxscale1\" has no IPv4 address for instance \"VI_1\"; make address an IPv4 address"},
    {7, "interface = \"averylonginterface\"",
     "7:13: interface is \"averylonginterface\", which no network interface can be called; write 1 to 15 visible "
     "characters without '/', as `ip link` shows it"},
    {7, "interface = \"eth 0\"",
     "7:13: interface is \"eth 0\", which no network interface can be called; write 1 to 15 visible characters without "
     "'/', as `ip link` shows it"},
    {7, "interface = \"eth/0\"",
     "7:13: interface is \"eth/0\", which no network interface can be called; write 1 to 15 visible characters without "
     "'/', as `ip link` shows it"},
    {7, "interface = \"..\"",
     "7:13: interface is \"..\", which no network interface can be called; write 1 to 15 visible characters without "
     "'/', as `ip link` shows it"},
    {8, "priority = 0", "8:12: priority is 0, which is out of range; write a whole number from 1 to 255"},
    {8, "priority = 256", "8:12: priority is 256, which is out of range; write a whole number from 1 to 255"},
    {8, "priority = -1", "8:12: priority is -1, which is out of range; write a whole number from 1 to 255"},
    {8, "priority = 150.0",
     "8:12: priority must be a whole number, not a number with a fraction; write a whole number from 1 to 255"},
    {8, "priority = \"150\"",
     "8:12: priority must be a whole number, not a string; write a whole number from 1 to 255"},
    {8, "priority = true",
     "8:12: priority must be a whole number, not true or false; write a whole number from 1 to 255"},
    {8, "priority = 100",
     "13:12: nodes \"maxscale1\" and \"maxscale2\" have the same priority 100 in instance \"VI_1\"; give each node its "
     "own priority: the greater one is MASTER"},
    {8, "priority = 1979-05-27",
     "8:12: priority must be a whole number, not a date or time; write a whole number from 1 to 255"},
    {8, "priority = 150\nversion_string = \"a\\tb\"",
     "9:18: version_string has a control character in it; write it on one line, without tabs"},
    {8, "priority = 150\nversion_string = \"\"",
     "9:18: version_string is empty; write a value, or leave the key out where it is optional"},
    {6, "address = \"10.77.0.100\"",
     "17:22: 10.77.0.100 is the own address of node \"maxscale1\"; take an unused address as the VIP, or give that "
     "node priority = 255"},
    {6, "address = \"10.78.0.1\"",
     "17:22: node \"maxscale1\" with 10.78.0.1 is outside the VIP's network 10.77.0.100/24; take a VIP in the nodes' "
     "network, correct the prefix, or leave the prefix out"},
    {8, "priority = 255\nweight = 3",
     "9:1: unknown key \"weight\" in [[node]]; known here: name, address, address6, interface, priority, "
     "version_string"},
};
INSTANTIATE_TEST_SUITE_P(InNodes, ARefusedFile, testing::ValuesIn(inNodes));

const std::vector<Refusal> inGroups = {
    {19, "[[sync_group]]",
     "19:1: [[sync_group]] has no name; add name = \"G1\"\n"
     "19:1: [[sync_group]] has no members; add members = [\"VI_1\", \"VI_2\"]"},
    {19, "[[sync_group]]\nname = \"G1\"\nmembers = []",
     "21:11: members is empty; name the instances that move together"},
    {19, "[[sync_group]]\nname = \"G1\"\nmembers = [\"VI_2\"]",
     "21:12: there is no instance \"VI_2\"; did you mean \"VI_1\"?"},
    {19, "[[sync_group]]\nname = \"G1\"\nmembers = [\"VI_1\", \"VI_1\"]",
     "21:20: instance \"VI_1\" is already in sync_group \"G1\"; an instance moves with one group"},
    {19, "[[sync_group]]\nname = \"G1\"\nmembers = [\"VI_1\"]\n[[sync_group]]\nname = \"G1\"\nmembers = [\"VI_1\"]",
     "23:8: the sync_group \"G1\" is already on line 20; give each its own name\n"
     "24:12: instance \"VI_1\" is already in sync_group \"G1\"; an instance moves with one group"},
    {19, "[sync_group]\nname = \"G1\"",
     "19:1: sync_group must be a list of tables, not a table; write each as [[sync_group]]"},
};
INSTANTIATE_TEST_SUITE_P(InGroups, ARefusedFile, testing::ValuesIn(inGroups));

const std::vector<Refusal> inChecks = {
    {19, "[[check]]\nkind = \"gateway\"", "19:1: [[check]] has no name; add name = \"maxscale\""},
    {19, "[[check]]\nname = \"c\"\nkind = \"maxcsale\"",
     "21:8: kind is \"maxcsale\", which is none of maxscale, script, tcp, process, file, gateway; did you mean "
     "\"maxscale\"?"},
    {19, "[[check]]\nname = \"c\"\nkind = \"http\"",
     "21:8: kind is \"http\", which is none of maxscale, script, tcp, process, file, gateway; write one of them"},
    {19, "[[check]]\nname = \"c\"\nkind = \"script\"",
     "19:1: [[check]] has no script; add script = \"/etc/tandem/check.sh\""},
    {19, "[[check]]\nname = \"c\"\nkind = \"gateway\"\nscript = \"/x\"",
     "22:10: script is for checks with kind = \"script\" only; set kind = \"script\", or remove the key"},
    {19, "[[check]]\nname = \"c\"\nkind = \"gateway\"\ninterval = 0",
     "22:12: interval is 0, which is out of range; write a number of seconds from 0.001 to 3600"},
    {19, "[[check]]\nname = \"c\"\nkind = \"gateway\"\ntimeout = -0.5",
     "22:11: timeout is -0.5, which is out of range; write a number of seconds from 0.001 to 3600"},
    {19, "[[check]]\nname = \"c\"\nkind = \"gateway\"\nfall = 0",
     "22:8: fall is 0, which is out of range; write a whole number from 1 to 1000"},
    {19, "[[check]]\nname = \"c\"\nkind = \"gateway\"\nrise = 0",
     "22:8: rise is 0, which is out of range; write a whole number from 1 to 1000"},
    {19, "[[check]]\nname = \"c\"\nkind = \"gateway\"\nweight = 254",
     "22:10: weight is 254, which is out of range; write a whole number from -253 to 253"},
    {19, "[[check]]\nname = \"c\"\nkind = \"gateway\"\nweight = -254",
     "22:10: weight is -254, which is out of range; write a whole number from -253 to 253"},
    {19, "[[check]]\nname = \"c\"\nkind = \"gateway\"\nfall = 2.0",
     "22:8: fall must be a whole number, not a number with a fraction; write a whole number from 1 to 1000"},
    {19, "[[check]]\nname = \"c\"\nkind = \"script\"\nscript = \"/x 'y\"",
     "22:10: script is \"/x 'y\", in which a quotation does not end; close it, or write a backslash before a quote "
     "that is "
     "meant"},
    {19, "[[check]]\nname = \"c\"\nkind = \"tcp\"", "19:1: [[check]] has no port; add port = 4006"},
    {19, "[[check]]\nname = \"c\"\nkind = \"tcp\"\nport = 65536",
     "22:8: port is 65536, which is out of range; write a whole number from 1 to 65535"},
    {19, "[[check]]\nname = \"c\"\nkind = \"tcp\"\nport = 1\nhost = \"localhost\"",
     "23:8: host is \"localhost\", which is no address that can be connected to; write an IP address such as "
     "127.0.0.1"},
    {19, "[[check]]\nname = \"c\"\nkind = \"tcp\"\nport = 1\nhost = \"0.0.0.0\"",
     "23:8: host is \"0.0.0.0\", which is no address that can be connected to; write an IP address such as 127.0.0.1"},
    {19, "[[check]]\nname = \"c\"\nkind = \"process\"", "19:1: [[check]] has no process; add process = \"maxscale\""},
    {19, "[[check]]\nname = \"c\"\nkind = \"process\"\nprocess = \"/usr/bin/maxscale\"",
     "22:11: process is \"/usr/bin/maxscale\", which is no name of a program; write it without its directory, as ps -o "
     "comm "
     "shows it: \"maxscale\""},
    {19, "[[check]]\nname = \"c\"\nkind = \"file\"",
     "19:1: [[check]] has no file; add file = \"/run/tandem/in-service\""},
    {19, "[[check]]\nname = \"c\"\nkind = \"file\"\nfile = \"/x\"\nport = 1\nhost = \"::1\"",
     "23:8: port is for checks with kind = \"tcp\" only; set kind = \"tcp\", or remove the key\n"
     "24:8: host is for checks with kind = \"tcp\" only; set kind = \"tcp\", or remove the key"},
    {19, "[[check]]\nname = \"c\"\nkind = \"tcp\"\nport = 1\nfile = \"/x\"\nprocess = \"x\"",
     "23:8: file is for checks with kind = \"file\" only; set kind = \"file\", or remove the key\n"
     "24:11: process is for checks with kind = \"process\" only; set kind = \"process\", or remove the key"},
    {19, "[[check]]\nname = \"c\"\nkind = \"gateway\"\ninit_fail = true",
     "22:13: init_fail is for checks with kind = \"script\", \"tcp\", \"process\" or \"file\" only; remove the key"},
    {19, "[[check]]\nname = \"c\"\nkind = \"tcp\"\nport = 1\ninit_fail = 1",
     "23:13: init_fail must be true or false, not a whole number; write true or false, without quotes"},
    {19, "[notify]\nscript = \"/x \\\"y\"",
     "20:10: script is \"/x \"y\", in which a quotation does not end; close it, or write a backslash before a quote "
     "that is "
     "meant"},
    {19, "[[check]]\nname = \"c\"\nkind = \"gateway\"\n[[check]]\nname = \"c\"\nkind = \"gateway\"",
     "23:8: the check \"c\" is already on line 20; give each its own name"},
};
INSTANTIATE_TEST_SUITE_P(InChecks, ARefusedFile, testing::ValuesIn(inChecks));

const std::vector<Refusal> inMaxScale = {
    {19, "[maxscale]\nurl = \"ftp://127.0.0.1\"",
     "20:7: url is \"ftp://127.0.0.1\", which is no address of MaxScale's REST interface; write it as "
     "http://127.0.0.1:8989 or https://…"},
    {19, "[maxscale]\nurl = \"127.0.0.1:8989\"",
     "20:7: url is \"127.0.0.1:8989\", which is no address of MaxScale's REST interface; write it as "
     "http://127.0.0.1:8989 or https://…"},
    {19, "[maxscale]\nurl = \"http://127.0.0.1:99999\"",
     "20:7: url is \"http://127.0.0.1:99999\", which is no address of MaxScale's REST interface; write it as "
     "http://127.0.0.1:8989 or https://…"},
    {19, "[maxscale]\nurl = \"http://\"",
     "20:7: url is \"http://\", which is no address of MaxScale's REST interface; write it as http://127.0.0.1:8989 or "
     "https://…"},
    {19, "[maxscale]\nurl = \"http://admin:secret@127.0.0.1:8989\"",
     "20:7: url names a user; write user and password_file instead"},
    {19, "[maxscale]\nurl = \"http://h/v1\"",
     "20:7: url is \"http://h/v1\", which is no address of MaxScale's REST interface; write it as "
     "http://127.0.0.1:8989 or https://…"},
    {19, "[maxscale]\nmode = \"active\"",
     "20:8: mode is \"active\", which is none of none, passive, cooperative; write one of them"},
    {19, "[maxscale]\nlisteners = [0]",
     "20:14: an entry of listeners is no port; write a whole number from 1 to 65535"},
    {19, "[maxscale]\nlisteners = [65536]",
     "20:14: an entry of listeners is no port; write a whole number from 1 to 65535"},
    {19, "[maxscale]\nlisteners = [\"4006\"]",
     "20:14: an entry of listeners is no port; write a whole number from 1 to 65535"},
    {19, "[maxscale]\nlisteners = 4006",
     "20:13: listeners must be a list of ports, not a whole number; write it in brackets: [4006]"},
    {19, "[maxscale]\nlisteners = [4006, 4006]", "20:20: the port 4006 stands twice in listeners; remove one"},
    {19, "[maxscale]\nservers = [\"a\", \"a\"]", "20:17: the server \"a\" stands twice in servers; remove one"},
    {19, "[maxscale]\nservers = [1]",
     "20:12: an entry of servers must be a string, not a whole number; put it in double quotes"},
    {19, "[maxscale]\nuser = \"monitor\"", "20:8: user is given without a password; add password_file = \"…\""},
    {19, "[maxscale]\npassword = \"secret\"\npassword_file = \"x\"",
     "21:17: password and password_file are both given; keep password_file alone"},
    {19, "[maxscale]\nadmin_user = \"admin\"",
     "20:14: admin_user is given without a password; add admin_password_file = \"…\""},
    {19, "[maxscale]\nlisteners = [4006]\nlogin_user = \"probe\"",
     "21:14: login_user is given without a password; add login_password_file = \"…\""},
    {19, "[maxscale]\nlogin_user = \"probe\"\nlogin_password = \"secret\"",
     "20:14: login_user is given without a listener where it could log in; add listeners = [4006]"},
    {19, "[maxscale]\nlogin_password = \"secret\"",
     "20:18: login_password is given without login_user; add login_user, or remove it"},
    {19, "[maxscale]\nlogin_interval = 5",
     "20:18: login_interval is given without login_user; add login_user, or remove it"},
    {19, "[maxscale]\nlisteners = [4006]\nlogin_user = \"probe\"\nlogin_password = \"a\"\nlogin_interval = 0.5",
     "23:18: login_interval is 0.5, which is out of range; write a number of seconds from 1 to 3600"},
    {19, "[maxscale]\npassword = [\"secret\"]",
     "20:12: password must be a string, not a list; put it in double quotes"},
    {19, "[maxscale]\npasword = \"secret\"", "20:1: unknown key \"pasword\" in [maxscale]; did you mean \"password\"?"},
};
INSTANTIATE_TEST_SUITE_P(InMaxScale, ARefusedFile, testing::ValuesIn(inMaxScale));

TEST(RefusedFiles, NameEveryMistakeInTheOrderOfTheFile)
{
    EXPECT_EQ(mistakesOf("format = 1\n[helper]\nlisten = 5\n[cluster]\nname = 5\n[[node]]\nname = \"n\"\n"),
              "1:1: there is no [[vrrp_instance]]; describe at least one\n"
              "3:10: listen must be a string, not a whole number; put it in double quotes\n"
              "5:8: name must be a string, not a whole number; put it in double quotes\n"
              "6:1: [[node]] has no address; add address = \"10.77.0.1\"\n"
              "6:1: [[node]] has no interface; add interface = \"eth0\"\n"
              "6:1: [[node]] has no priority; add priority = 100");
}

TEST(RefusedFiles, AnEmptyFileSaysWhatItLacks)
{
    EXPECT_EQ(mistakesOf(""), "1:1: the file has no format; add format = 1\n"
                              "1:1: there is no [cluster]; add [cluster] with name = \"…\"\n"
                              "1:1: there is no [[node]]; describe at least one\n"
                              "1:1: there is no [[vrrp_instance]]; describe at least one");
}

TEST(RefusedFiles, StopAtAHundredMistakes)
{
    std::string text = "format = 1\n";
    for (int key = 0; key < 1000; ++key)
        text += "k" + std::to_string(key) + " = 1\n";
    const auto cluster = parseCluster(text, "c.toml", "/");
    ASSERT_FALSE(cluster);
    EXPECT_EQ(cluster.error().errors.size(), 100U);
}

TEST(RefusedFiles, NeverQuoteASecret)
{
    for (const auto *line :
         {"auth_pass = hunter2", "auth_pass = \"hunter2\\q\"", "auth_pass = \"hunter2", "auth_pass = [\"hunter2\"]",
          "auth_pass = \"hunter2\\u0001\"", "auth_pass = \"hunter2\""}) {
        const auto mistakes = mistakesOf(fileWith({18, line, ""}));
        EXPECT_NE(mistakes, "") << line;
        EXPECT_EQ(mistakes.find("hunter2"), std::string::npos) << mistakes;
    }
}

TEST(RefusedFiles, DepthIsBoundedBeforeItCostsTheStack)
{
    std::string deep = "a";
    for (int part = 0; part < 300'000; ++part)
        deep += ".a";
    EXPECT_EQ(mistakesOf(deep + " = 1\n"),
              "1:32: this key has more than 16 parts; no key of a cluster file has more than three");
    EXPECT_NE(mistakesOf("x = [\"\"\"y\"\"\"\", {" + deep + " = 1}]\n").find("more than 16 parts"), std::string::npos);
    EXPECT_NE(mistakesOf("x = " + std::string(500'000, '[')), "");
}

TEST(RefusedFiles, LettersBeyondAsciiOutsideAStringAreASyntaxError)
{
    EXPECT_EQ(mistakesOf(fileWith({3, "name = ä", ""})).substr(0, 22), "3:8: this is no TOML: ");
    EXPECT_EQ(mistakesOf(fileWith({3, "ä = 1", ""})).substr(0, 22), "3:1: this is no TOML: ");
    EXPECT_EQ(mistakesOf(fileWith({3, "name = \"shop\" ä", ""})).substr(0, 23), "3:15: this is no TOML: ");
    EXPECT_EQ(mistakesOf(fileWith({8, "priority = 150\nversion_string = \"\"\"a \\\n  ä\"\"\"", ""})), "");
}

TEST(RefusedFiles, DotsInStringsCommentsAndListsAreNoDepth)
{
    const std::string dots = "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t";
    EXPECT_EQ(mistakesOf(fileWith({18, "# " + dots, ""})), "");
    EXPECT_EQ(mistakesOf(fileWith({8, "priority = 150\nversion_string = \"" + dots + "\" # " + dots, ""})), "");
    EXPECT_EQ(mistakesOf(fileWith({8, "priority = 150\nversion_string = '''" + dots + "'''", ""})), "");
    EXPECT_EQ(mistakesOf(fileWith({8, "priority = 150\nversion_string = \"\"\"" + dots + "\\\"\"\"\"", ""})), "");
}

} // namespace
} // namespace tandem::config
