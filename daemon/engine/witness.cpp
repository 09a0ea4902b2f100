// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/witness.h"

namespace tandem::engine {

std::string_view Witness::nameOf(std::size_t kind)
{
    switch (kind) {
    case NotAPeer: return "not-a-peer";
    case Destination: return "destination";
    case TrailingOctets: return "trailing-octets";
    case ForeignRouterId: return "foreign-router-id";
    default: break;
    }
    return kind >= Discarded ? vrrp::nameOf(static_cast<vrrp::Oddity::Kind>(kind - Discarded))
                             : vrrp::nameOf(static_cast<vrrp::Refusal>(kind));
}

bool Witness::foreign(VirtualRouterId id, const IpAddress &sender, Instant now)
{
    ++m_foreign[id.value()];
    ++m_counts[ForeignRouterId];
    return m_foreignSeen.seen(sender, id.value(), now);
}

bool Witness::refused(std::size_t kind, std::uint8_t id, const IpAddress &sender, Instant now)
{
    ++m_counts[kind];
    return m_refusedSeen.seen(sender, static_cast<std::uint16_t>(kind << 8U | id), now);
}

void Witness::heard(std::string_view interface, Instant now, std::vector<model::HeardRouter> &out) const
{
    const auto add = [&](bool isProbe) {
        return [&out, interface, isProbe](const IpAddress &sender, std::uint16_t id) {
            out.push_back({std::string(interface), id, sender.toString(), isProbe});
        };
    };
    m_foreignSeen.each(now, add(false));
    m_probesSeen.each(now, add(true));
}

void Witness::counts(std::string_view interface, std::vector<channel::PacketCount> &out) const
{
    for (std::size_t kind = 0; kind < Kinds; ++kind) {
        if (m_counts[kind] > 0)
            out.push_back({std::string(interface), std::string(nameOf(kind)), m_counts[kind]});
    }
}

} // namespace tandem::engine
