// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace tandem::vrrp {

/// How often operator new was called in this program until now.
std::size_t allocationsSoFar();

} // namespace tandem::vrrp
