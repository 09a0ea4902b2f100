// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/mode/clusterrules.h"

#include "maxscale/configdigest.h"

#include <algorithm>
#include <map>
#include <set>

namespace tandem::agent {

namespace {

using model::AlarmSeverity;
using model::NodeStatus;
using Names = std::vector<std::string>;
using Grace = ClusterFindings;

bool speaks(const NodeStatus &node)
{
    return node.reachable && node.maxscale.reachable;
}

/// Its MaxScale can do nothing: nobody listens.
bool isGone(const NodeStatus &node)
{
    return node.reachable && !node.maxscale.reachable && node.maxscale.verdict == "refused";
}

std::string spoken(const Names &names)
{
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
    return text;
}

/// "Master, Running" lists "Master".
bool lists(const std::string &state, const std::string &word)
{
    for (std::size_t at = 0; at < state.size();) {
        const std::size_t comma = std::min(state.find(',', at), state.size());
        if (state.substr(at, comma - at) == word)
            return true;
        at = state.find_first_not_of(' ', comma + 1);
    }
    return false;
}

Names mastersOf(const model::MaxScaleStatus &maxscale)
{
    Names names;
    for (const model::ServerStatus &server : maxscale.servers)
        if (lists(server.state, "Master") && !lists(server.state, "Down"))
            names.push_back(server.name);
    std::ranges::sort(names);
    return names;
}

void checkMasters(const ClusterView &view, std::vector<Wrong> &wrongs)
{
    std::set<Names> opinions;
    std::string said;
    for (const NodeStatus &node : view.nodes) {
        if (!speaks(node) || node.maxscale.servers.empty() || node.maxscale.monitors.empty())
            continue;
        const Names masters = mastersOf(node.maxscale);
        const bool stale = std::ranges::any_of(node.maxscale.monitors, &model::MonitorStatus::stale);
        said += (said.empty() ? "" : "; ") + node.name + ": " + (masters.empty() ? "none" : spoken(masters)) +
                (stale ? " (its monitor stands still: this is old)" : "");
        opinions.insert(masters);
    }
    if (opinions.size() > 1)
        wrongs.push_back({"masters-differ", AlarmSeverity::Critical,
                          "the MaxScales name different Masters (" + said + "): writes may go to two databases",
                          Grace::mastersGrace});
    else if (opinions.size() == 1 && opinions.begin()->empty())
        wrongs.push_back({"no-master", AlarmSeverity::Critical,
                          "no MaxScale names a Master: nobody can write to the database", Grace::mastersGrace});
}

void checkActive(const ClusterView &view, std::vector<Wrong> &wrongs)
{
    Names active;
    Names passive;
    bool allKnown = true;
    for (const NodeStatus &node : view.nodes) {
        if (speaks(node) && node.maxscale.passive)
            (*node.maxscale.passive ? passive : active).push_back(node.name);
        else
            allKnown = allKnown && isGone(node);
    }
    if (active.size() > 1)
        wrongs.push_back(
            {"both-active", AlarmSeverity::Critical,
             "MaxScale reads passive=false on " + spoken(active) + ": more than one may fail over the database",
             Grace::bothActiveGrace});
    if (active.empty() && allKnown && !passive.empty())
        wrongs.push_back({"none-active", AlarmSeverity::Critical,
                          "MaxScale reads passive=true on " + spoken(passive) +
                              ", and is active nowhere: none may fail over the database",
                          Grace::passiveGrace});
}

/// What the engine of this node made it, MaxScale must be.
void checkOwner(const ClusterView &view, std::vector<Wrong> &wrongs)
{
    const auto own = std::ranges::find(view.nodes, view.self, &NodeStatus::name);
    if (own == view.nodes.end() || !speaks(*own) || own->maxscale.passive != true)
        return;
    const auto leading = std::ranges::find(own->instances, view.leadingInstance, &model::InstanceStatus::name);
    if (own->engineState == model::EngineState::Running && leading != own->instances.end() &&
        leading->state == model::VrrpState::Master)
        wrongs.push_back({"owner-passive", AlarmSeverity::Critical,
                          own->name + " is MASTER of " + leading->name +
                              ", but its MaxScale is passive: it does not fail over the database",
                          Grace::passiveGrace, true});
}

/// Those that may hold or not hold the locks of one monitor.
struct LockView
{
    Names holders;
    Names others;         ///< without them
    Names passiveHolders; ///< a subset of holders
};

std::map<std::string, LockView> locksOf(const ClusterView &view)
{
    std::map<std::string, LockView> byMonitor;
    for (const NodeStatus &node : view.nodes) {
        if (!speaks(node))
            continue;
        for (const model::MonitorStatus &monitor : node.maxscale.monitors) {
            if (!monitor.lockHolder || monitor.locks.empty() || monitor.locks == "none")
                continue;
            LockView &locks = byMonitor[monitor.name];
            (*monitor.lockHolder ? locks.holders : locks.others).push_back(node.name);
            if (*monitor.lockHolder && node.maxscale.passive == true)
                locks.passiveHolders.push_back(node.name);
        }
    }
    return byMonitor;
}

/// One finding a code, whatever the number of monitors.
void add(std::vector<Wrong> &wrongs, Wrong wrong)
{
    const auto same = std::ranges::find(wrongs, wrong.code, &Wrong::code);
    if (same == wrongs.end())
        wrongs.push_back(std::move(wrong));
    else
        same->text += "; " + wrong.text;
}

void checkLocks(const ClusterView &view, std::vector<Wrong> &wrongs)
{
    Names silent; // that may hold them for all that is known
    for (const NodeStatus &node : view.nodes)
        if (!speaks(node) && !isGone(node))
            silent.push_back(node.name);
    for (const auto &[monitor, locks] : locksOf(view)) {
        const std::string name = "monitor \"" + monitor + "\": ";
        if (locks.holders.size() > 1)
            add(wrongs, {"two-lock-primaries", AlarmSeverity::Critical,
                         name + spoken(locks.holders) +
                             " say that they hold the cooperative locks: more than one may "
                             "fail over the database",
                         Grace::twoLocksGrace});
        if (locks.holders.empty())
            add(wrongs, {"no-lock-primary", AlarmSeverity::Critical,
                         name + "nobody holds the cooperative locks, so that nobody fails over the database: " +
                             spoken(locks.others) + (locks.others.size() == 1 ? " does not" : " do not") +
                             (silent.empty() ? std::string() : ", and " + spoken(silent) + " cannot be asked"),
                         silent.empty() ? Duration(Grace::noLocksGrace) : Duration(Grace::unknownLocksGrace)});
        if (!locks.passiveHolders.empty())
            add(wrongs, {"passive-lock-primary", AlarmSeverity::Critical,
                         name + spoken(locks.passiveHolders) +
                             " holds the cooperative locks and is passive: nobody fails over the database. Clear it on "
                             "that node: maxctrl alter maxscale passive false",
                         Grace::bothActiveGrace});
    }
}

/// mode = "cooperative" trusts in locks: without them each MaxScale fails over by itself.
void checkLocksAreOn(const ClusterView &view, std::vector<Wrong> &wrongs)
{
    const auto own = std::ranges::find(view.nodes, view.self, &NodeStatus::name);
    if (own == view.nodes.end() || !speaks(*own))
        return;
    for (const model::MonitorStatus &monitor : own->maxscale.monitors)
        if (monitor.autoFailover == true && (monitor.locks.empty() || monitor.locks == "none"))
            add(wrongs, {"locks-off", AlarmSeverity::Critical,
                         "mode = \"cooperative\", but monitor \"" + monitor.name +
                             "\" has no cooperative_monitoring_locks: each MaxScale fails over the database by itself. "
                             "Set them to majority_of_running, or mode = \"passive\"",
                         Grace::passiveGrace, true});
}

/// One word a node: equal words, equal configuration. Versions differ while a site is upgraded: their parameters do,
/// too.
void checkConfiguration(const ClusterView &view, std::vector<Wrong> &wrongs)
{
    const NodeStatus *first = nullptr;
    std::set<std::string> parts;
    Names others;
    for (const NodeStatus &node : view.nodes) {
        if (!speaks(node) || node.maxscale.configDigest.empty())
            continue;
        if (first == nullptr) {
            first = &node;
            continue;
        }
        if (node.maxscale.version != first->maxscale.version)
            continue;
        const auto differing = maxscale::differingParts(first->maxscale.configDigest, node.maxscale.configDigest);
        parts.insert(differing.begin(), differing.end());
        if (!differing.empty())
            others.push_back(node.name);
    }
    if (others.empty())
        return;
    others.insert(others.begin(), first->name);
    wrongs.push_back(
        {"config-differs", AlarmSeverity::Warning,
         "the MaxScales of " + spoken(others) + " are configured differently: " + spoken({parts.begin(), parts.end()}) +
             ". What is meant to differ is left out; passwords are not compared, for MaxScale does not show "
             "them",
         Grace::configGrace});
}

void checkSync(const ClusterView &view, std::vector<Wrong> &wrongs)
{
    Names bad;
    Names off;
    std::set<std::pair<std::int64_t, std::string>> states;
    std::string said;
    for (const NodeStatus &node : view.nodes) {
        if (!speaks(node) || !node.maxscale.passive)
            continue;
        const auto &sync = node.maxscale.configSync;
        if (!sync) {
            off.push_back(node.name);
            continue;
        }
        said += (said.empty() ? "" : ", ") + node.name + " has version " + std::to_string(sync->version);
        states.emplace(sync->version, sync->checksum);
        if (!sync->status.empty() && sync->status != "OK")
            bad.push_back(node.name + " says \"" + sync->status + "\"");
    }
    if (states.empty())
        return;
    std::string text;
    if (states.size() > 1)
        text += "the MaxScales have different configurations of config_sync (" + said + ")";
    if (!bad.empty())
        text += (text.empty() ? "config_sync fails: " : "; ") + spoken(bad);
    if (!off.empty())
        text += (text.empty() ? "" : "; ") + spoken(off) + " shares none, though others have config_sync on";
    if (!text.empty())
        wrongs.push_back({"config-sync", AlarmSeverity::Warning, text, Grace::syncGrace});
}

} // namespace

std::vector<Wrong> wrongsOf(const ClusterView &view)
{
    std::vector<Wrong> wrongs;
    checkMasters(view, wrongs);
    if (view.mode == config::Mode::Passive) {
        checkActive(view, wrongs);
        checkOwner(view, wrongs);
    }
    if (view.mode == config::Mode::Cooperative) {
        checkLocks(view, wrongs);
        checkLocksAreOn(view, wrongs);
    }
    checkConfiguration(view, wrongs);
    checkSync(view, wrongs);
    return wrongs;
}

} // namespace tandem::agent
