// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/guard/watchkeeper.h"

#include "daemon/engine/engineprocess.h"
#include "daemon/engine/patientlog.h"
#include "daemon/engine/privileges.h"
#include "daemon/guard/outlook.h"
#include "daemon/net/kernel.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <malloc.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

/// WatchKeeper: the engine's life and the loop. What it does about configurations is in watchkeeperconfig.cpp.
namespace tandem::guard {

using engine::logPatiently;

namespace {

constexpr Duration longestStart = std::chrono::seconds(20);
constexpr Duration longestLeave = std::chrono::seconds(3);
constexpr Duration longestStop = std::chrono::milliseconds(200); // then its VIPs go without waiting any longer

/// Of what was written into the log.
engine::News helperNews(std::string text)
{
    return {model::EventKind::Helper, std::move(text), {}, true};
}

} // namespace

WatchKeeper::WatchKeeper(const engine::Options &options, engine::RunDirectory directory, engine::BoardMapping board,
                         VipRemover remover, net::LinkMonitor links, engine::EventLoop loop)
    : m_options(options), m_directory(std::move(directory)), m_board(std::move(board)), m_remover(std::move(remover)),
      m_links(std::move(links)), m_loop(std::move(loop)), m_renewer(m_board->leases), m_adverts(engine::mostInstances),
      m_advertised(engine::mostInstances)
{
}

Result<std::unique_ptr<WatchKeeper>> WatchKeeper::create(const engine::Options &options, engine::RunDirectory directory,
                                                         engine::BoardMapping board)
{
    auto remover = VipRemover::open();
    if (!remover)
        return Failure(remover.error());
    auto links = net::LinkMonitor::open();
    if (!links)
        return Failure(links.error());
    auto loop = engine::EventLoop::open();
    if (!loop)
        return Failure(loop.error());
    if (!loop->watch(links->fd()))
        return fail(ErrorCode::System, "tandemd", std::string("no descriptors: ") + std::strerror(errno));
    return std::unique_ptr<WatchKeeper>(new WatchKeeper(options, std::move(directory), std::move(board),
                                                        std::move(*remover), std::move(*links), std::move(*loop)));
}

Result<void> WatchKeeper::start(engine::EngineConfig config)
{
    engine::assignSlots(config, nullptr);
    forgetTrial(); // of a tandemd before: what is in the cluster file is in force
    const auto record = m_directory.record();
    if (!record.trouble.empty()) {
        logTo(Severity::Warning, record.trouble);
        m_news.push_back({model::EventKind::Alarm, record.trouble, {}, true});
    }
    const auto lines = m_remover.sweep(vipPlaces(config), record.places);
    if (!lines)
        return Failure(lines.error());
    for (const auto &line : *lines) {
        logTo(Severity::Notice, line);
        m_news.push_back(helperNews(line));
    }
    // What may be put on the host from now on is in the record before it is.
    if (const auto written = m_directory.writeRecord(vipPlaces(config)); !written)
        return written;
    if (const auto watched = m_links.watch(config.interfaces()); !watched)
        return watched;
    if (const auto opened = m_renewer.open(); !opened)
        return opened;
    m_board->leases.renewerPort = m_renewer.port();
    m_links.ignoreRenewalsBy(m_renewer.port());
    m_config = std::move(config);
    setFence(fencedRouters(m_config, m_board->leases));
    if (const auto started = startEngine(); !started) // before any thread is there
        return started;
    if (const auto renewed = m_renewer.renew(renewalsOf(withLeases(m_config))); !renewed)
        return renewed;
    if (m_options.withAgent) {
        m_agent.emplace(m_options, m_config.node);
        m_agent->start(BootClock::now());
    }
    if (const auto locked = engine::lockMemory(); !locked)
        logPatiently(Severity::Info, describe(locked.error()));
    return {};
}

ExitCode WatchKeeper::run()
{
    while (!m_done) {
        arm();
        turn();
    }
    return m_code;
}

void WatchKeeper::finish()
{
    if (m_engine.running())
        endEngine("tandemd ends");
    if (m_agent)
        m_agent->stop();
    if (const auto removed = m_remover.remove(vipPlaces(m_config)); !removed)
        logTo(Severity::Error, describe(removed.error()));
    else
        m_directory.removeRecord();
    if (!m_fenceTrouble.empty())
        return;
    if (const auto gone = m_fence.remove(); !gone)
        logTo(Severity::Warning, describe(gone.error()));
}

// ---- The engine's life ------------------------------------------------------------------------------------------

Result<void> WatchKeeper::startEngine()
{
    m_config.maintenance = m_board->maintenance.load();
    m_board->leftInOrder.store(false);
    malloc_trim(0); // what reading the file and writing the fence have left, both processes would carry for ever
    const auto started = m_engine.start([this](engine::GuardLink link) { return beEngine(std::move(link)); });
    if (!started)
        return started;
    const Instant now = BootClock::now();
    m_restarts.begun();
    m_restarts.started(now);
    m_readyBy = now + longestStart;
    m_news.clear();
    if (!m_loop.watch(m_engine.pidfd()) || !m_loop.watch(m_engine.link().fd()))
        return fail(ErrorCode::System, "tandemd", std::string("no descriptors: ") + std::strerror(errno));
    return {};
}

/// In the child.
int WatchKeeper::beEngine(engine::GuardLink link)
{
    const auto own = static_cast<unsigned>(link.fd());
    if (own > 3)
        close_range(3, own - 1, 0); // what is the guard's
    close_range(own + 1, ~0U, 0);
    auto config = asGiven(std::move(m_config)); // the copy of what is the guard's makes room for what is the engine's
    auto kernel = net::Kernel::open(m_board->leases);
    if (!kernel) {
        logTo(Severity::Error, describe(kernel.error()));
        return static_cast<int>(exitCodeOf(kernel.error().code));
    }
    return static_cast<int>(engine::runEngine(
        std::move(config), {*m_board, std::move(link), m_directory.engineSocket(), m_news}, std::move(*kernel)));
}

void WatchKeeper::lookAtEngine(Instant now)
{
    m_board->guardBeat.fetch_add(1);
    for (const auto &instance : m_config.instances) {
        const std::uint64_t adverts = m_board->leases.slots[instance.slot].adverts.load();
        m_advertised[instance.slot] = adverts != std::exchange(m_adverts[instance.slot], adverts);
    }
    const bool standsStill = m_watch.look(m_board->engineBeat.load(), now);
    if (!m_engine.running())
        return;
    if (m_readyBy ? now < *m_readyBy : !standsStill || isStarved(now))
        return;
    endEngine(m_readyBy ? "it did not come up" : "it stood still");
}

bool WatchKeeper::isStarved(Instant now) const
{
    const bool fenced =
        m_fenceTrouble.empty() && std::ranges::all_of(m_config.instances, &engine::InstanceConfig::fence);
    return fenced && m_watch.mayBeStarved(now) && m_engine.isRunnable();
}

/// It never survives the guard's judgement: what it might still do would come too late.
void WatchKeeper::endEngine(const std::string &why)
{
    m_endedFor = why;
    m_engine.kill();
    const bool stopped = m_engine.awaitStop(longestStop);
    if (const auto how = m_engine.reap(Duration::zero()))
        return engineEnded(*how);
    carryOutWill(); // the kill is pending: it sends nothing any more
    if (!stopped)
        logPatiently(Severity::Error, "the engine was ended: " + why + "; it is held by the kernel, " +
                                          std::to_string(m_will.removed.size()) + " VIPs were removed");
}

/// It runs no more (enginechild.h); its sockets may still keep it from being reaped.
void WatchKeeper::linkClosed()
{
    m_loop.forget(m_engine.link().fd());
    if (m_board->leftInOrder.load()) { // its VIPs are gone; it closes what it has and ends by itself
        m_goneBy = BootClock::now() + longestLeave;
        return;
    }
    m_engine.kill(); // one that closed it and lives has no guard
    if (m_endedFor.empty())
        carryOutWill();
}

void WatchKeeper::engineEnded(const std::string &how)
{
    if (m_engine.leftInOrder() || m_board->leftInOrder.load()) { // SIGTERM, by whatever hand: the two leave together
        m_done = true;
        return;
    }
    bury(m_endedFor.empty() ? "the engine ended " + how : "the engine was ended: " + m_endedFor);
}

void WatchKeeper::bury(const std::string &epitaph)
{
    carryOutWill(); // again, if it was held by the kernel: what it had under way is swept too
    if (m_next) {
        m_config = std::move(*m_next);
        m_next.reset();
    }
    const auto outcome = std::exchange(m_will, {});
    m_endedFor.clear();
    const Instant now = BootClock::now();
    std::string text = epitaph + "; " + std::to_string(outcome.removed.size()) +
                       " VIPs were removed, priority 0 sent for " + std::to_string(outcome.resigned) + " instances";
    if (!outcome.trouble.empty())
        text += "; " + outcome.trouble;
    logPatiently(Severity::Error, text);
    m_news.push_back({model::EventKind::Alarm, text, {}, true});
    m_readyBy.reset();
    if (m_leaving || !m_everReady) {
        m_done = true;
        m_code = m_everReady ? ExitCode::Done : ExitCode::NotReached;
        return;
    }
    m_restarts.died(now);
    m_holdEnd = now + m_restarts.hold();
    m_notifier.status("The engine ended and is started again.");
    endTrial("the engine ended");
}

void WatchKeeper::carryOutWill()
{
    for (auto &slot : m_board->leases.slots)
        slot.release(); // first, so that nothing renews what goes
    m_will.add(LastWill(m_config).carryOut(m_remover, m_advertised));
    if (m_next) // it may have held what it was just given
        m_will.add(LastWill(*m_next).carryOut(m_remover, m_advertised));
    m_advertised.assign(m_advertised.size(), false); // a priority 0 each, not one a sweep
}

void WatchKeeper::hearEngine()
{
    constexpr int mostMessages = 16; // a turn
    for (int count = 0; count < mostMessages && m_engine.running(); ++count) {
        const auto message = m_engine.link().receive();
        if (!message)
            return;
        if (std::holds_alternative<engine::Ready>(*message))
            engineReady();
        else if (const auto *answer = std::get_if<engine::Applied>(&*message))
            applied(answer->trouble);
        else if (const auto *lost = std::get_if<engine::PeersLost>(&*message))
            endTrial("instance " + lost->instance + " does not hear its peers any more");
        else if (const auto *order = std::get_if<channel::FileOrder>(&*message))
            obey(*order);
    }
}

void WatchKeeper::engineReady()
{
    m_readyBy.reset();
    m_everReady = true;
    m_round = engine::beatRound(m_config, engine::inRealTime());
    m_watch.begin(m_round, m_board->engineBeat.load(), BootClock::now());
    m_notifier.ready();
    if (const auto interval = m_notifier.watchdog(); interval && !m_alarmClock)
        m_alarmClock = BootClock::now();
}

void WatchKeeper::tell(engine::News news)
{
    if (!m_engine.running() || !m_engine.link().send(news))
        m_news.push_back(std::move(news));
}

// ---- The loop ---------------------------------------------------------------------------------------------------

void WatchKeeper::arm()
{
    Instant first = m_watch.deadline();
    for (const auto &due :
         {m_restarts.startAt(), m_holdEnd, m_goneBy, m_alarmClock, m_agent ? m_agent->deadline() : std::nullopt,
          m_trial ? std::optional(m_trial->until) : std::nullopt}) {
        if (due && *due < first)
            first = *due;
    }
    m_loop.wakeAt(first);
}

void WatchKeeper::turn()
{
    epoll_event events[8];
    const int count = epoll_wait(m_loop.epoll(), events, 8, -1);
    if (m_engine.running()) { // before all else
        if (const auto how = m_engine.reap(Duration::zero()))
            engineEnded(*how);
    }
    for (int i = 0; i < count; ++i) {
        if (events[i].data.fd == m_loop.signals())
            readSignals();
        else if (events[i].data.fd == m_links.fd())
            m_links.read(*this);
        else if (m_engine.running() && events[i].data.fd == m_engine.link().fd() && (events[i].events & EPOLLHUP) != 0)
            linkClosed();
    }
    hearEngine();
    servedLinks();
    serveDeadlines(BootClock::now());
}

void WatchKeeper::readSignals()
{
    signalfd_siginfo info{};
    while (read(m_loop.signals(), &info, sizeof info) == sizeof info) {
        switch (info.ssi_signo) {
        case SIGHUP: reload(); break;
        case SIGCHLD:
            if (const auto line = m_agent ? m_agent->reap(BootClock::now()) : std::nullopt) {
                logPatiently(Severity::Warning, *line);
                tell(helperNews(*line));
            }
            break;
        default: leave();
        }
    }
}

void WatchKeeper::leave()
{
    if (m_leaving)
        return;
    m_leaving = true;
    m_notifier.stopping();
    if (!m_engine.running()) {
        m_done = true;
        return;
    }
    m_goneBy = BootClock::now() + longestLeave;
    m_engine.askToLeave();
}

void WatchKeeper::serveDeadlines(Instant now)
{
    if (now >= m_watch.deadline())
        lookAtEngine(now);
    if (m_goneBy && now >= *m_goneBy) {
        m_goneBy.reset();
        endEngine("it did not leave in time");
    }
    if (const auto at = m_restarts.startAt(); at && now >= *at && !m_engine.running() && !m_leaving) {
        if (const auto started = startEngine(); !started) {
            logPatiently(Severity::Error, describe(started.error()));
            m_restarts.died(now);
        }
    }
    if (m_holdEnd && now >= *m_holdEnd && m_engine.running() && !m_readyBy && !m_next) {
        m_holdEnd.reset();
        change(m_config,
               "the engine has held for " + std::to_string(m_restarts.hold() / std::chrono::seconds(1)) +
                   " s since its restart: it preempts again as configured",
               {model::CauseType::Timer, {}});
    }
    if (m_trial && now >= m_trial->until && !m_leaving) {
        m_trial->until = now + std::chrono::hours(1); // once
        endTrial("it was not kept in time");
    }
    if (m_agent && !m_leaving)
        m_agent->runDeadlines(now);
    if (m_alarmClock && now >= *m_alarmClock) {
        m_alarmClock = now + *m_notifier.watchdog();
        m_notifier.alive();
    }
}

} // namespace tandem::guard
