// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "daemon/agent/health/finding.h"
#include "daemon/agent/identity/viprules.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tandem::agent {

/// What of a VIP's wrongs (viprules.h) lasts: a move of the VIP, planned or not, raises none. Pure: time is handed in.
class IdentityFindings
{
public:
    struct Graces
    {
        /// The VIP moves before each agent has heard of it: Master_Down_Interval, and the first sight after it.
        Duration answered{std::chrono::seconds(6)};
        /// The holder says that its MaxScale is well until its own check has fallen.
        Duration silent{std::chrono::seconds(15)};
    };

    explicit IdentityFindings(Graces graces) : m_graces(graces) {}

    /// One VIP was looked at: `sightings` of all its ports.
    void look(const std::vector<VipSighting> &sightings, const IdentityView &view, Instant now, std::int64_t wallNs);
    /// This node holds it now, and sees nothing of it from outside.
    void forget(const std::string &vip);

    /// One a code, the VIPs in one text.
    std::vector<Finding> findings() const;

    static constexpr std::size_t mostNamed = 3; ///< VIPs in one text

private:
    struct Wrong
    {
        VipWrong newest;
        Instant since{};
        std::int64_t sinceNs = 0;
        bool lasts = false;
    };
    Duration graceOf(std::string_view code) const;

    Graces m_graces;
    std::map<std::pair<std::string, std::string>, Wrong> m_wrongs; ///< by VIP and code
};

} // namespace tandem::agent
