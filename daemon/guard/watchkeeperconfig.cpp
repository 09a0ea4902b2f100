// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/patientlog.h"
#include "daemon/engine/privileges.h"
#include "daemon/guard/outlook.h"
#include "daemon/guard/reader.h"
#include "daemon/guard/startup.h"
#include "daemon/guard/watchkeeper.h"
#include "daemon/net/linklocal.h"
#include "daemon/net/neighbourtable.h"

#include <algorithm>
#include <malloc.h>
#include <system_error>
#include <thread>

/// WatchKeeper: what it reads, hands over and protects.
namespace tandem::guard {

using engine::logPatiently;

namespace {

/// In a thread, since RTNL may be taken for a second; nobody waits for it. Where it fails, the kernel asks by itself a
/// second later.
void forgetUnanswered(int interfaceIndex)
{
    try {
        std::thread([interfaceIndex] { static_cast<void>(net::forgetUnansweredNeighbours(interfaceIndex)); }).detach();
    } catch (const std::system_error &) { // no thread to be had
    }
}

const model::Cause byReload{model::CauseType::Command, {{"command", "reload"}}};
const model::Cause byTheHost{model::CauseType::Link, {}};

} // namespace

void WatchKeeper::reload()
{
    if (m_next) { // one at a time
        m_reloadAgain = true;
        return;
    }
    m_notifier.reloading();
    auto config = loadConfigApart(m_options);
    if (config && engine::encodeConfig(*config).size() > engine::SharedBoard::longestConfig)
        config = tl::unexpected(std::vector{Error{ErrorCode::BadFile, m_options.cluster,
                                                  "too many addresses to be "
                                                  "handed to a running engine",
                                                  "restart tandemd"}});
    if (config) {
        forgetTrial(); // whoever asks for the cluster file gets it
        return change(std::move(*config), "the cluster file was applied", byReload);
    }
    for (const auto &error : config.error())
        logPatiently(Severity::Error, describe(error));
    tell({model::EventKind::Config, "the cluster file was refused: " + describe(config.error().front()), byReload,
          true});
    m_notifier.ready();
}

/// Until the engine has acknowledged, what was and what will be is protected alike.
void WatchKeeper::change(engine::EngineConfig next, const std::string &why, const model::Cause &cause)
{
    engine::assignSlots(next, &m_config);
    m_nextWhy = why;
    m_nextCause = cause;
    ++m_serial;
    protect(next, &m_config);
    if (const auto watched = m_links.watch(next.interfaces()); !watched)
        logPatiently(Severity::Error, describe(watched.error()));
    m_next = std::move(next);
    if (m_engine.running() && !m_readyBy)
        handOver(*m_next);
    else
        applied({}); // by the engine that comes
}

void WatchKeeper::handOver(const engine::EngineConfig &config)
{
    const auto octets = engine::encodeConfig(asGiven(config));
    std::copy(octets.begin(), octets.end(), m_board->config);
    m_board->configSize = static_cast<std::uint32_t>(octets.size());
    if (!m_engine.link().send(engine::Configured{}))
        endEngine("it does not read what the guard says");
}

void WatchKeeper::applied(const std::string &trouble)
{
    if (!m_next)
        return;
    m_config = std::move(*m_next);
    m_next.reset();
    m_board.forgetConfig();
    protect(m_config, nullptr);
    m_round = engine::beatRound(m_config, engine::inRealTime());
    m_watch.begin(m_round, m_board->engineBeat.load(), BootClock::now());
    tell(trouble.empty()
             ? engine::News{model::EventKind::Config, m_nextWhy, m_nextCause}
             : engine::News{model::EventKind::Alarm, m_nextWhy + ", but not all of it: " + trouble, m_nextCause});
    m_notifier.ready();
    malloc_trim(0);
    settleTrial(trouble);
    if (m_next)
        return;
    if (std::exchange(m_reloadAgain, false))
        reload();
}

/// Fence, leases and record for a configuration, and for another one beside it.
void WatchKeeper::protect(const engine::EngineConfig &config, const engine::EngineConfig *other)
{
    auto routers = fencedRouters(config, m_board->leases);
    auto places = vipPlaces(config);
    if (other != nullptr) {
        routers = unionOf(std::move(routers), fencedRouters(*other, m_board->leases));
        const auto more = vipPlaces(*other);
        places.insert(places.end(), more.begin(), more.end());
    }
    if (const auto written = m_directory.writeRecord(places); !written)
        logPatiently(Severity::Error, describe(written.error()));
    setFence(std::move(routers));
    auto renewals = renewalsOf(withLeases(config));
    if (other != nullptr)
        renewals = unionOf(std::move(renewals), renewalsOf(withLeases(*other)));
    if (const auto renewed = m_renewer.renew(std::move(renewals)); !renewed)
        logPatiently(Severity::Error, describe(renewed.error()));
}

void WatchKeeper::setFence(std::vector<net::FencedRouter> routers)
{
    const auto set = m_fence.apply(std::move(routers));
    m_loop.watch(m_fence.fd()); // another one where it was made anew; one that is watched already is refused
    noteFence(set);
}

void WatchKeeper::noteFence(const Result<void> &set)
{
    const std::string trouble = set ? "" : describe(set.error());
    if (trouble == std::exchange(m_fenceTrouble, trouble))
        return;
    if (trouble.empty()) {
        tell({model::EventKind::Helper, "the kernel's fence is in force", {}});
        return;
    }
    logPatiently(Severity::Warning, "no fence: " + trouble);
    tell({model::EventKind::Alarm,
          "there is no fence in the kernel, only the leases keep two hosts from answering at once: " + trouble,
          {},
          true});
}

/// A lease that holds out is safe only while the fence silences what nobody advertises.
engine::EngineConfig WatchKeeper::withLeases(engine::EngineConfig config) const
{
    return m_fenceTrouble.empty() ? underFence(std::move(config)) : config;
}

/// What the engine is given of a configuration: after a crash it does not preempt for a while.
engine::EngineConfig WatchKeeper::asGiven(engine::EngineConfig config) const
{
    config = withLeases(std::move(config));
    config.maintenance = m_board->maintenance.load();
    config.serial = m_serial;
    config = underTrial(std::move(config));
    return m_holdEnd ? withoutPreemption(std::move(config)) : config;
}

/// With the fence the leases change that are safe.
void WatchKeeper::renewFence()
{
    const bool fenced = m_fenceTrouble.empty();
    setFence(fencedRouters(m_config, m_board->leases));
    changeLeases(fenced);
}

void WatchKeeper::changeLeases(bool fencedBefore)
{
    if (fencedBefore != m_fenceTrouble.empty())
        change(m_config, m_fenceTrouble.empty() ? "longer leases, with the fence" : "shorter leases, without the fence",
               byTheHost);
}

/// An interface that came, or returned under another index, is not in the fence yet.
void WatchKeeper::fenceInterfaces()
{
    if (!m_fenceTrouble.empty())
        return renewFence(); // what it failed by may be over
    if (const auto again = m_fence.interfacesChanged(); !again) {
        noteFence(again);
        changeLeases(true);
    }
}

// ---- Links ------------------------------------------------------------------------------------------------------

void WatchKeeper::linkChanged(const std::string &, const net::LinkState &state)
{
    m_linksMoved = true;
    if (state.up)
        forgetUnanswered(state.index);
}

void WatchKeeper::addressChanged(const net::KernelAddress &address, bool there)
{
    m_linksMoved = m_linksMoved || (there && address.address.isLinkLocal());
}

void WatchKeeper::addressesListed(std::span<const net::KernelAddress>)
{
    m_linksMoved = true;
}

void WatchKeeper::servedLinks()
{
    if (!m_next && m_fence.lost()) {
        logPatiently(Severity::Warning, "somebody else removed the fence from the kernel: it is set up again");
        renewFence();
    }
    if (!m_linksMoved || m_next)
        return;
    m_linksMoved = false;
    fenceInterfaces();
    if (m_next)
        return;
    auto config = m_config;
    if (refreshSources(config, net::linkLocalAddress))
        change(std::move(config), "an interface has another link-local address", byTheHost);
}

} // namespace tandem::guard
