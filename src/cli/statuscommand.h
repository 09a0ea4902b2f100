// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/agents.h"
#include "cli/command.h"

#include <QTimer>
#include <chrono>

namespace tandem::cli {

/// Who is MASTER, who owns the VIPs, how MaxScale is, what is wrong. Done: no alarm; No: alarms, or a helper that does
/// not answer; NotReached: none answers. Where all that is wrong is what an ordinary change of roles shows for a
/// moment, it goes on looking for a while.
class StatusCommand : public Command
{
    Q_OBJECT

public:
    /// As long as the agents wait before they call two active MaxScales an alarm.
    static constexpr std::chrono::milliseconds usualPatience{3000};

    StatusCommand(Target target, bool json, Output output, std::chrono::milliseconds patience = usualPatience,
                  QObject *parent = nullptr);
    void start() override;

private:
    void heard();
    void look();
    bool mayPass() const;
    void finish();

    Agents m_agents;
    QTimer m_patience;
    bool m_heard = false;
    bool m_json;
    Output m_output;
};

/// As a person reads it.
void writeStatus(const fleet::ClusterStatus &status, std::int64_t nowNs, std::ostream &out);

} // namespace tandem::cli
