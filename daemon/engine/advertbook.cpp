// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/advertbook.h"

namespace tandem::engine {

AdvertBook::AdvertBook(const InstanceConfig &config)
    : m_config(config), m_resigning(encodeAll(Priority(Priority::resigns))),
      m_current(encodeAll(config.router.priority)), m_priority(config.router.priority)
{
}

AdvertBook::Payloads AdvertBook::encodeAll(Priority priority) const
{
    const auto &router = m_config.router;
    const vrrp::AdvertToSend advert{router.version,  router.virtualRouterId, priority,
                                    router.interval, router.addresses,       router.pass};
    Payloads payloads;
    for (const auto &destination : m_config.destinations)
        payloads.push_back(vrrp::encode(advert, router.primaryAddress, destination));
    return payloads;
}

void AdvertBook::prepare(Priority priority)
{
    if (priority.value() == Priority::resigns || priority == m_priority)
        return;
    m_current = encodeAll(priority);
    m_priority = priority;
}

std::span<const std::uint8_t> AdvertBook::payload(Priority priority, std::size_t index)
{
    if (priority.value() == Priority::resigns)
        return m_resigning[index];
    prepare(priority);
    return m_current[index];
}

} // namespace tandem::engine
