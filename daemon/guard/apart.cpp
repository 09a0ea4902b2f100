// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/guard/apart.h"

#include "base/clock.h"
#include "base/descriptor.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tandem::guard {

namespace {

constexpr Duration longestWork = std::chrono::seconds(10);

[[noreturn]] void workFor(const ApartWork &work, int to, pid_t guard)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != guard)
        _exit(1);
    const sched_param plain{};
    sched_setscheduler(0, SCHED_OTHER, &plain); // the engine's adverts come first
    const auto octets = work();
    for (std::size_t written = 0; written < octets.size();) {
        const ssize_t size = write(to, octets.data() + written, octets.size() - written);
        if (size <= 0)
            _exit(1);
        written += static_cast<std::size_t>(size);
    }
    _exit(0);
}

/// Until its end; what came in time.
std::vector<std::uint8_t> readAll(int from)
{
    std::vector<std::uint8_t> octets;
    std::array<std::uint8_t, 16 * 1024> part{};
    const Instant until = BootClock::now() + longestWork;
    for (Instant now = BootClock::now(); now < until; now = BootClock::now()) {
        pollfd readable{from, POLLIN, 0};
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - now).count();
        if (poll(&readable, 1, static_cast<int>(left)) < 0 && errno != EINTR)
            break;
        const ssize_t size = readable.revents != 0 ? read(from, part.data(), part.size()) : -1;
        if (size == 0)
            break;
        if (size > 0)
            octets.insert(octets.end(), part.begin(), part.begin() + size);
    }
    return octets;
}

} // namespace

Result<std::vector<std::uint8_t>> doApart(const ApartWork &work)
{
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        return fail(ErrorCode::System, "tandemd", std::string("no pipe: ") + std::strerror(errno));
    const Descriptor from(ends[0]);
    Descriptor to(ends[1]);
    const pid_t guard = getpid();
    const pid_t worker = fork();
    if (worker < 0)
        return fail(ErrorCode::System, "tandemd", std::string("no process: ") + std::strerror(errno));
    if (worker == 0)
        workFor(work, to.get(), guard);
    to.reset();
    auto octets = readAll(from.get());
    kill(worker, SIGKILL); // not reaped yet: the number is still its own. It has said all, or it is too late
    waitpid(worker, nullptr, 0);
    return octets;
}

} // namespace tandem::guard
