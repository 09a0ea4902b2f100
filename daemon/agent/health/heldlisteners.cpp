// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/heldlisteners.h"

#include <algorithm>

namespace tandem::agent {

void HeldListeners::arrange(const std::vector<ListenerPlace> &places)
{
    const auto stays = [&](const auto &held) {
        return std::ranges::any_of(places, [&](const ListenerPlace &place) {
            return place.holdable && place.port == held.first && place.address == held.second.address;
        });
    };
    std::erase_if(m_held, [&](const auto &held) { return !stays(held); });
    for (const ListenerPlace &place : places)
        if (place.holdable && !m_held.contains(place.port))
            hold(place);
}

void HeldListeners::hold(const ListenerPlace &place)
{
    auto connection = std::make_unique<HeldConnection>(place.address.toString(), place.port);
    connect(connection.get(), &HeldConnection::lost, this, &HeldListeners::lost);
    connect(connection.get(), &HeldConnection::refused, this, &HeldListeners::refused);
    connection->open();
    m_held.emplace(place.port, Held{place.address, std::move(connection)});
}

} // namespace tandem::agent
