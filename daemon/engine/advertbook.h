// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/engine/engineconfig.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tandem::engine {

/// The adverts of an instance, encoded ahead for each destination: with priority 0, and with the priority in force.
class AdvertBook
{
public:
    explicit AdvertBook(const InstanceConfig &config);

    /// Encodes for another priority where need be. Not on the failover path.
    void prepare(Priority priority);
    /// What to send to destination `index`; encoded on the spot if it was not prepared.
    std::span<const std::uint8_t> payload(Priority priority, std::size_t index);

private:
    using Payloads = std::vector<std::vector<std::uint8_t>>; ///< one a destination
    Payloads encodeAll(Priority priority) const;

    const InstanceConfig &m_config;
    Payloads m_resigning;
    Payloads m_current;
    Priority m_priority;
};

} // namespace tandem::engine
