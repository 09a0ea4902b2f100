// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/orders/makeway.h"

#include <QPointer>
#include <algorithm>
#include <utility>

namespace tandem::agent {

MakeWay::MakeWay(std::vector<Move> moves, Ask ask, StillMaster stillMaster, QObject *parent)
    : QObject(parent), m_moves(std::move(moves)), m_ask(std::move(ask)), m_stillMaster(std::move(stillMaster)),
      m_unanswered(m_moves.size())
{
    m_timeout.setSingleShot(true);
    connect(&m_timeout, &QTimer::timeout, this, &MakeWay::finish);
}

void MakeWay::start()
{
    m_timeout.start(longest);
    const QPointer<MakeWay> self(this);
    for (const Move &move : m_moves)
        m_ask(move, true, [self, move](const Result<void> &answer) {
            if (self)
                self->onAnswer(move, answer);
        });
}

void MakeWay::onAnswer(const Move &move, const Result<void> &answer)
{
    --m_unanswered;
    if (answer)
        m_taken.push_back(move);
    else
        m_troubles.push_back(answer.error());
    look();
}

void MakeWay::look()
{
    if (m_unanswered == 0 && std::ranges::none_of(m_taken, m_stillMaster))
        finish();
}

void MakeWay::finish()
{
    if (std::exchange(m_finished, true))
        return;
    m_timeout.stop();
    emit finished();
}

void MakeWay::endOverrides()
{
    for (const Move &move : m_taken)
        m_ask(move, false, [](const Result<void> &) {}); // where it fails, that peer's alarm tells
}

std::vector<std::string> MakeWay::takenBy() const
{
    std::vector<std::string> peers;
    for (const Move &move : m_taken)
        if (std::ranges::find(peers, move.peer) == peers.end())
            peers.push_back(move.peer);
    return peers;
}

} // namespace tandem::agent
