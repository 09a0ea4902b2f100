// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/agents.h"
#include "cli/command.h"
#include "cli/modereport.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tandem::cli {

/// What a person wants of the mode.
struct ModeTask
{
    enum class Kind : std::uint8_t { Hold, Release, Show };
    Kind kind = Kind::Show;
    std::string node;                                   ///< empty: all of the cluster file, or this host's
    std::chrono::seconds length{std::chrono::hours(1)}; ///< of a hold
};

/// mode hold, release, show: asks the agents of the nodes (or, on a host, the agent there, which passes it on). Done:
/// all nodes did it, and for show: one node would fail over the database. No: one refused, or nobody would, or more
/// than one. NotReached: an agent does not answer or allow it; for show: none does.
class ModeCommand : public Command
{
    Q_OBJECT

public:
    ModeCommand(Target target, ModeTask task, bool json, Output output, QObject *parent = nullptr);
    void start() override;

private:
    struct Asked
    {
        fleet::HostSession *session = nullptr;
        std::string node; ///< empty: whoever answers
        ModeReport report;
        std::optional<Error> error;
    };

    void look();
    void ask(std::size_t i);
    void askStatus(std::size_t i);
    void oneDone();
    void finish();
    ExitCode code() const;
    void writeText() const;
    void writeJson() const;

    ModeTask m_task;
    bool m_isHost;
    std::optional<Error> m_mistake; ///< that the cluster file shows
    Agents m_agents;
    bool m_json;
    Output m_output;
    std::vector<Asked> m_asked;
    std::size_t m_pending = 0;
    bool m_begun = false;
};

} // namespace tandem::cli
