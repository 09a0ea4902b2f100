// SPDX-License-Identifier: GPL-3.0-or-later
#include "vrrp/conditions.h"

#include <algorithm>

namespace tandem::vrrp {

Conditions::Conditions(const RouterConfig &config)
    : m_interfaces(config.interfaces), m_links(std::max<std::size_t>(config.interfaces.size(), 1), true)
{
    m_tracks.reserve(config.tracks.size());
    for (const auto &track : config.tracks)
        m_tracks.push_back({track.weight, Verdict::Unknown});
}

Conditions::Conditions(const RouterConfig &config, const Conditions &known, const RouterConfig &before,
                       std::span<const std::string> down)
    : Conditions(config)
{
    m_links.front() = known.m_links.front(); // the own one, whatever its name
    for (std::size_t i = 1; i < m_links.size(); ++i) {
        const auto same = std::find(before.interfaces.begin(), before.interfaces.end(), m_interfaces[i]);
        if (same != before.interfaces.end())
            m_links[i] = known.m_links[static_cast<std::size_t>(same - before.interfaces.begin())];
        else
            m_links[i] = std::find(down.begin(), down.end(), m_interfaces[i]) == down.end();
    }
    for (std::size_t i = 0; i < m_tracks.size(); ++i) {
        const auto same = std::find_if(before.tracks.begin(), before.tracks.end(),
                                       [&](const Track &track) { return track.name == config.tracks[i].name; });
        if (same != before.tracks.end())
            m_tracks[i].verdict = known.m_tracks[static_cast<std::size_t>(same - before.tracks.begin())].verdict;
    }
    if (config.synced)
        m_groupFault = known.m_groupFault;
}

std::size_t Conditions::linkNamed(std::string_view interface) const
{
    const auto found = std::find(m_interfaces.begin(), m_interfaces.end(), interface);
    return found == m_interfaces.end() ? 0 : static_cast<std::size_t>(found - m_interfaces.begin());
}

bool Conditions::setLink(std::size_t index, bool up)
{
    if (m_links[index] == up)
        return false;
    m_links[index] = up;
    return true;
}

bool Conditions::setTrack(std::size_t index, Verdict verdict)
{
    if (index >= m_tracks.size() || verdict == Verdict::Unknown || m_tracks[index].verdict == verdict)
        return false;
    m_tracks[index].verdict = verdict;
    return true;
}

bool Conditions::setGroupFault(std::optional<std::size_t> member)
{
    const bool changed = m_groupFault.has_value() != member.has_value();
    m_groupFault = member;
    return changed;
}

std::optional<Reason> Conditions::fault() const
{
    const auto own = ownFault();
    if (own || !m_groupFault)
        return own;
    return Reason{.kind = Reason::Kind::GroupFault, .member = *m_groupFault};
}

std::optional<Reason> Conditions::ownFault() const
{
    for (std::size_t i = 0; i < m_links.size(); ++i)
        if (!m_links[i])
            return Reason{.kind = Reason::Kind::LinkDown, .link = i};
    for (std::size_t i = 0; i < m_tracks.size(); ++i)
        if (m_tracks[i].weight == 0 && m_tracks[i].verdict == Verdict::Down)
            return Reason{.kind = Reason::Kind::TrackFailed, .track = i};
    return std::nullopt;
}

bool Conditions::awaitsFirstVerdict() const
{
    return std::any_of(m_tracks.begin(), m_tracks.end(),
                       [](const TrackState &track) { return track.weight == 0 && track.verdict == Verdict::Unknown; });
}

Priority Conditions::weighted(Priority base) const
{
    if (base.value() == Priority::owner)
        return base;
    long sum = base.value();
    for (const auto &track : m_tracks) {
        if (track.weight > 0 && track.verdict == Verdict::Up)
            sum += track.weight;
        else if (track.weight < 0 && track.verdict == Verdict::Down)
            sum += track.weight;
    }
    return Priority(static_cast<std::uint8_t>(std::clamp(sum, 1L, 254L)));
}

} // namespace tandem::vrrp
