// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/prober/prober.h"

#include "tests/bench/prober/report.h"
#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace tandem::bench {

namespace {

// A port comes back after (last - first) * interval: 126 s at 2 ms, when its TIME_WAIT (60 s) is long over.
constexpr std::uint16_t firstPort = 2048;
constexpr std::uint16_t lastPort = 65000;
constexpr int mostPortsTried = 64;
constexpr int standardInput = 0;
constexpr std::size_t mostOpen = 512;
constexpr std::size_t longestLine = 256;

Failure systemFailure(const std::string &what)
{
    return fail(ErrorCode::System, what, std::strerror(errno));
}

std::string failureOf(int error)
{
    switch (error) {
    case ECONNREFUSED: return "refused";
    case ECONNRESET: return "reset";
    case EHOSTUNREACH:
    case ENETUNREACH: return "unreachable";
    case ETIMEDOUT: return "no connection";
    default: return std::strerror(error);
    }
}

} // namespace

Prober::Prober(const Options &options) : m_options(options), m_nextPort(firstPort)
{
    m_target.sin_family = AF_INET;
    m_target.sin_port = htons(options.port);
    std::memcpy(&m_target.sin_addr, options.target.octets().data(), sizeof m_target.sin_addr);
}

Prober::~Prober()
{
    for (const auto &[descriptor, probe] : m_open)
        close(descriptor);
    for (const int descriptor : {m_epoll, m_timer, m_signals}) {
        if (descriptor >= 0)
            close(descriptor);
    }
}

Result<void> Prober::open()
{
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGINT);
    sigprocmask(SIG_BLOCK, &ending, nullptr);
    m_epoll = epoll_create1(EPOLL_CLOEXEC);
    m_signals = signalfd(-1, &ending, SFD_CLOEXEC | SFD_NONBLOCK);
    m_timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (m_epoll < 0 || m_signals < 0 || m_timer < 0)
        return systemFailure("epoll, signalfd or timerfd");

    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(m_options.interval);
    const timespec interval{seconds.count(), (m_options.interval - seconds).count()};
    const itimerspec ticks{interval, {0, 1}};
    if (timerfd_settime(m_timer, 0, &ticks, nullptr) < 0)
        return systemFailure("timerfd_settime");
    for (const int descriptor : {m_signals, m_timer}) {
        if (auto watched = watch(descriptor); !watched)
            return watched;
    }
    watch(standardInput); // refused for /dev/null: then there are no marks
    return {};
}

Result<void> Prober::watch(int descriptor)
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = descriptor;
    if (epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event) < 0)
        return systemFailure("epoll_ctl on descriptor " + std::to_string(descriptor));
    return {};
}

void Prober::run()
{
    std::array<epoll_event, 256> events{};
    while (!m_stopping || !m_open.empty()) {
        const int timeout = m_stopping ? 5 : -1; // the ticks wake us, until they end
        const int count = epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), timeout);
        if (count < 0 && errno != EINTR)
            break;
        // Answers before deadlines: when this process was late itself, a greeting that waits is no failure.
        for (int i = 0; i < count; ++i)
            handle(events[static_cast<std::size_t>(i)].data.fd);
        expire();
        printSections();
    }
    m_log.mark("end", m_nextNumber);
    printSections();
}

void Prober::handle(int descriptor)
{
    if (descriptor == m_timer) {
        std::uint64_t ticks = 0;
        if (read(m_timer, &ticks, sizeof ticks) == sizeof ticks && !m_stopping)
            startProbe(); // one, also after lost ticks: the gap is reported
    } else if (descriptor == m_signals) {
        stop();
    } else if (descriptor == standardInput) {
        readInput();
    } else {
        readProbe(descriptor);
    }
}

void Prober::startProbe()
{
    Probe probe;
    probe.result.number = m_nextNumber++;
    probe.result.startNs = wallClockNs();
    probe.deadline = BootClock::now() + m_options.timeout;
    const int error = m_open.size() < mostOpen ? connectFromNextPort(probe) : EMFILE;
    if (error != 0) {
        probe.result.failure = failureOf(error);
        m_log.add(std::move(probe.result));
        return;
    }
    m_deadlines.emplace_back(probe.deadline, probe.result.number);
    m_descriptors[probe.result.number] = probe.descriptor;
    m_open.emplace(probe.descriptor, std::move(probe));
}

/// 0, or the errno.
int Prober::connectFromNextPort(Probe &probe)
{
    probe.descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (probe.descriptor < 0)
        return errno;
    sockaddr_in own{};
    own.sin_family = AF_INET;
    int error = EADDRINUSE;
    for (int i = 0; i < mostPortsTried && error == EADDRINUSE; ++i) {
        own.sin_port = htons(m_nextPort);
        m_nextPort = m_nextPort == lastPort ? firstPort : static_cast<std::uint16_t>(m_nextPort + 1);
        error = bind(probe.descriptor, reinterpret_cast<const sockaddr *>(&own), sizeof own) < 0 ? errno : 0;
    }
    if (error == 0 && connect(probe.descriptor, reinterpret_cast<const sockaddr *>(&m_target), sizeof m_target) < 0 &&
        errno != EINPROGRESS)
        error = errno;
    if (error == 0 && !watch(probe.descriptor))
        error = errno;
    if (error != 0) {
        close(probe.descriptor);
        probe.descriptor = -1;
    }
    return error;
}

void Prober::readProbe(int descriptor)
{
    const auto found = m_open.find(descriptor);
    if (found == m_open.end())
        return;
    Probe &probe = found->second;
    std::array<char, 512> octets{};
    const ssize_t length = recv(descriptor, octets.data(), octets.size(), 0);
    if (length < 0) {
        if (errno != EAGAIN && errno != EINTR)
            finish(descriptor, failureOf(errno));
        return;
    }
    if (length == 0) {
        finish(descriptor, "closed without a greeting");
        return;
    }
    switch (probe.reader.read({octets.data(), static_cast<std::size_t>(length)})) {
    case GreetingReader::State::Incomplete: return;
    case GreetingReader::State::Greeted:
        probe.result.versionString = probe.reader.versionString();
        finish(descriptor, {});
        return;
    case GreetingReader::State::Refused:
        finish(descriptor, "error " + std::to_string(probe.reader.errorNumber()));
        return;
    case GreetingReader::State::Nonsense: finish(descriptor, "no MariaDB greeting"); return;
    }
}

void Prober::finish(int descriptor, std::string failure)
{
    auto node = m_open.extract(descriptor);
    ProbeResult &result = node.mapped().result;
    m_descriptors.erase(result.number);
    result.failure = std::move(failure);
    m_log.add(std::move(result));
    close(descriptor); // all was read: this sends a FIN, no RST
}

void Prober::expire()
{
    const Instant now = BootClock::now();
    while (!m_deadlines.empty() && m_deadlines.front().first <= now) {
        const auto found = m_descriptors.find(m_deadlines.front().second);
        m_deadlines.pop_front();
        if (found == m_descriptors.end())
            continue;
        const int descriptor = found->second;
        tcp_info info{};
        socklen_t length = sizeof info;
        const bool connected =
            getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &length) == 0 && info.tcpi_state == TCP_ESTABLISHED;
        finish(descriptor, connected ? "no greeting" : "no connection");
    }
}

void Prober::readInput()
{
    std::array<char, 512> octets{};
    const ssize_t length = read(standardInput, octets.data(), octets.size());
    if (length <= 0) {
        if (length == 0 || (errno != EAGAIN && errno != EINTR))
            stop();
        return;
    }
    m_input.append(octets.data(), static_cast<std::size_t>(length));
    for (auto end = m_input.find('\n'); end != std::string::npos; end = m_input.find('\n')) {
        m_log.mark(m_input.substr(0, std::min(end, longestLine)), m_nextNumber);
        m_input.erase(0, end + 1);
    }
    if (m_input.size() > longestLine)
        m_input.clear();
}

void Prober::stop()
{
    m_stopping = true;
    for (const int descriptor : {m_timer, m_signals, standardInput})
        epoll_ctl(m_epoll, EPOLL_CTL_DEL, descriptor, nullptr);
}

void Prober::printSections()
{
    for (const Section &section : m_log.takeSections()) {
        std::puts(toJson(section).c_str());
        std::fflush(stdout);
    }
}

} // namespace tandem::bench
