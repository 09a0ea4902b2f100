// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/nodestatus.h"

#include <QJsonObject>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace tandem::cli {

/// What one node answered.
struct ModeReport
{
    std::string node;
    model::NodeStatus status;            ///< of show
    QJsonObject readiness;               ///< of show: the answer to failover_readiness (src/rpc/SPEC.md)
    std::optional<std::int64_t> untilNs; ///< of hold
    bool remembered = true;              ///< of hold and release
};

bool wouldFailOver(const ModeReport &report);

/// The table, each node's preconditions, and who would fail over the database.
void writeModes(const std::vector<ModeReport> &reports, std::int64_t nowNs, std::ostream &out);

/// {"name","passive","hold","monitors","would_fail_over","preconditions",…}
QJsonObject modeJson(const ModeReport &report);

} // namespace tandem::cli
