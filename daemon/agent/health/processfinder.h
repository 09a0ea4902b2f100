// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <cstddef>
#include <string>
#include <sys/types.h>
#include <vector>

namespace tandem::agent {

/// Finds the processes of a name in /proc: by what the kernel calls them (comm), or by the base name of argv[0]. Those
/// that have ended and are not reaped do not count.
class ProcessFinder
{
public:
    ProcessFinder(std::string name, std::string procDirectory);

    /// Looks at those found before, and at all others only where none of them is left or `refresh` is over: reading
    /// all of /proc costs milliseconds on a busy host.
    const std::vector<pid_t> &find(Instant now);
    const std::string &name() const { return m_name; }

    static constexpr std::chrono::seconds refresh{10};

private:
    bool matches(const std::string &directory) const;
    void findAll();

    std::string m_name;
    std::string m_proc;
    std::vector<pid_t> m_found;
    Instant m_lastWhole{};
};

} // namespace tandem::agent
