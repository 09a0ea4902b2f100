// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/agents.h"
#include "cli/command.h"

#include <map>
#include <string>

namespace tandem::cli {

/// What happens from now on, as it comes, until the program is ended. NotReached: no helper answers at the start; later
/// breaks are said, and nothing is lost by them.
class WatchCommand : public Command
{
    Q_OBJECT

public:
    WatchCommand(Target target, bool json, Output output, QObject *parent = nullptr);
    void start() override;

private:
    void onSettled();
    void onInserted(int index);
    void onChanged();

    Agents m_agents;
    bool m_json;
    Output m_output;
    std::vector<fleet::Link::State> m_said; ///< by session
};

} // namespace tandem::cli
