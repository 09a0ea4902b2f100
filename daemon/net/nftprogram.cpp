// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/nftprogram.h"

#include "base/descriptor.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <linux/capability.h>
#include <optional>
#include <poll.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tandem::net {

namespace {

constexpr const char *place = "nftables fence";
constexpr std::size_t longestComplaint = 2048;
constexpr int notExecuted = 127;

const char *findNft()
{
    for (const char *path : {"/usr/sbin/nft", "/sbin/nft", "/usr/local/sbin/nft", "/usr/bin/nft"}) {
        if (access(path, X_OK) == 0)
            return path;
    }
    return nullptr;
}

/// In the child: what an exec'd program keeps of our capabilities are the ambient ones (capabilities(7)).
void keepNetAdmin()
{
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> sets{};
    if (syscall(SYS_capget, &header, sets.data()) != 0 || (sets[0].permitted & (1U << CAP_NET_ADMIN)) == 0)
        return;
    sets[0].inheritable |= 1U << CAP_NET_ADMIN;
    if (syscall(SYS_capset, &header, sets.data()) == 0)
        prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_ADMIN, 0, 0);
}

/// Between fork() and exec() in a program with threads: nothing but system calls.
[[noreturn]] void becomeNft(const char *path, int input, int complaints)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    signal(SIGPIPE, SIG_DFL);
    const sched_param ordinary{};
    sched_setscheduler(0, SCHED_OTHER, &ordinary); // it computes for a while: not before the engine
    keepNetAdmin();
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (dup2(input, STDIN_FILENO) >= 0 && dup2(nowhere, STDOUT_FILENO) >= 0 && dup2(complaints, STDERR_FILENO) >= 0) {
        syscall(SYS_close_range, 3U, UINT_MAX, 4U); // CLOSE_RANGE_CLOEXEC
        const std::array<const char *, 4> arguments{"nft", "-f", "-", nullptr};
        const std::array<const char *, 3> environment{"LC_ALL=C", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", nullptr};
        execve(path, const_cast<char **>(arguments.data()), const_cast<char **>(environment.data()));
    }
    _exit(notExecuted);
}

Descriptor fileOf(const std::string &commands)
{
    Descriptor file(memfd_create("nft", MFD_CLOEXEC));
    for (std::size_t at = 0; file && at < commands.size();) {
        const ssize_t written = write(file.get(), commands.data() + at, commands.size() - at);
        if (written > 0)
            at += static_cast<std::size_t>(written);
        else if (errno != EINTR)
            return {};
    }
    if (file)
        lseek(file.get(), 0, SEEK_SET);
    return file;
}

int millisecondsUntil(Instant end)
{
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - BootClock::now()).count();
    return static_cast<int>(std::max<std::int64_t>(left, 0));
}

/// What it writes until it closes the pipe; the beginning is kept. False when the time is over.
bool readComplaints(int pipe, Instant end, std::string &text)
{
    for (;;) {
        pollfd ready{pipe, POLLIN, 0};
        const int count = poll(&ready, 1, millisecondsUntil(end));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        std::array<char, 1024> part{};
        const ssize_t size = read(pipe, part.data(), part.size());
        if (size == 0)
            return true;
        if (size > 0)
            text.append(part.data(), std::min(static_cast<std::size_t>(size), longestComplaint - text.size()));
        else if (errno != EINTR)
            return false;
    }
}

/// Its wait status; nothing when it had to be killed.
std::optional<int> reap(pid_t child, Instant end)
{
    const Descriptor watched(static_cast<int>(syscall(SYS_pidfd_open, child, 0)));
    pollfd ready{watched.get(), POLLIN, 0};
    const bool ended = watched && poll(&ready, 1, millisecondsUntil(end)) > 0;
    if (!ended)
        kill(child, SIGKILL);
    int status = 0;
    pid_t waited = -1;
    do
        waited = waitpid(child, &status, 0);
    while (waited < 0 && errno == EINTR);
    return ended && waited == child ? std::optional(status) : std::nullopt;
}

/// The complaint on one line: its first line that says something, without nft's drawing of the place.
std::string firstLine(const std::string &text)
{
    const std::string line = text.substr(0, text.find('\n'));
    return line.empty() ? "it ended without a word" : line;
}

Failure refusal(const std::string &complaint)
{
    const auto says = [&complaint](const char *words) { return complaint.find(words) != std::string::npos; };
    if (says("Operation not permitted") || says("Permission denied"))
        return fail(ErrorCode::NotAllowed, place, firstLine(complaint), "tandemd needs CAP_NET_ADMIN");
    if (says("not supported") || says("No such file or directory") || says("cache initialization failed"))
        return fail(ErrorCode::NotReachable, place, "the kernel has no nftables egress hook: " + firstLine(complaint),
                    "use Linux 5.16 or newer with CONFIG_NF_TABLES_NETDEV and CONFIG_NETFILTER_EGRESS, or set "
                    "fence = false");
    return fail(ErrorCode::System, place, "nft: " + firstLine(complaint));
}

} // namespace

Result<void> runNft(const std::string &commands, Duration deadline)
{
    const char *path = findNft();
    if (path == nullptr)
        return fail(ErrorCode::NotReachable, place, "the nft program is not installed",
                    "install the package nftables, or set fence = false");
    const Instant end = BootClock::now() + deadline;
    const Descriptor input = fileOf(commands);
    std::array<int, 2> ends{-1, -1};
    if (!input || pipe2(ends.data(), O_CLOEXEC) != 0)
        return fail(ErrorCode::System, place, std::string("no pipe to nft: ") + std::strerror(errno));
    const Descriptor complaints(ends[0]);
    Descriptor writing(ends[1]);
    const pid_t child = fork();
    if (child < 0)
        return fail(ErrorCode::System, place, std::string("cannot start nft: ") + std::strerror(errno));
    if (child == 0)
        becomeNft(path, input.get(), writing.get());
    writing.reset();
    std::string text;
    const bool said = readComplaints(complaints.get(), end, text);
    const auto status = reap(child, said ? end : Instant{});
    if (!status)
        return fail(ErrorCode::System, place, "nft did not end in time and was stopped");
    if (WIFEXITED(*status) && WEXITSTATUS(*status) == 0)
        return {};
    if (WIFEXITED(*status) && WEXITSTATUS(*status) == notExecuted && text.empty())
        return fail(ErrorCode::NotReachable, place, std::string(path) + " cannot be run here",
                    "let tandemd execute it, or set fence = false");
    return refusal(text);
}

} // namespace tandem::net
