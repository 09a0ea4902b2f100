// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/mode/readiness.h"

#include "maxscale/serverlist.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

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

Precondition activeness(const ReadinessView &view)
{
    if (!view.maxscale.passive)
        return {"active", std::nullopt, "MaxScale does not say whether it is passive"};
    if (!*view.maxscale.passive)
        return {"active", true, "MaxScale is not passive"};
    const char *fix = view.mode == config::Mode::Passive
                          ? "as it should be on a node that is not MASTER: the MASTER's is to be active"
                          : "clear it: maxctrl alter maxscale passive false";
    return {"active", false, std::string("MaxScale is passive: it leaves the database alone (") + fix + ")"};
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

Precondition autoFailover(const Monitor &monitor)
{
    if (!monitor.autoFailover)
        return {"auto-failover", std::nullopt, quoted(monitor) + " does not say its auto_failover"};
    if (*monitor.autoFailover)
        return {"auto-failover", true, quoted(monitor) + " has auto_failover on"};
    return {"auto-failover", false,
            quoted(monitor) + " has auto_failover off: maxctrl alter monitor " + monitor.name + " auto_failover true"};
}

Precondition locks(const Monitor &monitor)
{
    if (!monitor.usesLocks())
        return {"locks", true, quoted(monitor) + " needs no cooperative locks"};
    if (!monitor.primary)
        return {"locks", std::nullopt, quoted(monitor) + " does not say whether it holds the cooperative locks"};
    if (*monitor.primary)
        return {"locks", true, quoted(monitor) + " holds the cooperative locks (" + monitor.locks + ")"};
    return {"locks", false,
            quoted(monitor) + " does not hold the cooperative locks (" + monitor.locks +
                "): the MaxScale that does fails over"};
}

Precondition idle(const Monitor &monitor)
{
    if (monitor.doing.empty())
        return {"idle", std::nullopt, quoted(monitor) + " does not say what it does"};
    if (maxscale::isIdle(monitor.doing))
        return {"idle", true, quoted(monitor) + " is at nothing else"};
    return {"idle", false, quoted(monitor) + " is at something else: " + monitor.doing};
}

Precondition master(const Monitor &monitor)
{
    if (monitor.master.empty())
        return {"master", false,
                quoted(monitor) + " knows no Master: nothing can be failed over from it. Look at the servers' states"};
    return {"master", true, quoted(monitor) + " takes " + monitor.master + " for the Master"};
}

/// Words of a state, as MaxScale writes it: "Slave, Running".
bool isReplica(const std::string &state)
{
    return maxscale::isUsable(state) && state.find("Slave") != std::string::npos &&
           state.find("Slave of External Server") == std::string::npos;
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
        const bool never = std::ranges::find(monitor.neverPromoted, name) != monitor.neverPromoted.end();
        if (isReplica(server->state) && !never)
            return {"candidate", true, name + " can be promoted (" + server->state + ")"};
        why +=
            (why.empty() ? "" : "; ") + name + " is " + server->state + (never ? ", and in servers_no_promotion" : "");
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

void judge(const Monitor &monitor, const model::MaxScaleStatus &status, List &list)
{
    list.push_back(running(monitor, status));
    if (list.back().ok == false)
        return list.push_back(autoFailover(monitor)); // what it says of the servers is old
    list.push_back(autoFailover(monitor));
    list.push_back(locks(monitor));
    list.push_back(idle(monitor));
    list.push_back(master(monitor));
    list.push_back(candidate(monitor, status));
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
    const auto ours = std::ranges::count_if(view.monitors, failsOver);
    if (view.monitors.empty())
        list.push_back({"monitor", false, "MaxScale has no monitor, or did not say which"});
    else if (ours == 0)
        list.push_back({"monitor", false, "no monitor is of module mariadbmon: the others fail over nothing"});
    for (const Monitor &monitor : view.monitors)
        if (failsOver(monitor))
            judge(monitor, view.maxscale, list);
    return list;
}

bool wouldFailOver(const std::vector<Precondition> &preconditions)
{
    return !preconditions.empty() &&
           std::ranges::all_of(preconditions, [](const Precondition &one) { return one.ok == true; });
}

} // namespace tandem::agent
