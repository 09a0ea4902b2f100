// SPDX-License-Identifier: GPL-3.0-or-later
#include "clusterfiles.h"

#include <stdexcept>

namespace tandem::scenarios {

std::string goodFile(std::uint16_t listen, std::uint16_t metrics)
{
    return R"(format = 1
[cluster]
name = "scenario"
[[node]]
name = "here"
address = "127.0.0.1"
interface = "lo"
priority = 150
[[node]]
name = "there"
address = "127.0.0.2"
interface = "lo"
priority = 100
[[vrrp_instance]]
name = "VI_1"
virtual_router_id = 51
virtual_ipaddress = ["127.77.0.100/32"]
version = 2
auth_type = "PASS"
auth_pass_file = "vrrp.password"
track = ["maxscale"]
[maxscale]
url = "http://127.0.0.1:1"
user = "monitor"
password_file = "maxscale.password"
mode = "passive"
[[check]]
name = "maxscale"
interval = 1.0
timeout = 0.5
[helper]
listen = "127.0.0.1:)" +
           std::to_string(listen) + "\"\nmetrics = \"127.0.0.1:" + std::to_string(metrics) + "\"\n";
}

const std::vector<BadFile> &badFiles()
{
    static const std::vector<BadFile> files = {
        {"a syntax error", "name = \"scenario\"", "name = ", ":3:8: ", "this is no TOML"},
        {"an unknown key", "priority = 150", "priority = 150\npriorty = 1",
         ":9:1: ", "unknown key \"priorty\" in [[node]]; did you mean \"priority\"?"},
        {"a wrong type", "priority = 150", "priority = \"150\"",
         ":8:12: ", "priority must be a whole number, not a string"},
        {"a duplicate node", "name = \"there\"", "name = \"here\"",
         ":10:8: ", "the node \"here\" is already on line 5"},
        {"equal priorities", "priority = 100", "priority = 150", ":13:12: ", "have the same priority 150"},
        {"router id 0", "virtual_router_id = 51", "virtual_router_id = 0", ":16:21: ", "virtual_router_id is 0"},
        {"router id 256", "virtual_router_id = 51", "virtual_router_id = 256", ":16:21: ", "virtual_router_id is 256"},
        {"a VIP that is no address", "127.77.0.100/32", "127.77.0.300/32",
         ":17:22: ", "\"127.77.0.300/32\" is no IP address"},
        {"a number that is not a number", "interval = 1.0", "interval = nan", ":29:12: ", "interval is nan"},
        {"a check that is not there", "track = [\"maxscale\"]", "track = [\"maxscal\"]",
         ":21:10: ", "there is no check \"maxscal\"; did you mean \"maxscale\"?"},
    };
    return files;
}

std::string textOf(const BadFile &bad)
{
    auto text = goodFile(18732, 18733);
    const auto at = text.find(bad.find);
    if (at == std::string::npos)
        throw std::logic_error("the good file has no " + bad.find);
    return text.replace(at, bad.find.size(), bad.replace);
}

} // namespace tandem::scenarios
