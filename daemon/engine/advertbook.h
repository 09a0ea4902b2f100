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

    /// What to send to destination `index`. Never allocates: another priority is written in place.
    std::span<const std::uint8_t> payload(Priority priority, std::size_t index);

private:
    using Payloads = std::vector<std::vector<std::uint8_t>>; ///< one a destination

    Payloads m_resigning;
    Payloads m_current;
};

} // namespace tandem::engine
