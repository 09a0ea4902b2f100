// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/listenermap.h"

#include <algorithm>

namespace tandem::agent {

namespace {

constexpr std::int64_t largeLimit = 100; // of max_connections: there, one held connection does not matter

bool isAny(const std::string &address)
{
    return address.empty() || address == "::" || address == "0.0.0.0";
}

} // namespace

std::vector<ListenerPlace> placeListeners(const std::vector<std::uint16_t> &ports,
                                          const std::optional<std::vector<maxscale::Listener>> &known,
                                          const std::vector<std::string> &vips,
                                          const std::vector<std::string> &heldVips)
{
    std::vector<ListenerPlace> places;
    for (const std::uint16_t port : ports) {
        ListenerPlace place{port, QHostAddress(QHostAddress::LocalHost)};
        if (known) {
            const auto listener = std::ranges::find(*known, port, &maxscale::Listener::port);
            if (listener != known->end()) {
                const QHostAddress bound(QString::fromStdString(listener->address));
                if (!isAny(listener->address) && !bound.isNull())
                    place.address = bound;
                place.elsewhere = std::ranges::find(vips, listener->address) != vips.end() &&
                                  std::ranges::find(heldVips, listener->address) == heldVips.end();
                place.holdable = listener->state == "Running" && !place.elsewhere &&
                                 (listener->maxConnections == 0 || listener->maxConnections >= largeLimit);
            }
        }
        places.push_back(place);
    }
    return places;
}

} // namespace tandem::agent
