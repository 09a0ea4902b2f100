// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/descriptor.h"
#include "base/exitcode.h"
#include "daemon/engine/eventloop.h"
#include "daemon/engine/guardlink.h"
#include "daemon/engine/options.h"
#include "daemon/engine/rundirectory.h"
#include "daemon/guard/agentprocess.h"
#include "daemon/guard/beatwatch.h"
#include "daemon/guard/enginechild.h"
#include "daemon/guard/lastwill.h"
#include "daemon/guard/notifier.h"
#include "daemon/guard/restarts.h"
#include "daemon/guard/vipremover.h"
#include "daemon/net/fence.h"
#include "daemon/net/leaserenewer.h"
#include "daemon/net/linkmonitor.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tandem::guard {

/// Another cluster file is in force until it is kept, or its time is over.
struct Trial
{
    engine::EngineConfig before;
    Instant until;
    std::int64_t untilNs = 0;                ///< the same, by the wall clock
    Duration hold{};                         ///< what is made anew claims nothing for so long
    std::optional<std::uint64_t> unanswered; ///< the order that began it, until the engine has acknowledged
    std::string endFor;                      ///< why it ends, once it can: the engine has yet to acknowledge
};

/// The guard at work: one epoll loop beside the engine that it started. Whatever becomes of the engine, no VIP stays
/// behind it: one that dies or stands still is ended, its VIPs go, priority 0 is sent for it, and it is started again.
class WatchKeeper : private net::LinkMonitor::Listener
{
public:
    static Result<std::unique_ptr<WatchKeeper>> create(const engine::Options &options, engine::RunDirectory directory,
                                                       engine::BoardMapping board);

    /// Sweeps, fences, starts the engine and, where asked for, the agent.
    Result<void> start(engine::EngineConfig config);
    /// Until SIGTERM, or an engine that cannot begin.
    ExitCode run();
    /// Nothing of it stays on the host.
    void finish();

private:
    WatchKeeper(const engine::Options &options, engine::RunDirectory directory, engine::BoardMapping board,
                VipRemover remover, net::LinkMonitor links, engine::EventLoop loop);

    // The engine's life
    Result<void> startEngine();
    int beEngine(engine::GuardLink link);
    void lookAtEngine(Instant now);
    bool isStarved(Instant now) const;
    void endEngine(const std::string &why);
    void linkClosed();
    void engineEnded(const std::string &how);
    void carryOutWill();
    void bury(const std::string &epitaph);
    void hearEngine();
    void engineReady();
    void tell(engine::News news);

    // The configuration
    void reload();
    void change(engine::EngineConfig next, const std::string &why, const model::Cause &cause);
    void handOver(const engine::EngineConfig &config);
    void applied(const std::string &trouble);
    void protect(const engine::EngineConfig &config, const engine::EngineConfig *other);
    void setFence(std::vector<net::FencedRouter> routers);
    void noteFence(const Result<void> &set);
    void renewFence();
    void changeLeases(bool fencedBefore);
    void fenceInterfaces();
    engine::EngineConfig withLeases(engine::EngineConfig config) const;
    engine::EngineConfig asGiven(engine::EngineConfig config) const;

    // Another cluster file, on trial
    void obey(const channel::FileOrder &order);
    std::optional<Error> check(bool take, std::optional<engine::EngineConfig> &config);
    void beginTrial(const channel::FileOrder &order);
    std::optional<Error> keepTrial();
    void endTrial(const std::string &why);
    void forgetTrial();
    void settleTrial(const std::string &trouble);
    engine::EngineConfig underTrial(engine::EngineConfig config) const;
    void answer(std::uint64_t id, std::optional<Error> refusal, std::vector<std::string> breaks = {});

    // The loop
    void arm();
    void turn();
    void readSignals();
    void serveDeadlines(Instant now);
    void leave();
    void linkChanged(const std::string &interface, const net::LinkState &state) override;
    void addressChanged(const net::KernelAddress &address, bool there) override;
    void addressesListed(std::span<const net::KernelAddress> addresses) override;
    void servedLinks();

    const engine::Options &m_options;
    engine::RunDirectory m_directory;
    engine::BoardMapping m_board;
    VipRemover m_remover;
    net::LinkMonitor m_links;
    engine::EventLoop m_loop;
    net::Fence m_fence;
    net::LeaseRenewer m_renewer;
    Notifier m_notifier;
    EngineChild m_engine;
    BeatWatch m_watch;
    Restarts m_restarts;
    std::optional<AgentProcess> m_agent;

    engine::EngineConfig m_config;              ///< in force
    std::optional<engine::EngineConfig> m_next; ///< handed over, not acknowledged yet
    std::string m_nextWhy;                      ///< the event that tells of it
    model::Cause m_nextCause;                   ///< likewise
    std::optional<Trial> m_trial;
    std::uint32_t m_serial = 0;       ///< of what was handed over
    std::vector<engine::News> m_news; ///< for the next engine
    LastWill::Outcome m_will;         ///< what was done for an engine that is not reaped yet
    std::string m_endedFor;           ///< why it was ended, if it was
    std::string m_fenceTrouble;
    std::optional<Instant> m_readyBy;    ///< the engine is starting
    std::optional<Instant> m_goneBy;     ///< it was asked to leave
    std::optional<Instant> m_holdEnd;    ///< until then it does not preempt
    std::optional<Instant> m_alarmClock; ///< of the service manager's watchdog
    Duration m_round{std::chrono::milliseconds(500)};
    std::vector<std::uint64_t> m_adverts; ///< by slot, at the last look
    std::vector<bool> m_advertised;       ///< by slot: between the last two looks
    bool m_everReady = false;
    bool m_reloadAgain = false;
    bool m_linksMoved = false;
    bool m_leaving = false;
    bool m_done = false;
    ExitCode m_code = ExitCode::Done;
};

} // namespace tandem::guard
