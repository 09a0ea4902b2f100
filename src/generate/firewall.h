// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cluster.h"

#include <string>

namespace tandem::generate {

/// Both let VRRP (IP protocol 112) in from the other nodes, and from nobody else.
std::string nftablesRules(const config::Cluster &cluster, const config::Node &node);
std::string firewalldScript(const config::Cluster &cluster, const config::Node &node);

} // namespace tandem::generate
