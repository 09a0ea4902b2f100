// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/guard/reader.h"

#include "daemon/channel/reader.h"
#include "daemon/channel/writer.h"
#include "daemon/engine/guardlink.h"
#include "daemon/guard/startup.h"

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

constexpr Duration longestReading = std::chrono::seconds(10);

Loaded failedBy(std::string text)
{
    return tl::unexpected(std::vector{Error{ErrorCode::System, "reading the cluster file", std::move(text), {}}});
}

[[noreturn]] void readFor(const engine::Options &options, int to, pid_t guard)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != guard)
        _exit(1);
    const sched_param plain{};
    sched_setscheduler(0, SCHED_OTHER, &plain); // the engine's adverts come first
    const auto octets = encodeLoaded(loadConfig(options));
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
    const Instant until = BootClock::now() + longestReading;
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

Loaded loadConfigApart(const engine::Options &options)
{
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        return failedBy(std::string("no pipe: ") + std::strerror(errno));
    const Descriptor from(ends[0]);
    Descriptor to(ends[1]);
    const pid_t guard = getpid();
    const pid_t reader = fork();
    if (reader < 0)
        return failedBy(std::string("no process: ") + std::strerror(errno));
    if (reader == 0)
        readFor(options, to.get(), guard);
    to.reset();
    const auto octets = readAll(from.get());
    kill(reader, SIGKILL); // not reaped yet: the number is still its own. It has said all, or it is too late
    waitpid(reader, nullptr, 0);
    return decodeLoaded(octets);
}

std::vector<std::uint8_t> encodeLoaded(const Loaded &loaded)
{
    if (loaded) {
        auto octets = engine::encodeConfig(*loaded);
        octets.insert(octets.begin(), 1);
        return octets;
    }
    channel::Writer out;
    out.integer(std::uint8_t{0});
    out.list(loaded.error(), 0, [](channel::Writer &to, const Error &error) {
        to.integer(static_cast<std::uint8_t>(error.code));
        to.string(error.place);
        to.string(error.text);
        to.string(error.fix);
    });
    return out.take();
}

Loaded decodeLoaded(std::span<const std::uint8_t> octets)
{
    if (octets.empty())
        return failedBy("the process that read it ended without a word, or took too long");
    if (octets.front() == 1) {
        auto config = engine::decodeConfig(octets.subspan(1));
        if (!config)
            return failedBy(describe(config.error()));
        return std::move(*config);
    }
    channel::Reader in(octets.subspan(1));
    auto errors = in.list<Error>([](channel::Reader &from) {
        Error error;
        error.code = from.enumerator(ErrorCode::Refused, "kind of error");
        error.place = from.string();
        error.text = from.string();
        error.fix = from.string();
        return error;
    });
    if (in.failed() || errors.empty())
        return failedBy("the process that read it ended in the middle of a word");
    return tl::unexpected(std::move(errors));
}

} // namespace tandem::guard
