// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "daemon/agent/health/finding.h"
#include "daemon/agent/health/loginsession.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tandem::agent {

/// What a login's success depends on besides the database.
struct LoginPremises
{
    std::string secret;
    std::optional<std::int64_t> startedAtNs; ///< of MaxScale; nothing while unknown
    /// MaxScale is up and sees a server that takes clients. Without one it may answer 1045, which then says nothing.
    bool ready = false;

    bool operator==(const LoginPremises &) const = default;
};

/// When to log in, and what to make of it. A wrong password that is tried again and again ends in a host block (error
/// 1129 to everybody from this address), so after one denial nothing is tried until the secret or MaxScale's start is
/// another; or, where databases went and came meanwhile, a minute later. Pure: time is handed in.
class LoginState
{
public:
    explicit LoginState(Duration interval) : m_interval(interval) {}

    bool due(const LoginPremises &premises, Instant now) const;
    /// A login with these premises has begun.
    void began(Instant now) { m_last = now; }
    void take(const LoginResult &result, const LoginPremises &premises, Instant now, std::int64_t wallNs);
    /// Where it is not ready, earlier failures say nothing any more: others have alarmed.
    void review(const LoginPremises &premises);

    std::vector<Finding> findings() const;

    static constexpr int fall = 2;                     ///< failures in a row before the alarm
    static constexpr std::chrono::seconds penance{60}; ///< MaxScale counts failed logins for so long

private:
    struct Denial
    {
        LoginPremises premises;
        Instant at{};
        std::int64_t atNs = 0;
        bool unreadySince = false; ///< no server was usable meanwhile
        std::string evidence;
    };

    Duration m_interval;
    std::optional<Instant> m_last;
    std::optional<Denial> m_denial;
    int m_failures = 0;
    std::int64_t m_failingSinceNs = 0;
    std::string m_evidence;
};

} // namespace tandem::agent
