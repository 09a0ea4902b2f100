// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/daemon.h"

#include "base/descriptor.h"
#include "daemon/engine/agentprocess.h"
#include "daemon/engine/agentserver.h"
#include "daemon/engine/patientlog.h"
#include "daemon/engine/privileges.h"
#include "daemon/engine/rundirectory.h"
#include "daemon/engine/startup.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <malloc.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

namespace tandem::engine {

namespace {

ExitCode report(const std::vector<Error> &errors)
{
    for (const auto &error : errors)
        logTo(Severity::Error, describe(error));
    return exitCodeOf(errors.front().code);
}

ExitCode report(const Error &error)
{
    return report(std::vector{error});
}

/// The thread that runs everything: one epoll set, one timer, one signal descriptor.
class Daemon
{
public:
    Daemon(const Options &options, const Wiring &wiring, RunDirectory directory, std::unique_ptr<KernelPort> kernel)
        : m_options(options), m_wiring(wiring), m_directory(std::move(directory)), m_kernel(std::move(kernel)),
          m_engine(*m_kernel, m_clock)
    {
    }

    Result<void> start(EngineConfig config)
    {
        if (auto made = makeDescriptors(); !made)
            return made;
        if (auto swept = sweep(config); !swept)
            return swept;
        if (m_options.withAgent)
            m_agent.emplace(m_options, config.node);
        if (auto applied = apply(std::move(config)); !applied)
            return applied;
        auto server = AgentServer::open(m_directory.engineSocket(), m_engine, m_clock, m_epoll.get());
        if (!server)
            return Failure(server.error());
        m_server.emplace(std::move(*server));
        if (m_agent)
            m_agent->start(m_clock.now());
        return {};
    }

    void run()
    {
        if (const auto locked = lockMemory(); !locked)
            logPatiently(Severity::Info, describe(locked.error()));
        while (!m_leaving) {
            arm();
            turn();
        }
        m_engine.stop();
        m_server->pump();
    }

    void leave()
    {
        m_engine.stop();
        if (m_agent)
            m_agent->stop();
        m_directory.removeRecord();
    }

private:
    Result<void> makeDescriptors()
    {
        sigset_t signals;
        sigemptyset(&signals);
        for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGCHLD})
            sigaddset(&signals, signal);
        sigprocmask(SIG_BLOCK, &signals, nullptr);
        signal(SIGPIPE, SIG_IGN);
        m_epoll = Descriptor(epoll_create1(EPOLL_CLOEXEC));
        m_signals = Descriptor(signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC));
        m_timer = Descriptor(timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC));
        for (const int fd : {m_signals.get(), m_timer.get(), m_kernel->fd()}) {
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.fd = fd;
            if (epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, fd, &event) != 0)
                return fail(ErrorCode::System, "tandemd", std::string("no descriptors: ") + std::strerror(errno));
        }
        prctl(PR_SET_TIMERSLACK, 1UL, 0, 0, 0); // nanoseconds
        return {};
    }

    Result<void> sweep(const EngineConfig &config)
    {
        const auto lines = m_kernel->sweep(vipPlaces(config), m_directory.record());
        if (!lines)
            return Failure(lines.error());
        for (const auto &line : *lines)
            logTo(Severity::Notice, line);
        return {};
    }

    Result<void> apply(EngineConfig config)
    {
        // What may be put on the host from now on is in the record before it is.
        auto places = vipPlaces(config);
        const auto before = vipPlaces(m_engine.config());
        places.insert(places.end(), before.begin(), before.end());
        if (auto written = m_directory.writeRecord(places); !written)
            return written;
        auto outcome = m_engine.apply(std::move(config));
        if (auto renewed = m_wiring.applied(m_engine.config(), m_engine.slots()); outcome && !renewed)
            outcome = renewed;
        if (auto written = m_directory.writeRecord(vipPlaces(m_engine.config())); outcome && !written)
            outcome = written;
        return outcome;
    }

    void reload()
    {
        auto config = loadConfig(m_options);
        if (!config) {
            for (const auto &error : config.error())
                logPatiently(Severity::Error, describe(error));
            m_engine.tell(model::EventKind::Config, "the cluster file was refused: " + describe(config.error().front()),
                          {model::CauseType::Command, {{"command", "reload"}}});
            return;
        }
        const auto applied = apply(std::move(*config));
        m_engine.tell(applied ? model::EventKind::Config : model::EventKind::Alarm,
                      applied ? "the cluster file was applied"
                              : "the cluster file was applied in part: " + describe(applied.error()),
                      {model::CauseType::Command, {{"command", "reload"}}});
    }

    /// Sets the timer to the earliest of all deadlines.
    void arm()
    {
        std::optional<Instant> first = m_engine.deadline();
        for (const auto &due : {m_server->deadline(), m_agent ? m_agent->deadline() : std::nullopt}) {
            if (due && (!first || *due < *first))
                first = due;
        }
        itimerspec spec{};
        if (first) {
            const auto ns = std::max<std::int64_t>(first->time_since_epoch().count(), 1); // 0 would disarm it
            spec.it_value.tv_sec = ns / 1'000'000'000;
            spec.it_value.tv_nsec = ns % 1'000'000'000;
        }
        timerfd_settime(m_timer.get(), TFD_TIMER_ABSTIME, &spec, nullptr);
    }

    void turn()
    {
        epoll_event events[8];
        const int count = epoll_wait(m_epoll.get(), events, 8, -1);
        m_engine.wake(); // before all else: the wire first, then what is due
        for (int i = 0; i < count; ++i) {
            if (events[i].data.fd == m_signals.get())
                readSignals();
            else if (m_server->owns(events[i].data.fd))
                m_server->ready(events[i].data.fd, events[i].events);
        }
        if (m_agent)
            m_agent->runDeadlines(m_clock.now());
        m_server->pump();
    }

    void readSignals()
    {
        signalfd_siginfo info{};
        while (read(m_signals.get(), &info, sizeof info) == sizeof info) {
            switch (info.ssi_signo) {
            case SIGHUP: reload(); break;
            case SIGCHLD:
                if (const auto line = m_agent ? m_agent->reap(m_clock.now()) : std::nullopt)
                    m_engine.tell(model::EventKind::Helper, *line, {});
                break;
            default: m_leaving = true;
            }
        }
    }

    const Options &m_options;
    const Wiring &m_wiring;
    SystemClock m_clock;
    RunDirectory m_directory;
    std::unique_ptr<KernelPort> m_kernel;
    Engine m_engine;
    Descriptor m_epoll;
    Descriptor m_signals;
    Descriptor m_timer;
    std::optional<AgentServer> m_server;
    std::optional<AgentProcess> m_agent;
    bool m_leaving = false;
};

ExitCode serve(const Options &options, const Wiring &wiring, EngineConfig config)
{
    if (const auto allowed = checkPrivileges(); !allowed)
        return report(allowed.error());
    auto directory = RunDirectory::open(options.runDir);
    if (!directory)
        return report(directory.error());
    auto kernel = wiring.openKernel();
    if (!kernel)
        return report(kernel.error());
    Daemon daemon(options, wiring, std::move(*directory), std::move(*kernel));
    const auto started = daemon.start(std::move(config));
    if (started)
        daemon.run();
    daemon.leave();
    return started ? ExitCode::Done : report(started.error());
}

} // namespace

ExitCode runDaemon(const Options &options, const Wiring &wiring)
{
    mallopt(M_ARENA_MAX, 1); // a second thread needs no arena of its own
    auto config = loadConfig(options);
    if (!config)
        return report(config.error());
    if (options.act != Options::Act::Check)
        return serve(options, wiring, std::move(*config));
    if (options.node.empty())
        std::printf("%s: good for every node\n", options.cluster.c_str());
    else
        std::printf("%s: good for node %s\n", options.cluster.c_str(), options.node.c_str());
    return ExitCode::Done;
}

} // namespace tandem::engine
