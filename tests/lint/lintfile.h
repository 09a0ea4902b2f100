// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/config/twonodes.h"

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace tandem::lint {

/// A cluster file without a finding.
inline const std::string soundFile = std::string(R"(format = 1
[cluster]
name = "shop"
engine = "tandemd"

)") + config::twoNodes + R"(
[maxscale]
url = "http://127.0.0.1:8989"
user = "monitor"
password = "Secret1"
mode = "passive"

[[check]]
name = "maxscale"
kind = "maxscale"
interval = 2.0
timeout = 1.0
weight = 0

[[check]]
name = "disk"
kind = "file"
file = "/run/full"
weight = 0

[[vrrp_instance]]
name = "VI_1"
version = 2
virtual_router_id = 51
advert_int = 1
virtual_ipaddress = ["10.77.0.100/24"]
auth_pass = "a1b2c3d4"
nopreempt = false
track = ["maxscale", "disk"]

[[vrrp_instance]]
name = "VI_2"
virtual_router_id = 52
advert_int = 1
virtual_ipaddress = ["10.77.0.101/24"]
track = ["maxscale", "disk"]

[[sync_group]]
name = "G1"
members = ["VI_1", "VI_2"]
)";

using Edits = std::vector<std::pair<std::string, std::string>>;

/// The first of each replaced.
inline std::string edited(const Edits &edits, std::string text = soundFile)
{
    for (const auto &[from, to] : edits) {
        const auto at = text.find(from);
        if (at == std::string::npos)
            throw std::runtime_error("no \"" + from + "\" in the file");
        text.replace(at, from.size(), to);
    }
    return text;
}

} // namespace tandem::lint
