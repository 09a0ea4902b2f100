// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/advertbook.h"

namespace tandem::engine {

AdvertBook::AdvertBook(const InstanceConfig &config)
{
    const auto &router = config.router;
    const vrrp::AdvertToSend advert{router.version,  router.virtualRouterId, Priority(Priority::resigns),
                                    router.interval, router.addresses,       router.pass};
    for (const auto &destination : config.destinations)
        m_resigning.push_back(vrrp::encode(advert, router.primaryAddress, destination));
    m_current = m_resigning;
}

std::span<const std::uint8_t> AdvertBook::payload(Priority priority, std::size_t index)
{
    constexpr std::size_t priorityOffset = 2;
    if (priority.value() == Priority::resigns)
        return m_resigning[index];
    auto &payload = m_current[index];
    if (payload.size() > priorityOffset && payload[priorityOffset] != priority.value())
        vrrp::setPriority(payload, priority);
    return payload;
}

} // namespace tandem::engine
