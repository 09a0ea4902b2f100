// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace tandem::config {

/// Of a cluster file: m1 with the higher priority, m2 with the lower.
inline const std::string twoNodes = R"([[node]]
name = "m1"
address = "10.77.0.1"
interface = "eth0"
priority = 150

[[node]]
name = "m2"
address = "10.77.0.2"
interface = "eth0"
priority = 100
)";

} // namespace tandem::config
