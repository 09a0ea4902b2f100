// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/agent/health/finding.h"
#include "model/alarm.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tandem::agent {

/// The alarms of a node that last: from the findings of now and those of before. Pure: time is handed in.
class AlarmBook
{
public:
    explicit AlarmBook(std::string node) : m_node(std::move(node)) {}

    struct Changes
    {
        std::vector<model::Alarm> raised;
        std::vector<model::Alarm> cleared;
        bool texts = false; ///< one that lasts reads differently
        bool any() const { return texts || !raised.empty() || !cleared.empty(); }
    };

    /// `findings`: all that there is to alarm about now. Those of one code are one alarm.
    Changes update(const std::vector<Finding> &findings, std::int64_t nowNs);

    /// Critical ones first, older ones first.
    std::vector<model::Alarm> alarms() const;

private:
    std::string m_node;
    std::map<std::string, model::Alarm> m_alarms; ///< by code
};

} // namespace tandem::agent
