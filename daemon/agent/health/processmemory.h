// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "daemon/agent/health/processfinder.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace tandem::agent {

/// Resident memory of the one process of a name, read from /proc/PID/statm: what MaxScale's REST API tells is only what
/// it tracks. Who owns a socket cannot be seen without privileges, so the process is found by its name; where there are
/// several in this process's network namespace, or none, or /proc hides them, there is no value.
class ProcessMemory
{
public:
    explicit ProcessMemory(std::string name, std::string procDirectory = "/proc");

    std::optional<std::int64_t> residentBytes(Instant now);

    /// After it was not found, it is not looked for in all of /proc before this is over.
    static constexpr std::chrono::seconds patience{10};

private:
    std::optional<pid_t> theOne(Instant now);

    std::string m_proc;
    ProcessFinder m_finder;
    std::optional<Instant> m_notBefore;
};

} // namespace tandem::agent
