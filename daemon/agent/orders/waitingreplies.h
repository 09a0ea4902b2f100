// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/agent/api/action.h"

#include <QObject>
#include <chrono>
#include <cstdint>
#include <map>

namespace tandem::agent {

/// Replies to what is done already, which wait until the journal has it: but not for a disk that hangs.
class WaitingReplies : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::seconds longest{2};

    using QObject::QObject;
    /// `reply` gets `result` with "remembered".
    void add(const ActionReply &reply, QJsonObject result);
    void remembered(); ///< the journal has what all of them wait for

private:
    void send(std::uint64_t id, bool remembered);

    struct Waiting
    {
        ActionReply reply;
        QJsonObject result;
    };
    std::map<std::uint64_t, Waiting> m_waiting;
    std::uint64_t m_last = 0;
};

} // namespace tandem::agent
