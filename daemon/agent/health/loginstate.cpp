// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/loginstate.h"

namespace tandem::agent {

bool LoginState::due(const LoginPremises &premises, Instant now) const
{
    if (!premises.ready || (m_last && now - *m_last < m_interval))
        return false;
    if (!m_denial)
        return true;
    if (premises.secret != m_denial->premises.secret)
        return true;
    const bool restarted = premises.startedAtNs && premises.startedAtNs != m_denial->premises.startedAtNs;
    return restarted || (m_denial->unreadySince && now - m_denial->at >= penance);
}

void LoginState::take(const LoginResult &result, const LoginPremises &premises, Instant now, std::int64_t wallNs)
{
    using Outcome = LoginResult::Outcome;
    if (result.outcome == Outcome::Cancelled)
        return;
    if (result.outcome != Outcome::Denied)
        m_denial.reset();
    if (result.outcome != Outcome::Failed)
        m_failures = 0;
    if (result.outcome == Outcome::Denied) {
        const std::int64_t since = m_denial ? m_denial->atNs : wallNs;
        m_denial = Denial{premises, now, since, false, result.evidence};
    } else if (result.outcome == Outcome::Failed) {
        if (m_failures++ == 0)
            m_failingSinceNs = wallNs;
        m_evidence = result.evidence;
    }
}

void LoginState::review(const LoginPremises &premises)
{
    if (premises.ready)
        return;
    m_failures = 0;
    if (m_denial)
        m_denial->unreadySince = true;
}

std::vector<Finding> LoginState::findings() const
{
    if (m_denial)
        return {{"maxscale-login-denied", model::AlarmSeverity::Warning,
                 "the login of [maxscale] login_user is denied (" + m_denial->evidence +
                     "): not tried again until its password or MaxScale's start is another",
                 m_denial->atNs}};
    if (m_failures >= fall)
        return {{"maxscale-login-failing", model::AlarmSeverity::Critical,
                 "MaxScale greets, but no query is answered: " + m_evidence, m_failingSinceNs}};
    return {};
}

} // namespace tandem::agent
