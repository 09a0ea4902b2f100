// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace tandem::fleet {

/// How long to wait before the next attempt: doubles from 0.4 s to 5 s, of which a random part between half and all is
/// taken, so that a hundred desktops do not knock in step after an agent has restarted. Never below 0.2 s.
class Backoff
{
public:
    /// `random`: 0 <= random < 1.
    std::chrono::milliseconds next(double random);
    void reset() { m_ceiling = first; }

private:
    static constexpr std::chrono::milliseconds first{400};
    static constexpr std::chrono::milliseconds last{5000};
    std::chrono::milliseconds m_ceiling = first;
};

} // namespace tandem::fleet
