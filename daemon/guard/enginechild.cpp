// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/guard/enginechild.h"

#include "daemon/engine/privileges.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <string_view>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tandem::guard {

namespace {

/// Above what an engine of 500 instances has open, below the usual limit (1024).
constexpr int highNumber = 1000;

engine::GuardLink numberedHigh(engine::GuardLink link)
{
    Descriptor high(fcntl(link.fd(), F_DUPFD_CLOEXEC, highNumber));
    if (!high)
        return link; // a lower limit: as good, only later
    link = engine::GuardLink(Descriptor()); // at once: a parameter may live for as long as its caller's expression
    return engine::GuardLink(std::move(high));
}

int wholeMilliseconds(Duration time)
{
    return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(time).count());
}

} // namespace

Result<void> EngineChild::start(const Body &body)
{
    auto pair = engine::GuardLink::makePair();
    if (!pair)
        return Failure(pair.error());
    auto &[own, engines] = *pair;
    const pid_t guard = getpid();
    const pid_t child = fork();
    if (child < 0)
        return fail(ErrorCode::System, "tandemd", std::string("cannot start the engine: ") + std::strerror(errno));
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != guard) // it was gone before that was set
            _exit(0);
        m_link.reset();
        m_pidfd.reset();
        own = engine::GuardLink(Descriptor());
        engine::stepBelowGuard();
        _exit(body(
            numberedHigh(std::move(engines)))); // not exit(): what is the guard's is not for this process to take down
    }
    m_pid = child;
    m_pidfd = Descriptor(static_cast<int>(syscall(SYS_pidfd_open, child, 0)));
    m_link.emplace(std::move(own));
    if (m_pidfd)
        return {};
    const int error = errno;
    ::kill(child, SIGKILL); // not reaped yet: the number is still its own
    waitpid(child, nullptr, 0);
    m_pid = 0;
    return fail(ErrorCode::System, "tandemd", std::string("the engine cannot be watched: ") + std::strerror(error),
                "Linux 5.3 or later is needed");
}

bool EngineChild::isRunnable() const
{
    std::array<char, 32> path{};
    std::snprintf(path.data(), path.size(), "/proc/%d/stat", static_cast<int>(m_pid));
    const Descriptor file(running() ? open(path.data(), O_RDONLY | O_CLOEXEC) : -1);
    std::array<char, 128> text{};
    const ssize_t size = file ? read(file.get(), text.data(), text.size()) : 0;
    const std::string_view stat(text.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    const auto name = stat.rfind(") "); // "PID (NAME) STATE …"
    return name != std::string_view::npos && stat.substr(name + 2, 1) == "R";
}

void EngineChild::askToLeave() const
{
    if (running())
        syscall(SYS_pidfd_send_signal, m_pidfd.get(), SIGTERM, nullptr, 0);
}

void EngineChild::kill() const
{
    if (running())
        syscall(SYS_pidfd_send_signal, m_pidfd.get(), SIGKILL, nullptr, 0);
}

bool EngineChild::awaitStop(Duration atMost) const
{
    if (!running())
        return true;
    std::array<pollfd, 2> ends{{{m_pidfd.get(), POLLIN, 0}, {m_link->fd(), 0, 0}}}; // of the link POLLHUP alone
    return poll(ends.data(), ends.size(), wholeMilliseconds(atMost)) > 0;
}

std::optional<std::string> EngineChild::reap(Duration atMost)
{
    if (!running())
        return std::nullopt;
    pollfd ended{m_pidfd.get(), POLLIN, 0};
    if (poll(&ended, 1, wholeMilliseconds(atMost)) != 1)
        return std::nullopt;
    int status = 0;
    if (waitpid(m_pid, &status, WNOHANG) != m_pid)
        return std::nullopt;
    m_pid = 0;
    m_pidfd.reset();
    m_link.reset();
    m_leftInOrder = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return WIFSIGNALED(status) ? "by signal " + std::to_string(WTERMSIG(status))
                               : "with exit code " + std::to_string(WEXITSTATUS(status));
}

} // namespace tandem::guard
