// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/orders/waitingreplies.h"

#include <QTimer>
#include <utility>

namespace tandem::agent {

void WaitingReplies::add(const ActionReply &reply, QJsonObject result)
{
    const std::uint64_t id = ++m_last;
    m_waiting[id] = {reply, std::move(result)};
    QTimer::singleShot(longest, this, [this, id] { send(id, false); });
}

void WaitingReplies::remembered()
{
    const std::uint64_t newest = m_last;
    while (!m_waiting.empty() && m_waiting.begin()->first <= newest)
        send(m_waiting.begin()->first, true);
}

void WaitingReplies::send(std::uint64_t id, bool remembered)
{
    auto found = m_waiting.extract(id);
    if (found.empty())
        return;
    Waiting &waiting = found.mapped();
    waiting.result["remembered"] = remembered;
    waiting.reply(std::move(waiting.result));
}

} // namespace tandem::agent
