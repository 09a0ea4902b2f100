// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/clusterwriter.h"

#include "config/clusterfile.h"

#include <gtest/gtest.h>

namespace tandem::config {
namespace {

/// Every key with a value that is not its default, as clusterText() writes it.
constexpr auto everything = R"(format = 1

[cluster]
name = "shop"
engine = "keepalived"

[[node]]
name = "a"
address = "10.77.0.1"
address6 = "fe80::1"
interface = "eth0"
priority = 150
version_string = "A \"quoted\" \\ one"

[[node]]
name = "b.example"
address = "10.77.0.2"
address6 = "fe80::2"
interface = "eth0"
priority = 100

[[vrrp_instance]]
name = "VI_1"
version = 2
virtual_router_id = 51
advert_int = 2.0
virtual_ipaddress = ["10.77.0.100/24", { address = "10.77.0.101/24", dev = "eth1", label = "eth1:1" }]
virtual_ipaddress_excluded = ["fd00::1/64"]
auth_type = "PASS"
auth_pass_file = "/etc/tandem/pass"
unicast = true
preempt_delay = 2.5
start_delay = 0.001
lease = 2
fence = false
track_interface = ["eth2"]
track = ["maxscale", "script"]

[vrrp_instance.node.a]
priority = 120

[vrrp_instance.node."b.example"]
interface = "bond0"
nopreempt = true

[[vrrp_instance]]
name = "VI_2"
version = 3
virtual_router_id = 52
advert_int = 0.25
virtual_ipaddress = ["fe80::100/64"]
nopreempt = true

[[sync_group]]
name = "G"
members = ["VI_1", "VI_2"]

[maxscale]
url = "https://127.0.0.1:8989"
ca_file = "/etc/tandem/ca.pem"
user = "monitor"
password_file = "/etc/tandem/reader"
admin_user = "admin"
admin_password_file = "/etc/tandem/admin"
login_user = "probe"
login_password_file = "/etc/tandem/probe"
login_interval = 20.0
mode = "passive"
listeners = [4006, 4008]
servers = ["server1"]

[[check]]
name = "maxscale"
kind = "maxscale"
interval = 0.1
timeout = 0.05
fall = 2
rise = 3
weight = -20

[[check]]
name = "script"
kind = "script"
interval = 2.0
timeout = 1.0
fall = 2
rise = 2
script = "/bin/sh -c 'a | b'"
init_fail = true

[[check]]
name = "tcp"
kind = "tcp"
interval = 2.0
timeout = 1.0
fall = 2
rise = 2
host = "10.0.0.1"
port = 4006

[[check]]
name = "process"
kind = "process"
interval = 2.0
timeout = 1.0
fall = 2
rise = 2
process = "maxscale"

[[check]]
name = "file"
kind = "file"
interval = 2.0
timeout = 1.0
fall = 2
rise = 2
file = "/run/x"

[notify]
script = "/etc/tandem/notify"

[helper]
listen = "0.0.0.0:9000"
metrics = "127.0.0.1:9001"
journal_size = 100
)";

TEST(ClusterWriter, WritesEachKeySoThatItIsReadBackAsItWas)
{
    const auto cluster = parseCluster(everything, "c.toml", "/etc/tandem");
    ASSERT_TRUE(cluster) << describe(cluster.error().errors.front());
    EXPECT_EQ(clusterText(*cluster), everything);
}

TEST(ClusterWriter, LeavesOutWhatIsAsItWouldBeAnyway)
{
    const auto cluster = parseCluster(R"(format = 1
[cluster]
name = "c"
[[node]]
name = "a"
address = "10.0.0.1"
interface = "eth0"
priority = 1
[[vrrp_instance]]
name = "V"
virtual_router_id = 1
virtual_ipaddress = ["10.0.0.9/24"]
)",
                                      "c.toml", "/");
    ASSERT_TRUE(cluster);
    const auto text = clusterText(*cluster);
    for (const char *key : {"fence", "helper", "unicast", "maxscale", "notify", "engine", "nopreempt"})
        EXPECT_EQ(text.find(key), std::string::npos) << key;
}

TEST(ClusterWriter, EscapesWhatTomlWouldTakeForSomethingElse)
{
    Cluster cluster;
    cluster.name = "a\"b\\c\nd\te\x01";
    EXPECT_NE(clusterText(cluster).find("name = \"a\\\"b\\\\c\\nd\\te\\u0001\""), std::string::npos);
}

} // namespace
} // namespace tandem::config
