// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cluster.h"

#include <string>

namespace tandem::generate {

/// A systemd drop-in: MaxScale starts passive.
std::string maxscaleDropIn();
/// What each service of the node's MaxScale gets.
std::string maxscaleSnippet(const config::Node &node);

} // namespace tandem::generate
