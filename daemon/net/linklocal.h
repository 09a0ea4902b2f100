// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ipaddress.h"

#include <optional>
#include <string>

namespace tandem::net {

/// The interface's own fe80:: address, from which its IPv6 adverts are sent (RFC 5798 5.1.2.1). Not one whose
/// uniqueness is still being tested or is disproved, nor a VIP (/128). Nothing while there is none.
std::optional<IpAddress> linkLocalAddress(const std::string &interface);

} // namespace tandem::net
