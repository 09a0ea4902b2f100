// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/engineprocess.h"

#include "base/descriptor.h"
#include "daemon/engine/agentserver.h"
#include "daemon/engine/eventloop.h"
#include "daemon/engine/guardwatch.h"
#include "daemon/engine/patientlog.h"
#include "daemon/engine/privileges.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <sys/epoll.h>
#include <sys/signalfd.h>

namespace tandem::engine {

namespace {

class EngineProcess
{
public:
    EngineProcess(Seat seat, std::unique_ptr<KernelPort> kernel)
        : m_seat(std::move(seat)), m_kernel(std::move(kernel)), m_engine(*m_kernel, m_clock)
    {
    }

    Result<void> start(EngineConfig config)
    {
        auto loop = EventLoop::open();
        if (!loop)
            return Failure(loop.error());
        m_loop.emplace(std::move(*loop));
        if (!m_loop->watch(m_kernel->fd()) || !m_loop->watch(m_seat.link.fd()))
            return fail(ErrorCode::System, "tandemd", std::string("no descriptors: ") + std::strerror(errno));
        for (auto &news : m_seat.news)
            m_engine.tell(news.kind, std::move(news.text), std::move(news.cause), news.logged);
        const auto applied = apply(std::move(config));
        auto server = AgentServer::open(m_seat.socketPath, m_engine, m_clock, m_loop->epoll(), m_kernel->neighbours());
        if (!server)
            return Failure(server.error());
        m_server.emplace(std::move(*server));
        m_server->setGuard([this](const channel::FileOrder &order) { return m_seat.link.send(order); });
        if (!applied)
            m_engine.tell(model::EventKind::Alarm, describe(applied.error()), {});
        m_seat.link.send(Ready{});
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
        m_seat.board.leftInOrder.store(true);
        m_server->pump();
    }

    void leave() { m_engine.stop(); }

private:
    Result<void> apply(EngineConfig config)
    {
        const Instant now = m_clock.now();
        m_round = beatRound(config, inRealTime());
        m_guard.expect(shortestLease(config), now);
        return m_engine.apply(std::move(config));
    }

    static Duration shortestLease(const EngineConfig &config)
    {
        int shortest = 0;
        for (const auto &instance : config.instances) {
            const int lease = instance.plan.leaseSeconds;
            if (lease > 0 && (shortest == 0 || lease < shortest))
                shortest = lease;
        }
        return std::chrono::seconds(shortest);
    }

    /// Sets the timer to the earliest of all deadlines.
    void arm()
    {
        Instant first = m_nextBeat;
        for (const auto &due : {m_engine.deadline(), m_server->deadline()}) {
            if (due && *due < first)
                first = *due;
        }
        m_loop->wakeAt(first);
    }

    void turn()
    {
        epoll_event events[8];
        const int count = epoll_wait(m_loop->epoll(), events, 8, -1);
        m_engine.wake(); // before all else: the wire first, then what is due
        beat();
        for (int i = 0; i < count; ++i) {
            const int fd = events[i].data.fd;
            if (fd == m_loop->signals())
                readSignals();
            else if (fd == m_seat.link.fd())
                readGuard();
            else if (m_server->owns(fd))
                m_server->ready(fd, events[i].events);
        }
        m_seat.board.maintenance.store(m_engine.inMaintenance());
        if (const auto lost = m_engine.takePeersLost())
            m_seat.link.send(PeersLost{*lost});
        m_server->pump();
    }

    void beat()
    {
        const Instant now = m_clock.now();
        m_seat.board.engineBeat.fetch_add(1);
        m_nextBeat = now + m_round;
        const auto look = m_guard.look(m_seat.board.guardBeat.load(), now);
        if (look.fellSilent)
            m_engine.tell(model::EventKind::Alarm, "the guard does not move: the engine renews the leases by itself",
                          {});
        if (look.movesAgain)
            m_engine.tell(model::EventKind::Helper, "the guard moves again, and renews the leases", {});
        if (!look.fellSilent && !look.movesAgain)
            return;
        if (const auto renewed = m_kernel->renewLeases(look.fellSilent); !renewed)
            m_engine.tell(model::EventKind::Alarm, describe(renewed.error()), {});
    }

    void readSignals()
    {
        signalfd_siginfo info{};
        while (read(m_loop->signals(), &info, sizeof info) == sizeof info)
            m_leaving = m_leaving || info.ssi_signo == SIGTERM; // the others are the guard's, or a terminal's
    }

    void readGuard()
    {
        constexpr int mostMessages = 16; // a turn
        for (int count = 0; count < mostMessages; ++count) {
            auto message = m_seat.link.receive();
            if (!message)
                return;
            if (std::holds_alternative<Configured>(*message))
                reconfigure();
            else if (auto *news = std::get_if<News>(&*message))
                m_engine.tell(news->kind, std::move(news->text), std::move(news->cause), news->logged);
            else if (const auto *answer = std::get_if<channel::FileAnswer>(&*message))
                m_server->tell(*answer);
        }
    }

    void reconfigure()
    {
        const auto &board = m_seat.board;
        auto config = decodeConfig(
            std::span(board.config).first(std::min<std::size_t>(board.configSize, SharedBoard::longestConfig)));
        std::string trouble;
        if (!config) {
            trouble = describe(config.error());
        } else {
            config->maintenance = m_engine.inMaintenance();
            if (const auto applied = apply(std::move(*config)); !applied)
                trouble = describe(applied.error());
        }
        m_seat.link.send(Applied{trouble});
    }

    Seat m_seat;
    SystemClock m_clock;
    std::unique_ptr<KernelPort> m_kernel;
    Engine m_engine;
    GuardWatch m_guard;
    Duration m_round{std::chrono::milliseconds(500)};
    Instant m_nextBeat{};
    std::optional<EventLoop> m_loop;
    std::optional<AgentServer> m_server;
    bool m_leaving = false;
};

} // namespace

ExitCode runEngine(EngineConfig config, Seat seat, std::unique_ptr<KernelPort> kernel)
{
    EngineProcess process(std::move(seat), std::move(kernel));
    const auto started = process.start(std::move(config));
    if (started)
        process.run();
    process.leave();
    if (started)
        return ExitCode::Done;
    logTo(Severity::Error, describe(started.error()));
    return exitCodeOf(started.error().code);
}

} // namespace tandem::engine
