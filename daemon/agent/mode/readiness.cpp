// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/mode/readiness.h"

#include "maxscale/serverlist.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <utility>

namespace tandem::agent {

namespace {

using maxscale::Monitor;
using List = std::vector<Precondition>;

std::string secondsText(Duration duration)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%g s",
                  std::chrono::duration_cast<std::chrono::duration<double>>(duration).count());
    return text.data();
}

std::string quoted(const Monitor &monitor)
{
    return "monitor \"" + monitor.name + "\"";
}

void append(std::string &list, const std::string &word)
{
    list += (list.empty() ? "" : ", ") + word;
}

/// Nobody listens there: it neither acts nor holds locks.
bool isGone(const model::NodeStatus &node)
{
    return node.reachable && !node.maxscale.reachable && node.maxscale.verdict == "refused";
}

bool speaks(const model::NodeStatus &node)
{
    return node.reachable && node.maxscale.reachable;
}

/// mode = "passive", and this one is: another is to be active.
std::string activeElsewhere(const ReadinessView &view)
{
    std::string active;
    std::string silent;
    for (const model::NodeStatus &node : view.others) {
        if (isGone(node))
            continue;
        if (!speaks(node) || !node.maxscale.passive)
            append(silent, node.name);
        else if (!*node.maxscale.passive)
            append(active, node.name);
    }
    if (!active.empty())
        return "the active one is " + active;
    if (!silent.empty())
        return "whether another is active is not known of " + silent;
    return "and none is active: the MASTER's is to be";
}

Precondition activeness(const ReadinessView &view)
{
    if (!view.maxscale.passive)
        return {"active", std::nullopt, "MaxScale does not say whether it is passive"};
    if (!*view.maxscale.passive)
        return {"active", true, "MaxScale is not passive"};
    return {"active", false,
            "MaxScale is passive: it leaves the database alone (" +
                (view.mode == config::Mode::Passive ? activeElsewhere(view)
                                                    : "clear it: maxctrl alter maxscale passive false") +
                ")"};
}

/// Why Tandem does not change `passive`, where something keeps it from that. An obstacle while MaxScale is passive.
std::optional<Precondition> handsOff(const ReadinessView &view)
{
    if (view.mode != config::Mode::Passive)
        return std::nullopt;
    std::string text;
    if (view.decision.code == "mode-refused" || view.decision.action == Decision::Action::Wait)
        text = view.decision.reason;
    else if (view.hold)
        text = "on hold by " + view.hold->by + ": Tandem leaves the mode as it is, until tandemctl mode release";
    else
        return std::nullopt;
    return Precondition{"mode", view.maxscale.passive ? std::optional(!*view.maxscale.passive) : std::nullopt,
                        std::move(text)};
}

Precondition running(const Monitor &monitor, const model::MaxScaleStatus &status)
{
    if (monitor.state == "Stopped")
        return {"monitor-running", false, quoted(monitor) + " is stopped: maxctrl start monitor " + monitor.name};
    const auto known = std::ranges::find(status.monitors, monitor.name, &model::MonitorStatus::name);
    if (known != status.monitors.end() && known->stale)
        return {"monitor-running", false,
                quoted(monitor) + " stands still: it waits for a server that hangs, or for itself"};
    return {"monitor-running", true, quoted(monitor) + " runs"};
}

Precondition autoFailover(const Monitor &monitor, const ReadinessView &view)
{
    if (!monitor.autoFailover)
        return {"auto-failover", std::nullopt, quoted(monitor) + " does not say its auto_failover"};
    if (*monitor.autoFailover)
        return {"auto-failover", true, quoted(monitor) + " has auto_failover on"};
    return {
        "auto-failover", false,
        quoted(monitor) + " has auto_failover off" +
            (view.turnedOff.contains(monitor.name)
                 ? ", which it turned off itself when a failover went wrong: look at MaxScale's log, mend that, then"
                 : "") +
            ": maxctrl alter monitor " + monitor.name + " auto_failover true"};
}

/// "it has 1 of 2"; empty where it does not say.
std::string heldLocks(const Monitor &monitor)
{
    const auto known = std::ranges::count_if(
        monitor.details, [](const maxscale::MonitoredServer &server) { return server.lockHeld.has_value(); });
    const auto held = std::ranges::count(monitor.details, std::optional(true), &maxscale::MonitoredServer::lockHeld);
    if (known == 0)
        return {};
    return "it has " + std::to_string(held) + " of " + std::to_string(monitor.details.size());
}

/// Who holds the locks that this one's monitor does not hold.
std::string lockHolder(const Monitor &monitor, const std::vector<model::NodeStatus> &others)
{
    std::string holder;
    std::string silent;
    for (const model::NodeStatus &node : others) {
        const auto same = std::ranges::find(node.maxscale.monitors, monitor.name, &model::MonitorStatus::name);
        const bool says = speaks(node) && same != node.maxscale.monitors.end() && same->lockHolder;
        if (says && *same->lockHolder)
            append(holder, node.name);
        else if (!says && !isGone(node))
            append(silent, node.name);
    }
    if (!holder.empty())
        return holder + " does, and fails over";
    if (!silent.empty() || others.empty())
        return "the MaxScale that does fails over" +
               (silent.empty() ? std::string() : "; " + silent + " cannot be asked, and no other does");
    return "and no other does: without a majority of them nobody fails over";
}

Precondition locks(const Monitor &monitor, const ReadinessView &view)
{
    if (!monitor.usesLocks())
        return {"locks", true, quoted(monitor) + " needs no cooperative locks"};
    if (!monitor.primary)
        return {"locks", std::nullopt, quoted(monitor) + " does not say whether it holds the cooperative locks"};
    if (*monitor.primary)
        return {"locks", true, quoted(monitor) + " holds the cooperative locks (" + monitor.locks + ")"};
    const std::string held = heldLocks(monitor);
    return {"locks", false,
            quoted(monitor) + " does not hold the cooperative locks (" + monitor.locks +
                (held.empty() ? "" : "; " + held) + "): " + lockHolder(monitor, view.others)};
}

Precondition idle(const Monitor &monitor)
{
    if (monitor.doing.empty())
        return {"idle", std::nullopt, quoted(monitor) + " does not say what it does"};
    if (maxscale::isIdle(monitor.doing))
        return {"idle", true, quoted(monitor) + " is at nothing else"};
    return {"idle", false, quoted(monitor) + " is at something else: " + monitor.doing};
}

Precondition master(const Monitor &monitor, const model::MaxScaleStatus &status)
{
    if (monitor.master.empty())
        return {"master", false,
                quoted(monitor) + " knows no Master: nothing can be failed over from it. Look at the servers' states"};
    const auto server = std::ranges::find(status.servers, monitor.master, &model::ServerStatus::name);
    if (server != status.servers.end() && server->state.find("Maintenance") != std::string::npos)
        return {"master", false,
                monitor.master + ", the Master, is in maintenance: " + quoted(monitor) +
                    " does not look whether it lives. End that: maxctrl clear server " + monitor.master +
                    " maintenance"};
    return {"master", true, quoted(monitor) + " takes " + monitor.master + " for the Master"};
}

/// Words of a state, as MaxScale writes it: "Slave, Running".
bool isReplica(const std::string &state)
{
    return maxscale::isUsable(state) && state.find("Slave") != std::string::npos &&
           state.find("Slave of External Server") == std::string::npos;
}

/// Of its replication from the Master; empty: nothing is known against it.
std::string replicationTrouble(const Monitor &monitor, const std::string &name)
{
    const auto server = std::ranges::find(monitor.details, name, &maxscale::MonitoredServer::name);
    if (server == monitor.details.end() || server->replicates.empty())
        return {};
    for (const maxscale::Replication &each : server->replicates) {
        if (!monitor.master.empty() && !each.from.empty() && each.from != monitor.master)
            continue;
        if (each.byGtid == false)
            return "replicates by file and position, and not by GTID";
        return each.isApplying == false ? "does not apply what it replicates" : "";
    }
    return "does not replicate from " + monitor.master;
}

std::string troubleOf(const Monitor &monitor, const model::ServerStatus &server)
{
    if (!isReplica(server.state))
        return "is " + server.state;
    if (std::ranges::find(monitor.neverPromoted, server.name) != monitor.neverPromoted.end())
        return "is in servers_no_promotion";
    return replicationTrouble(monitor, server.name);
}

Precondition candidate(const Monitor &monitor, const model::MaxScaleStatus &status)
{
    std::string why;
    for (const std::string &name : monitor.servers) {
        if (name == monitor.master)
            continue;
        const auto server = std::ranges::find(status.servers, name, &model::ServerStatus::name);
        if (server == status.servers.end())
            continue;
        const std::string trouble = troubleOf(monitor, *server);
        if (trouble.empty())
            return {"candidate", true,
                    name + " can be promoted (" + server->state +
                        (server->lagSeconds.value_or(0) > 0 ? "; " + std::to_string(*server->lagSeconds) +
                                                                  " s behind: it first applies what it has received"
                                                            : "") +
                        ")"};
        why += (why.empty() ? "" : "; ") + name + " " + trouble;
    }
    if (monitor.servers.size() < 2)
        return {"candidate", false,
                quoted(monitor) + " has " + (monitor.servers.empty() ? "no server" : "one server") +
                    ": there is nothing to promote"};
    return {"candidate", false, "no replica can be promoted: " + why};
}

/// How long a Master must be dead before the monitor acts: no obstacle, but often the answer.
Precondition patience(const Monitor &monitor)
{
    if (!monitor.failcount || !monitor.interval)
        return {"failcount", true, quoted(monitor) + " waits for its failcount, which it does not say"};
    std::string text = quoted(monitor) + " waits until the Master was down " + std::to_string(*monitor.failcount) +
                       " times, every " + secondsText(*monitor.interval);
    if (monitor.verifiesFailure == true && monitor.failureTimeout)
        text += ", and while a replica still heard it within " + secondsText(*monitor.failureTimeout);
    return {"failcount", true, text};
}

void judge(const Monitor &monitor, const ReadinessView &view, List &list)
{
    list.push_back(running(monitor, view.maxscale));
    if (list.back().ok == false)
        return list.push_back(autoFailover(monitor, view)); // what it says of the servers is old
    list.push_back(autoFailover(monitor, view));
    list.push_back(locks(monitor, view));
    list.push_back(idle(monitor));
    list.push_back(master(monitor, view.maxscale));
    list.push_back(candidate(monitor, view.maxscale));
    list.push_back(patience(monitor));
}

/// MaxScales that do not say the module: whatever has auto_failover is one of ours.
bool failsOver(const Monitor &monitor)
{
    return monitor.module.empty() ? monitor.autoFailover.has_value() : monitor.module == "mariadbmon";
}

} // namespace

std::vector<Precondition> failoverPreconditions(const ReadinessView &view)
{
    if (!view.maxscale.reachable)
        return {{"maxscale", false,
                 "MaxScale does not answer" +
                     (view.maxscale.evidence.empty() ? std::string() : ": " + view.maxscale.evidence)}};
    List list{{"maxscale", true, "MaxScale answers"}, activeness(view)};
    if (auto mode = handsOff(view))
        list.push_back(std::move(*mode));
    const auto ours = std::ranges::count_if(view.monitors, failsOver);
    if (view.monitors.empty())
        list.push_back({"monitor", false, "MaxScale has no monitor, or did not say which"});
    else if (ours == 0)
        list.push_back({"monitor", false, "no monitor is of module mariadbmon: the others fail over nothing"});
    for (const Monitor &monitor : view.monitors)
        if (failsOver(monitor))
            judge(monitor, view, list);
    return list;
}

bool wouldFailOver(const std::vector<Precondition> &preconditions)
{
    return !preconditions.empty() &&
           std::ranges::all_of(preconditions, [](const Precondition &one) { return one.ok == true; });
}

} // namespace tandem::agent
