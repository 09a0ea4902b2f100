// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/guard/agentprocess.h"

#include "daemon/engine/privileges.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tandem::guard {

namespace {

constexpr Duration shortestWait = std::chrono::seconds(1);
constexpr Duration longestWait = std::chrono::seconds(30);
constexpr Duration livedLong = std::chrono::seconds(60);
constexpr int stopTimeoutMs = 3000;

/// The programs find each other beside themselves.
std::string besideMyself(const std::string &program)
{
    std::array<char, 4096> path{};
    const ssize_t size = readlink("/proc/self/exe", path.data(), path.size() - 1);
    const std::string own(path.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    return own.substr(0, own.rfind('/') + 1) + program;
}

[[noreturn]] void becomeAgent(char *const *argv, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(0);
    engine::dropAllPrivileges();
    signal(SIGPIPE, SIG_DFL); // what the guard set for itself is not for its child
    prctl(PR_SET_TIMERSLACK, 50'000UL, 0, 0, 0);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    execv(argv[0], argv);
    _exit(127);
}

} // namespace

AgentProcess::AgentProcess(const engine::Options &options, const std::string &node)
    : m_arguments{besideMyself("tandem-agent"),
                  "--cluster",
                  options.cluster,
                  "--node",
                  node,
                  "--run-dir",
                  options.runDir,
                  "--state-dir",
                  options.stateDir},
      m_wait(shortestWait)
{
    for (auto &argument : m_arguments)
        m_argv.push_back(argument.data());
    m_argv.push_back(nullptr);
}

void AgentProcess::start(Instant now)
{
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child == 0)
        becomeAgent(m_argv.data(), parent);
    m_started = now;
    m_startAt.reset();
    m_pid = std::max(child, 0);
    if (child < 0)
        m_startAt = now + m_wait;
}

std::optional<std::string> AgentProcess::reap(Instant now)
{
    int status = 0;
    if (m_pid == 0 || waitpid(m_pid, &status, WNOHANG) != m_pid)
        return std::nullopt;
    m_pid = 0;
    if (now - m_started >= livedLong)
        m_wait = shortestWait;
    m_startAt = now + m_wait;
    m_wait = std::min(2 * m_wait, longestWait);
    std::string text = "tandem-agent ended ";
    if (WIFSIGNALED(status))
        text += "by signal " + std::to_string(WTERMSIG(status));
    else if (WEXITSTATUS(status) == 127)
        text += "at once: " + m_arguments.front() + " cannot be executed";
    else
        text += "with exit code " + std::to_string(WEXITSTATUS(status));
    return text + "; it is started again";
}

void AgentProcess::runDeadlines(Instant now)
{
    if (m_startAt && now >= *m_startAt)
        start(now);
}

void AgentProcess::stop()
{
    m_startAt.reset();
    if (m_pid == 0)
        return;
    kill(m_pid, SIGTERM);
    const int handle = static_cast<int>(syscall(SYS_pidfd_open, m_pid, 0));
    pollfd exited{handle, POLLIN, 0};
    if (handle < 0 || poll(&exited, 1, stopTimeoutMs) != 1)
        kill(m_pid, SIGKILL);
    waitpid(m_pid, nullptr, 0);
    if (handle >= 0)
        close(handle);
    m_pid = 0;
}

} // namespace tandem::guard
