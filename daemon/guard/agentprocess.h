// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "daemon/engine/options.h"

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace tandem::guard {

/// `--with-agent`: tandem-agent as a child without any privilege, started again with back-off when it dies.
class AgentProcess
{
public:
    /// `node`: in force, where the options leave it open.
    AgentProcess(const engine::Options &options, const std::string &node);

    void start(Instant now);
    /// After SIGCHLD: reaps it. Returns a line for the log when it had died.
    std::optional<std::string> reap(Instant now);
    /// Starts it again when that is due.
    void runDeadlines(Instant now);
    std::optional<Instant> deadline() const { return m_startAt; }
    /// SIGTERM, then SIGKILL after three seconds.
    void stop();

private:
    std::vector<std::string> m_arguments;
    std::vector<char *> m_argv; ///< into m_arguments, nullptr at the end
    pid_t m_pid = 0;            ///< 0 = not running
    Instant m_started{};
    std::optional<Instant> m_startAt;
    Duration m_wait;
};

} // namespace tandem::guard
