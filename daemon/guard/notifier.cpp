// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/guard/notifier.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace tandem::guard {

namespace {

std::string taken(const char *variable)
{
    const char *value = std::getenv(variable);
    std::string text = value != nullptr ? value : "";
    unsetenv(variable);
    return text;
}

} // namespace

Notifier::Notifier() : m_path(taken("NOTIFY_SOCKET"))
{
    const std::string interval = taken("WATCHDOG_USEC");
    const std::string pid = taken("WATCHDOG_PID");
    if (m_path.empty())
        return;
    m_socket = Descriptor(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    std::int64_t microseconds = 0;
    std::from_chars(interval.data(), interval.data() + interval.size(), microseconds);
    if (microseconds > 0 && (pid.empty() || pid == std::to_string(getpid())))
        m_watchdog = std::chrono::microseconds(microseconds) / 2;
}

void Notifier::reloading()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now); // the clock that sd_notify(3) asks for
    const auto microseconds = std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000;
    send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds));
}

void Notifier::status(std::string_view text)
{
    send("STATUS=" + std::string(text));
}

void Notifier::send(std::string_view text)
{
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    if (m_path.empty() || m_path.size() >= sizeof to.sun_path)
        return;
    std::copy(m_path.begin(), m_path.end(), to.sun_path);
    if (m_path.front() == '@')
        to.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + m_path.size());
    sendto(m_socket.get(), text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
           reinterpret_cast<const sockaddr *>(&to), size);
}

} // namespace tandem::guard
