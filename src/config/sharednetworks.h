// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/sections.h"

namespace tandem::config {

/// Where a VIP of the instance stands in the file.
Position addressPlace(const Entry<Instance> &instance, const IpAddress &address);

/// On one interface a router id is one virtual router (RFC 5798 5.2.3), and an address has one owner.
void checkSharedNetworks(const Sections &sections, Mistakes &mistakes);

} // namespace tandem::config
