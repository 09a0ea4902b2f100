// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/sections.h"

namespace tandem::config {

/// What holds between the entries of a file: names are unique and known, no two nodes have the same effective priority,
/// a router id stands once on a network, a VIP belongs to one instance and is nobody's own address.
void checkRules(const Sections &sections, Mistakes &mistakes);

} // namespace tandem::config
