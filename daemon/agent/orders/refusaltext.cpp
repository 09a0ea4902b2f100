// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/orders/refusaltext.h"

#include <algorithm>
#include <map>

namespace tandem::agent {

namespace {

struct Words
{
    std::string text;
    std::string fix;
};

/// The node that advertises most: the one whose priority leaves no room above it.
std::string highestOther(const config::Cluster &cluster, const std::string &instance, const std::string &node)
{
    const config::Instance *known = cluster.instanceNamed(instance);
    const config::Node *highest = nullptr;
    for (const config::Node &other : cluster.nodes) {
        const auto priority = [&](const config::Node &one) {
            return known != nullptr ? known->priorityOn(one) : one.priority;
        };
        if (other.name != node && (highest == nullptr || priority(other) > priority(*highest)))
            highest = &other;
    }
    return highest == nullptr ? "the other node" : highest->name;
}

Words wordsOfFault(const model::NodeStatus &node)
{
    Words words{node.name + " is in FAULT", "mend that first: it takes part again by itself"};
    const model::MaxScaleStatus &maxscale = node.maxscale;
    if (!maxscale.verdict.empty() && maxscale.verdict != "ok")
        words.text += ": MaxScale is " + maxscale.verdict +
                      (maxscale.evidence.empty() ? std::string() : " (" + maxscale.evidence + ")");
    else
        words.fix = "`tandemctl events` says what failed there; " + words.fix;
    return words;
}

Words wordsOf(const std::string &code, const std::vector<std::string> &instances, const config::Cluster &cluster,
              const model::NodeStatus &node)
{
    const std::string names = namesInShort(instances);
    if (code == "fault")
        return wordsOfFault(node);
    if (code == "not-running")
        return {names + " does not run on " + node.name,
                "look for its missing interface or address, or for a tandemd that has just started or is leaving"};
    if (code == "health-unknown")
        return {"it is not known yet whether " + node.name + " is well: its checks have no verdict",
                "wait for the first one, a few seconds after the start of tandem-agent"};
    if (code == "in-maintenance")
        return {node.name + " is in maintenance", "tandemctl maintenance " + node.name + " off"};
    if (code == "priority-too-high")
        return {"no priority up to 254 is above the owner's for " + names,
                "lower the priority of " + highestOther(cluster, instances.front(), node.name) +
                    " below 254 in the cluster file, with all weights that may add to it"};
    if (code == "owns-addresses")
        return {node.name + " owns the addresses of " + names + " (priority 255), and cannot give them up",
                "give it a priority below 255, and addresses of their own to the host"};
    if (code == "unknown-instance")
        return {"tandemd of " + node.name + " runs no instance \"" + names + "\"",
                "compare the name with the cluster file; after a change of the file: systemctl reload tandemd"};
    if (code == "too-many-orders")
        return {"tandemd takes ten orders a second, and these were more", "try again in a second"};
    return {"tandemd of " + node.name + " refused it for " + names + ": " + code, {}};
}

} // namespace

std::string namesInShort(const std::vector<std::string> &names)
{
    constexpr std::size_t most = 3;
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), most); ++i)
        text += (i == 0 ? "" : ", ") + names[i];
    if (names.size() > most)
        text += " and " + std::to_string(names.size() - most) + " others";
    return text;
}

Error refusalError(const channel::OrderAnswer &answer, const config::Cluster &cluster, const model::NodeStatus &node)
{
    std::map<std::string, std::vector<std::string>> instancesOf; // by code
    std::vector<std::string> codes;                              // in their order
    for (const auto &[instance, code] : answer.refusals) {
        if (!instancesOf.contains(code))
            codes.push_back(code);
        instancesOf[code].push_back(instance);
    }
    Error error{ErrorCode::Refused, {}, {}, {}};
    for (const std::string &code : codes) {
        const Words words = wordsOf(code, instancesOf[code], cluster, node);
        error.text += (error.text.empty() ? "" : "; ") + words.text;
        if (!words.fix.empty())
            error.fix += (error.fix.empty() ? "" : "; ") + words.fix;
    }
    return error;
}

} // namespace tandem::agent
