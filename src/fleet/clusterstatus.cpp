// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/clusterstatus.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace tandem::fleet {

namespace {

using model::AlarmSeverity;
using model::EngineState;
using model::NodeStatus;
using model::VrrpState;
using Names = std::vector<std::string>;

/// "a", "a and b", "a, b and c"
std::string spoken(const Names &names)
{
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
    return text;
}

/// "10.77.0.100" of "10.77.0.100/24"
std::string addressOf(const std::string &vip)
{
    return vip.substr(0, vip.find('/'));
}

/// What its engine says is the truth of now.
bool isEngineKnown(const NodeStatus &node)
{
    return node.reachable && node.engineState != EngineState::Unknown;
}

const model::InstanceStatus *instanceOf(const NodeStatus &node, const std::string &name)
{
    if (!node.reachable || node.engineState != EngineState::Running)
        return nullptr;
    const auto found = std::ranges::find(node.instances, name, &model::InstanceStatus::name);
    return found == node.instances.end() ? nullptr : &*found;
}

VrrpState stateOf(const NodeStatus &node, const std::string &name)
{
    if (node.reachable && node.engineState == EngineState::Stopped)
        return VrrpState::Stopped;
    const auto *instance = instanceOf(node, name);
    return instance == nullptr ? VrrpState::Unknown : instance->state;
}

/// Servers that this MaxScale calls Master. "Relay Master" is another word.
Names mastersOf(const model::MaxScaleStatus &maxscale)
{
    Names masters;
    for (const auto &server : maxscale.servers) {
        std::string_view rest = server.state;
        while (!rest.empty()) {
            std::string_view word = rest.substr(0, rest.find(','));
            rest.remove_prefix(std::min(rest.size(), word.size() + 1));
            while (word.starts_with(' '))
                word.remove_prefix(1);
            if (word == "Master")
                masters.push_back(server.name);
        }
    }
    std::ranges::sort(masters);
    return masters;
}

/// Gathers alarms; each keeps the time since when it is there. One of the whole cluster that an agent has raised
/// already, with its own beginning, is not raised again.
class Alarms
{
public:
    explicit Alarms(std::int64_t nowNs, const ClusterStatus *before = nullptr) : m_nowNs(nowNs), m_before(before) {}

    void raise(const char *code, AlarmSeverity severity, const std::string &node, const std::string &instance,
               std::string text)
    {
        if (node.empty() && instance.empty() && std::ranges::find(m_found, code, &model::Alarm::code) != m_found.end())
            return;
        model::Alarm alarm;
        alarm.id = node + "/" + code + (instance.empty() ? "" : "/" + instance);
        alarm.code = code;
        alarm.severity = severity;
        alarm.node = node;
        alarm.instance = instance;
        alarm.sinceNs = beginningOf(alarm.id);
        alarm.text = std::move(text);
        const bool lasts = m_before == nullptr || m_nowNs - alarm.sinceNs >= graceNs(code);
        (lasts ? m_found : m_pending).push_back(std::move(alarm));
    }

    void take(const std::vector<model::Alarm> &alarms) { m_found.insert(m_found.end(), alarms.begin(), alarms.end()); }

    std::vector<model::Alarm> takePending() { return std::move(m_pending); }

    std::vector<model::Alarm> worstFirst() &&
    {
        std::ranges::stable_sort(m_found, [](const model::Alarm &a, const model::Alarm &b) {
            return std::tuple(b.severity, a.sinceNs, a.id) < std::tuple(a.severity, b.sinceNs, b.id);
        });
        return std::move(m_found);
    }

private:
    std::int64_t beginningOf(const std::string &id) const
    {
        if (m_before != nullptr)
            for (const auto *list : {&m_before->alarms, &m_before->pending})
                if (const auto found = std::ranges::find(*list, id, &model::Alarm::id); found != list->end())
                    return found->sinceNs;
        return m_nowNs;
    }

    /// As the agents have it for their own.
    static std::int64_t graceNs(std::string_view code)
    {
        constexpr std::int64_t second = 1'000'000'000;
        if (code == "both-active")
            return 3 * second;
        if (code == "none-active") // a new MASTER may wait for peers and its monitor
            return 12 * second;
        if (code == "masters-differ" || code == "no-master") // a failover takes some rounds of the monitor
            return 10 * second;
        return 0;
    }

    std::int64_t m_nowNs;
    const ClusterStatus *m_before;
    std::vector<model::Alarm> m_found;
    std::vector<model::Alarm> m_pending;
};

InstanceView viewOf(const config::Instance &instance, const std::vector<NodeStatus> &nodes)
{
    InstanceView view;
    view.name = instance.name;
    for (const auto &vip : instance.virtualAddresses)
        view.vips.push_back(vip.network.address.toString());
    for (const NodeStatus &node : nodes) {
        view.states[node.name] = stateOf(node, instance.name);
        const auto *known = instanceOf(node, instance.name);
        view.effectivePriority[node.name] = known == nullptr ? std::nullopt : known->effectivePriority;
        if (known != nullptr && !known->heldVips.empty())
            view.vipOwner.push_back(node.name);
    }
    return view;
}

/// No owner, two owners: by address, since an instance may have several.
void checkVips(const config::Instance &instance, const InstanceView &view, const std::vector<NodeStatus> &nodes,
               Alarms &alarms)
{
    Names unowned;
    Names doubled;
    Names owners;
    for (const std::string &vip : view.vips) {
        Names holders;
        for (const NodeStatus &node : nodes) {
            const auto *known = instanceOf(node, instance.name);
            if (known != nullptr && std::ranges::find(known->heldVips, vip, addressOf) != known->heldVips.end())
                holders.push_back(node.name);
        }
        if (holders.empty())
            unowned.push_back(vip);
        if (holders.size() > 1) {
            doubled.push_back(vip);
            owners = holders;
        }
    }
    // A node of which nothing is known may hold it.
    if (!unowned.empty() && std::ranges::all_of(nodes, isEngineKnown))
        alarms.raise("no-vip-owner", AlarmSeverity::Critical, {}, instance.name,
                     spoken(unowned) + (unowned.size() == 1 ? " is" : " are") +
                         " on no node: clients reach no MaxScale");
    if (!doubled.empty())
        alarms.raise("two-vip-owners", AlarmSeverity::Critical, {}, instance.name,
                     spoken(doubled) + (doubled.size() == 1 ? " is" : " are") + " on " + spoken(owners) +
                         " at once: clients reach either");
}

/// State and address of one node belong together.
void checkMasters(const config::Cluster &cluster, const config::Instance &instance,
                  const std::vector<NodeStatus> &nodes, Alarms &alarms)
{
    for (const NodeStatus &node : nodes) {
        const auto *known = instanceOf(node, instance.name);
        if (known == nullptr)
            continue;
        const config::Node *configured = cluster.nodeNamed(node.name);
        const bool ownsAlways = configured != nullptr && instance.priorityOn(*configured) == Priority::owner;
        if (known->state == VrrpState::Master && known->heldVips.size() < instance.virtualAddresses.size())
            alarms.raise("master-without-vip", AlarmSeverity::Critical, node.name, instance.name,
                         node.name + " is MASTER, but its kernel does not have every VIP of " + instance.name);
        if (known->state != VrrpState::Master && !known->heldVips.empty() && !ownsAlways)
            alarms.raise("vip-without-master", AlarmSeverity::Critical, node.name, instance.name,
                         node.name + " is " + std::string(nameOf(known->state)) + ", but its kernel has " +
                             spoken(known->heldVips));
    }
}

/// mode = "passive": one MaxScale, and only one, may fail over the database.
void checkActive(const std::vector<NodeStatus> &nodes, Alarms &alarms)
{
    Names active;
    bool allKnown = true;
    bool anyReachable = false;
    for (const NodeStatus &node : nodes) {
        if (node.reachable && node.maxscale.reachable && node.maxscale.passive == false)
            active.push_back(node.name);
        anyReachable = anyReachable || (node.reachable && node.maxscale.reachable);
        // One that does not answer fails nothing over; of one behind a silent helper, or not yet looked at, nothing is
        // known.
        const bool known = node.maxscale.reachable ? node.maxscale.passive.has_value() : !node.maxscale.verdict.empty();
        allKnown = allKnown && node.reachable && known;
    }
    if (active.size() > 1)
        alarms.raise("both-active", AlarmSeverity::Critical, {}, {},
                     "MaxScale reads passive=false on " + spoken(active) +
                         ": more than one may fail over the database");
    if (active.empty() && allKnown && anyReachable)
        alarms.raise("none-active", AlarmSeverity::Critical, {}, {},
                     "every MaxScale that answers reads passive=true: none may fail over the database");
}

void checkDatabaseMasters(const std::vector<NodeStatus> &nodes, Alarms &alarms)
{
    std::set<Names> opinions;
    std::string said;
    for (const NodeStatus &node : nodes) {
        if (!node.reachable || !node.maxscale.reachable || node.maxscale.servers.empty())
            continue;
        const Names masters = mastersOf(node.maxscale);
        said += (said.empty() ? "" : "; ") + node.name + ": " + (masters.empty() ? "none" : spoken(masters));
        opinions.insert(masters);
    }
    if (opinions.size() > 1)
        alarms.raise("masters-differ", AlarmSeverity::Critical, {}, {},
                     "the MaxScales name different Masters (" + said + "): writes may go to two databases");
    else if (opinions.size() == 1 && opinions.begin()->empty())
        alarms.raise("no-master", AlarmSeverity::Critical, {}, {},
                     "no MaxScale names a Master: nobody can write to the database");
}

} // namespace

ClusterStatus combine(const config::Cluster &cluster, const std::vector<NodeStatus> &nodes, std::int64_t nowNs,
                      const ClusterStatus *before)
{
    ClusterStatus status;
    status.cluster = cluster.name;
    Alarms alarms(nowNs, before);
    for (const config::Node &configured : cluster.nodes) {
        const auto heard = std::ranges::find(nodes, configured.name, &NodeStatus::name);
        NodeStatus node;
        node.name = configured.name;
        status.nodes.push_back(heard == nodes.end() ? node : *heard);
        if (status.nodes.back().reachable)
            alarms.take(status.nodes.back().alarms);
        else
            alarms.raise("helper-unreachable", AlarmSeverity::Warning, configured.name, {},
                         "the helper of " + configured.name + " does not answer: what happens there is not known");
    }
    for (const config::Instance &instance : cluster.instances) {
        status.instances.push_back(viewOf(instance, status.nodes));
        checkVips(instance, status.instances.back(), status.nodes, alarms);
        checkMasters(cluster, instance, status.nodes, alarms);
    }
    if (cluster.maxscale && cluster.maxscale->mode == config::Mode::Passive)
        checkActive(status.nodes, alarms);
    if (cluster.maxscale)
        checkDatabaseMasters(status.nodes, alarms);
    status.pending = alarms.takePending();
    status.alarms = std::move(alarms).worstFirst();
    return status;
}

ClusterStatus ofOneNode(const std::string &cluster, const NodeStatus &node)
{
    ClusterStatus status;
    status.cluster = cluster;
    status.nodes = {node};
    for (const auto &instance : node.instances) {
        InstanceView view;
        view.name = instance.name;
        view.vips = instance.vips;
        view.states[node.name] = stateOf(node, instance.name);
        const auto *known = instanceOf(node, instance.name);
        view.effectivePriority[node.name] = known == nullptr ? std::nullopt : known->effectivePriority;
        if (known != nullptr && !known->heldVips.empty())
            view.vipOwner.push_back(node.name);
        status.instances.push_back(std::move(view));
    }
    Alarms alarms(node.atNs);
    alarms.take(node.alarms);
    status.alarms = std::move(alarms).worstFirst();
    return status;
}

} // namespace tandem::fleet
