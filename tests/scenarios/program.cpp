// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <ifaddrs.h>
#include <linux/capability.h>
#include <netdb.h>
#include <poll.h>
#include <sched.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tandem::scenarios {

namespace {

/// In the child, before exec: root without a bounding set starts programs without capabilities.
void giveUpRights()
{
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    for (int capability = 0; capability < 64; ++capability)
        prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
    syscall(SYS_capset, &header, none.data());
}

bool writeAll(const char *path, const std::string &text)
{
    const int fd = open(path, O_WRONLY | O_CLOEXEC);
    const bool written = fd >= 0 && write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (fd >= 0)
        close(fd);
    return written;
}

/// In the child, before exec.
bool enterOwnNetwork()
{
    const auto user = std::to_string(geteuid());
    const auto group = std::to_string(getegid());
    if (geteuid() == 0)
        return unshare(CLONE_NEWNET) == 0;
    return unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 && writeAll("/proc/self/setgroups", "deny") &&
           writeAll("/proc/self/uid_map", "0 " + user + " 1") && writeAll("/proc/self/gid_map", "0 " + group + " 1");
}

void drain(int fd, std::string &into)
{
    std::array<char, 4096> bytes{};
    for (;;) {
        const auto got = read(fd, bytes.data(), bytes.size());
        if (got <= 0)
            return;
        into.append(bytes.data(), static_cast<std::size_t>(got));
    }
}

} // namespace

Program::Program(const std::string &name, const std::vector<std::string> &arguments, Rights rights)
{
    std::array<int, 2> out{};
    std::array<int, 2> err{};
    if (pipe2(out.data(), O_CLOEXEC) != 0 || pipe2(err.data(), O_CLOEXEC) != 0)
        throw std::runtime_error("no pipe");
    std::vector<std::string> words = {std::string(TANDEM_BIN_DIR) + "/" + name};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char *> argv;
    for (auto &word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    m_pid = fork();
    if (m_pid < 0)
        throw std::runtime_error("no process");
    if (m_pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(out[1], STDOUT_FILENO);
        dup2(err[1], STDERR_FILENO);
        unsetenv("JOURNAL_STREAM");
        if (rights == Rights::None)
            giveUpRights();
        if (rights == Rights::OwnNetwork && !enterOwnNetwork())
            _exit(126);
        execv(argv[0], argv.data());
        _exit(127);
    }
    close(out[1]);
    close(err[1]);
    m_out = out[0];
    m_err = err[0];
    fcntl(m_out, F_SETFL, O_NONBLOCK);
    fcntl(m_err, F_SETFL, O_NONBLOCK);
}

Program::~Program()
{
    if (m_pid > 0) {
        kill(m_pid, SIGKILL);
        reap(true);
    }
    close(m_out);
    close(m_err);
}

void Program::collect()
{
    drain(m_out, m_outcome.out);
    drain(m_err, m_outcome.err);
}

void Program::reap(bool block)
{
    int status = 0;
    if (m_pid <= 0 || waitpid(m_pid, &status, block ? 0 : WNOHANG) != m_pid)
        return;
    m_pid = -1;
    m_outcome.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool Program::running()
{
    reap(false);
    return m_pid > 0;
}

std::string Program::err()
{
    collect();
    return m_outcome.err;
}

Outcome Program::wait(std::chrono::seconds longest)
{
    const auto deadline = std::chrono::steady_clock::now() + longest;
    while (running() && std::chrono::steady_clock::now() < deadline) {
        std::array<pollfd, 2> pipes{pollfd{m_out, POLLIN, 0}, pollfd{m_err, POLLIN, 0}};
        poll(pipes.data(), pipes.size(), 10); // closed pipes come back at once: it is about to end
        collect();
    }
    collect();
    return m_outcome;
}

void Program::signal(int number) const
{
    if (m_pid > 0)
        kill(m_pid, number);
}

Outcome run(const std::string &name, const std::vector<std::string> &arguments, Program::Rights rights)
{
    return Program(name, arguments, rights).wait();
}

bool waitUntil(const std::function<bool()> &condition)
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        poll(nullptr, 0, 5);
    }
    return true;
}

Scratch::Scratch()
{
    m_path = std::filesystem::temp_directory_path() / "tandem-scenario-XXXXXX";
    if (mkdtemp(m_path.data()) == nullptr)
        throw std::runtime_error("no scratch directory");
}

Scratch::~Scratch()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

std::string Scratch::write(const std::string &name, const std::string &text, mode_t mode) const
{
    auto path = m_path + "/" + name;
    std::ofstream(path, std::ios::binary) << text;
    chmod(path.c_str(), mode);
    return path;
}

std::string Scratch::listing() const
{
    std::vector<std::string> lines;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(m_path)) {
        const auto size = entry.is_regular_file() ? std::to_string(entry.file_size()) : std::string("-");
        lines.push_back(entry.path().string() + " " + size + "\n");
    }
    std::sort(lines.begin(), lines.end());
    std::string all;
    for (const auto &line : lines)
        all += line;
    return all;
}

std::string hostAddresses()
{
    ifaddrs *list = nullptr;
    std::string all;
    if (getifaddrs(&list) != 0)
        return "unknown";
    for (const auto *one = list; one != nullptr; one = one->ifa_next) {
        if (one->ifa_addr == nullptr)
            continue;
        const int family = one->ifa_addr->sa_family;
        if (family != AF_INET && family != AF_INET6)
            continue;
        std::array<char, NI_MAXHOST> text{};
        const auto size = static_cast<socklen_t>(family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
        getnameinfo(one->ifa_addr, size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST);
        all += std::string(one->ifa_name) + " " + text.data() + "\n";
    }
    freeifaddrs(list);
    return all;
}

} // namespace tandem::scenarios
