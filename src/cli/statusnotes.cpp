// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/statusnotes.h"

#include "cli/times.h"

#include <algorithm>

namespace tandem::cli {

namespace {

constexpr std::size_t mostClients = 3;

std::string strays(const model::NodeStatus &node)
{
    const std::int64_t count = *node.strayConnections;
    std::string text = std::to_string(count) + (count == 1 ? " connection" : " connections") + " past the VIP";
    std::int64_t named = 0;
    for (std::size_t i = 0; i < std::min(node.strayClients.size(), mostClients); ++i) {
        const model::StrayClient &client = node.strayClients[i];
        named += client.connections;
        text += (i == 0 ? ": " : ", ") + std::to_string(client.connections) + " from " + client.address +
                (client.user.empty() ? "" : " (" + client.user + ")") + " to port " + std::to_string(client.port);
    }
    if (named > 0 && named < count)
        text += ", and " + std::to_string(count - named) + " more";
    return text;
}

} // namespace

std::vector<std::string> notesOf(const model::NodeStatus &node, std::int64_t nowNs)
{
    std::vector<std::string> notes;
    if (!node.reachable)
        return notes;
    if (node.maintenance)
        notes.emplace_back("in maintenance: takes a VIP only as the last resort");
    if (node.hold)
        notes.push_back("on hold by " + node.hold->by + ", " + durationText(node.hold->untilNs - nowNs) + " left");
    if (node.strayConnections.value_or(0) > 0)
        notes.push_back(strays(node));
    for (const model::VipAnswer &answer : node.vipAnswers)
        if (!answer.trouble.empty())
            notes.push_back("nobody greets at " + answer.vip + " port " + std::to_string(answer.port) + ": " +
                            answer.trouble);
    if (node.maxscale.configSync && node.maxscale.configSync->status != "OK")
        notes.push_back("config_sync, version " + std::to_string(node.maxscale.configSync->version) + ": " +
                        node.maxscale.configSync->status);
    if (!node.maxscale.notChecked.empty())
        notes.push_back(node.maxscale.notChecked);
    return notes;
}

} // namespace tandem::cli
