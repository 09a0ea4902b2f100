// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/agent/health/finding.h"
#include "daemon/agent/health/tracker.h"
#include "maxscale/prober.h"
#include "maxscale/restclient.h"
#include "model/nodestatus.h"

#include <string>
#include <vector>

namespace tandem::agent {

/// What one look at MaxScale brought home.
struct Sight
{
    /// A listener each. Listeners bound to a VIP that is elsewhere are not asked and not here.
    std::vector<maxscale::ProbeResult> greetings;
    /// GET /v1/servers
    tl::expected<std::vector<model::ServerStatus>, maxscale::RestError> servers;
};

/// What the file and the peers say about it.
struct Expectation
{
    std::vector<std::string> servers; ///< must be listed by MaxScale
    std::string versionString;        ///< what it should greet with; empty: anything
    bool peersSeeUsable = false;      ///< the MaxScale of a peer reaches a server that takes clients
};

struct Judgement
{
    Observation observation;
    std::vector<Finding> findings;
};

/// Pure. What is a failure of this MaxScale, and what only deserves an alarm:
/// - nobody listens (REST refused, no listener greets): failed now. A listener of the file that refuses: failed now;
/// - neither greeting nor REST in time: "frozen", counts. REST alone may be silent for seconds during a switchover;
/// - a listener that accepts and is silent while REST answers is stopped: counts;
/// - a listener that speaks another protocol than MariaDB's is none of MaxScale: "wrong protocol", counts;
/// - 1040 and 1129 instead of a greeting: alive, alarm;
/// - 401, 403, TLS, HTML, half a JSON, nothing: whoever says that is alive, and a mistake in the file must not move a
/// VIP: alarm;
/// - a server of the file that MaxScale does not list: counts;
/// - no server usable: counts only where a peer's MaxScale reaches one. Else it is the database's failure: alarm.
Judgement judge(const Sight &sight, const Expectation &expected);

} // namespace tandem::agent
