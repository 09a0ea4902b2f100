// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/backoff.h"

#include <algorithm>
#include <cstdint>

namespace tandem::fleet {

std::chrono::milliseconds Backoff::next(double random)
{
    const auto half = m_ceiling / 2;
    const auto delay = half + std::chrono::milliseconds(static_cast<std::int64_t>(random * double(half.count())));
    m_ceiling = std::min(m_ceiling * 2, last);
    return delay;
}

} // namespace tandem::fleet
