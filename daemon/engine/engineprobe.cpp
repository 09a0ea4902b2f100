// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/engine.h"
#include "vrrp/pathprobe.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <tuple>

/// Engine: whether adverts pass.
namespace tandem::engine {

channel::PathsProbed Engine::probePaths(const channel::ProbePaths &order)
{
    channel::PathsProbed answer;
    answer.id = order.id;
    const bool isOwn = std::ranges::any_of(m_config.instances, [&](const InstanceConfig &config) {
        return config.router.virtualRouterId.value() == order.routerId;
    });
    const auto routerId = VirtualRouterId::of(order.routerId);
    if (!routerId || isOwn) {
        answer.refusal = "router id " + std::to_string(order.routerId) + (isOwn ? " is one of its own" : " is none");
        return answer;
    }
    std::set<std::tuple<std::string, IpAddress>> tried;
    for (std::size_t index = 0; index < m_instances.size(); ++index) {
        if (!m_instances[index])
            continue;
        const InstanceConfig &config = m_config.instances[index];
        for (const IpAddress &destination : config.destinations) {
            if (!tried.emplace(config.plan.interface, destination).second)
                continue;
            const auto probe = vrrp::pathProbe(*routerId, config.plan.source, destination);
            // As one that resigns: it says nothing of who owns the VIPs.
            const int error = m_kernel.sendAdvert(m_instances[index]->slot(), probe, destination, true);
            if (error == 0)
                ++answer.sent;
            else
                answer.trouble = config.plan.interface + ": " + destination.toString() +
                                 " cannot be sent to: " + std::strerror(error);
        }
    }
    return answer;
}

} // namespace tandem::engine
