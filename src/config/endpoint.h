// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cluster.h"

#include <optional>
#include <string_view>

namespace tandem::config {

/// "10.77.0.1:8732" or "[fd00::1]:8732"; the port is 1..65535. Names are not looked up.
std::optional<Endpoint> parseEndpoint(std::string_view text);

/// "http://HOST[:PORT][/]" or https: what a MaxScale's REST URL may be. No user, path or query.
bool isRestUrl(std::string_view text);

} // namespace tandem::config
