// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "config/cluster.h"

#include <string>
#include <vector>

/// How values are shown where hosts disagree: equal texts are equal values.
namespace tandem::keepalived {

std::string secondsText(Duration duration); ///< "0.5 s"
std::string textOf(const std::vector<config::VirtualAddress> &addresses);
std::string textOf(std::vector<std::string> names);
std::string textOf(const config::Check &check);

} // namespace tandem::keepalived
