// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/processfinder.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace tandem::agent {

namespace {

/// The beginning of a file of /proc: all that is asked of it stands there.
std::string beginningOf(const std::string &path)
{
    std::array<char, 512> buffer{};
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return {};
    const ssize_t count = ::read(fd, buffer.data(), buffer.size());
    ::close(fd);
    return {buffer.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
}

/// "123 (name) S …": the name may have any character in it, brackets too.
bool isAlive(const std::string &stat)
{
    const auto bracket = stat.rfind(')');
    if (bracket == std::string::npos || bracket + 2 >= stat.size())
        return false;
    const char state = stat[bracket + 2];
    return state != 'Z' && state != 'X' && state != 'x';
}

std::string_view baseName(std::string_view path)
{
    return path.substr(path.rfind('/') + 1); // npos + 1 is 0
}

} // namespace

ProcessFinder::ProcessFinder(std::string name, std::string procDirectory)
    : m_name(std::move(name)), m_proc(std::move(procDirectory))
{
}

const std::vector<pid_t> &ProcessFinder::find(Instant now)
{
    std::erase_if(m_found, [this](pid_t pid) { return !matches(m_proc + "/" + std::to_string(pid)); });
    if (m_found.empty() || now - m_lastWhole >= refresh) {
        m_lastWhole = now;
        findAll();
    }
    return m_found;
}

bool ProcessFinder::matches(const std::string &directory) const
{
    std::string comm = beginningOf(directory + "/comm");
    if (comm.empty())
        return false; // gone meanwhile
    if (comm.back() == '\n')
        comm.pop_back();
    bool same = comm == m_name;
    if (!same) {
        const std::string arguments = beginningOf(directory + "/cmdline");
        same = baseName(std::string_view(arguments).substr(0, arguments.find('\0'))) == m_name;
    }
    return same && isAlive(beginningOf(directory + "/stat"));
}

void ProcessFinder::findAll()
{
    m_found.clear();
    const std::unique_ptr<DIR, int (*)(DIR *)> directory(::opendir(m_proc.c_str()), &::closedir);
    if (!directory)
        return;
    while (const dirent *entry = ::readdir(directory.get())) {
        const std::string_view number(entry->d_name);
        if (!std::ranges::all_of(number, [](unsigned char c) { return std::isdigit(c) != 0; }))
            continue;
        if (matches(m_proc + "/" + entry->d_name))
            m_found.push_back(static_cast<pid_t>(std::stol(entry->d_name)));
    }
}

} // namespace tandem::agent
