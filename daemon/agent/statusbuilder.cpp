// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/statusbuilder.h"

#include <algorithm>

namespace tandem::agent {

std::vector<model::InstanceStatus> instancesOf(const config::Cluster &cluster, model::EngineState engine,
                                               const channel::EngineStatus &status)
{
    std::vector<model::InstanceStatus> instances;
    for (const config::Instance &instance : cluster.instances) {
        model::InstanceStatus &one = instances.emplace_back();
        const auto said = std::ranges::find(status.instances, instance.name, &model::InstanceStatus::name);
        if (engine != model::EngineState::Unknown && said != status.instances.end())
            one = *said;
        one.name = instance.name;
        one.vips.clear();
        for (const config::VirtualAddress &vip : instance.virtualAddresses)
            one.vips.push_back(vip.network.address.toString());
    }
    return instances;
}

model::VrrpState leadingStateOf(const channel::EngineStatus &status, const config::Instance *leading)
{
    if (leading == nullptr)
        return model::VrrpState::Unknown;
    const auto said = std::ranges::find(status.instances, leading->name, &model::InstanceStatus::name);
    return said == status.instances.end() ? model::VrrpState::Unknown : said->state;
}

std::vector<std::string> heldVipsOf(const channel::EngineStatus &status)
{
    std::vector<std::string> held;
    for (const model::InstanceStatus &instance : status.instances)
        for (const std::string &vip : instance.heldVips)
            held.push_back(vip.substr(0, vip.find('/')));
    return held;
}

bool differsInMoreThanNumbers(const model::MaxScaleStatus &before, const model::MaxScaleStatus &after)
{
    const auto withoutNumbers = [](model::MaxScaleStatus status) {
        status.checkLatencyNs.reset();
        status.sessions.reset();
        status.failedLogins.reset();
        for (model::ServerStatus &server : status.servers) {
            server.lagSeconds.reset();
            server.connections.reset();
        }
        return status;
    };
    return withoutNumbers(before) != withoutNumbers(after);
}

} // namespace tandem::agent
