// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "vrrp/advert.h"

#include <cstdint>
#include <vector>

/// An advert that nobody heeds, sent to see whether adverts pass. Its router id is one that nobody on the wire has, and
/// a receiver discards an advert of a router id that it does not have (RFC 5798 7.1); its one address is of a network
/// that exists in documents only (RFC 5737, RFC 3849), by which Tandem's engines know it.
namespace tandem::vrrp {

/// 192.0.2.112, 2001:db8::112.
IpAddress pathProbeMark(Family family);

std::vector<std::uint8_t> pathProbe(VirtualRouterId routerId, const IpAddress &source, const IpAddress &destination);

bool isPathProbe(const Advert &advert);

} // namespace tandem::vrrp
