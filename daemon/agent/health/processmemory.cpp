// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/processmemory.h"

#include <filesystem>
#include <fstream>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace tandem::agent {

namespace {

/// "net:[4026531840]"; empty where it may not be read, as for another user's process.
std::string networkOf(const std::string &directory)
{
    std::error_code trouble;
    return std::filesystem::read_symlink(directory + "/ns/net", trouble).string();
}

} // namespace

ProcessMemory::ProcessMemory(std::string name, std::string procDirectory)
    : m_proc(procDirectory), m_finder(std::move(name), std::move(procDirectory))
{
}

std::optional<pid_t> ProcessMemory::theOne(Instant now)
{
    const std::string ours = networkOf(m_proc + "/self");
    std::optional<pid_t> one;
    for (const pid_t pid : m_finder.find(now)) {
        const std::string its = networkOf(m_proc + "/" + std::to_string(pid));
        if (!its.empty() && !ours.empty() && its != ours)
            continue;
        if (one)
            return std::nullopt;
        one = pid;
    }
    return one;
}

std::optional<std::int64_t> ProcessMemory::residentBytes(Instant now)
{
    if (m_notBefore && now < *m_notBefore)
        return std::nullopt;
    const auto pid = theOne(now);
    m_notBefore = pid ? std::nullopt : std::optional<Instant>(now + patience);
    if (!pid)
        return std::nullopt;
    std::ifstream statm(m_proc + "/" + std::to_string(*pid) + "/statm");
    std::int64_t size = 0;
    std::int64_t resident = 0; // in pages: proc(5), the second number
    if (!(statm >> size >> resident) || resident <= 0)
        return std::nullopt;
    return resident * sysconf(_SC_PAGESIZE);
}

} // namespace tandem::agent
