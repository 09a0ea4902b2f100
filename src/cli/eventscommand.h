// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/agents.h"
#include "cli/command.h"

#include <cstdint>
#include <optional>

namespace tandem::cli {

/// What has happened, by time. Done; No: something is missing, since a helper does not answer; NotReached: none
/// answers.
class EventsCommand : public Command
{
    Q_OBJECT

public:
    struct Choice
    {
        std::optional<std::uint64_t> since; ///< of each node, those with a higher number
        std::optional<int> limit;           ///< with `since` the first ones, else the newest ones
    };

    EventsCommand(Target target, Choice choice, bool json, Output output, QObject *parent = nullptr);
    void start() override;

private:
    void finish();

    Choice m_choice;
    Agents m_agents;
    bool m_json;
    Output m_output;
};

} // namespace tandem::cli
