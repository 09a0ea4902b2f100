// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/filecheck.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace tandem::agent {

namespace {

using Kind = Observation::Kind;

/// "0", "-5" or "+005" at the beginning, alone on its line; empty where it is no number.
std::string_view numberOf(std::string_view text)
{
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos)
        return {};
    text.remove_prefix(begin);
    const std::size_t sign = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
    const auto end = std::min(text.find_first_not_of("0123456789", sign), text.size());
    const bool alone = end == text.size() || text.substr(end).find_first_not_of(" \t\r") == std::string_view::npos ||
                       text[text.find_first_not_of(" \t\r", end)] == '\n';
    return end > sign && alone ? text.substr(0, end) : std::string_view();
}

Observation judgeText(const std::string &path, std::string_view text)
{
    const auto number = numberOf(text);
    if (number.empty())
        return {Kind::Good, "ok", path + " is there"};
    const std::string evidence = path + " holds " + std::string(number);
    const bool zero = number.find_first_not_of("+-0") == std::string_view::npos;
    return zero ? Observation{Kind::Good, "ok", evidence} : Observation{Kind::Bad, "not zero", evidence};
}

Observation cannot(const std::string &path, int error)
{
    return {Kind::Bad, error == ENOENT ? "missing" : "unreadable", path + ": " + std::strerror(error)};
}

} // namespace

Observation lookAtFile(const std::string &path)
{
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat status
    {
    };
    if (fd < 0) // there, and not for us to read: it is there
        return errno == EACCES && ::stat(path.c_str(), &status) == 0 ? Observation{Kind::Good, "ok", path + " is there"}
                                                                     : cannot(path, errno);
    std::array<char, 64> buffer{};
    ssize_t count = 0;
    if (::fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
        count = ::read(fd, buffer.data(), buffer.size());
    const int error = errno;
    ::close(fd);
    if (count < 0)
        return cannot(path, error);
    return judgeText(path, {buffer.data(), static_cast<std::size_t>(count)});
}

FileCheck::FileCheck(const config::Check &check, QObject *parent, Clock clock)
    : PeriodicCheck(check, parent, std::move(clock))
{
    connect(&m_errand, &Errand::done, this, [this](const Observation &observation) { answered(observation); });
}

void FileCheck::probe()
{
    m_errand.run([path = m_check.file] { return lookAtFile(path); });
}

std::string FileCheck::hindrance() const
{
    return m_errand.isBusy() ? m_check.file + " has not been read yet: its file system hangs" : std::string();
}

} // namespace tandem::agent
