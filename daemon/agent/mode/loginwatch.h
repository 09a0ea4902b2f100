// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "daemon/agent/health/finding.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

namespace tandem::agent {

/// Logins that fail one after the other end in a host block: MaxScale then answers that address with error 1129 on all
/// listeners for a minute, the clients behind it included. Pure: time is handed in.
class LoginWatch
{
public:
    static constexpr std::chrono::seconds window{60};
    static constexpr std::int64_t defaultLimit = 10; ///< MaxScale's max_auth_errors_until_block

    /// `failed`: of all services since MaxScale's start; nothing: not known. `limit`: max_auth_errors_until_block.
    void take(std::optional<std::int64_t> failed, std::optional<std::int64_t> limit, Instant now);
    /// Half of what blocks a host failed within a minute. A mistyped password or two is none.
    std::optional<Finding> finding(Instant now) const;

private:
    std::int64_t failedSince(Instant from) const;

    std::deque<std::pair<Instant, std::int64_t>> m_readings; ///< those of the window, and the one before it
    std::int64_t m_limit = defaultLimit;
};

} // namespace tandem::agent
