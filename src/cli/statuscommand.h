// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/agents.h"
#include "cli/command.h"

namespace tandem::cli {

/// Who is MASTER, who owns the VIPs, how MaxScale is, what is wrong. Done: no alarm; No: alarms, or a helper that does
/// not answer; NotReached: none answers.
class StatusCommand : public Command
{
    Q_OBJECT

public:
    StatusCommand(Target target, bool json, Output output, QObject *parent = nullptr);
    void start() override;

private:
    void finish();

    Agents m_agents;
    bool m_json;
    Output m_output;
};

/// As a person reads it.
void writeStatus(const fleet::ClusterStatus &status, std::int64_t nowNs, std::ostream &out);

} // namespace tandem::cli
