// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/gatewaycheck.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <set>
#include <utility>

namespace tandem::agent {

namespace {

using Kind = Observation::Kind;
using Neighbour = channel::NeighbourAnswer::Neighbour;
using State = channel::NeighbourAnswer::State;

std::string interfacesOf(const channel::NeighbourAnswer &answer)
{
    std::set<std::string> names;
    for (const Neighbour &one : answer.neighbours)
        names.insert(one.interface);
    std::string text;
    for (const std::string &name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

std::size_t countOf(const channel::NeighbourAnswer &answer, State state)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(answer.neighbours, [state](const Neighbour &one) { return one.state == state; }));
}

/// "2026-01-01 14:02:11 UTC": a time of day alone would mislead after a night.
std::string utcText(std::int64_t wallNs)
{
    const auto seconds = static_cast<std::time_t>(wallNs / 1'000'000'000);
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &utc);
    return text.data();
}

/// Nobody there to be asked as the gateway of it; empty: each interface has one.
std::string interfaceWithoutGateway(const channel::NeighbourAnswer &answer)
{
    for (const Neighbour &one : answer.neighbours) {
        const bool has = std::ranges::any_of(answer.neighbours, [&](const Neighbour &other) {
            return other.gateway && other.interface == one.interface;
        });
        if (!has)
            return one.interface;
    }
    return {};
}

} // namespace

GatewayCheck::GatewayCheck(const config::Check &check, std::map<std::string, std::string> names, Ask ask,
                           QObject *parent, Clock clock, WallClock wallClock)
    : PeriodicCheck(check, parent, std::move(clock)), m_names(std::move(names)), m_ask(std::move(ask)),
      m_wallClock(std::move(wallClock))
{
}

void GatewayCheck::probe()
{
    if (m_ask && m_ask({++m_id, m_check.name, m_check.timeout.count()}))
        return;
    m_hindrance = "there is no tandemd that could ask";
    unanswered();
}

void GatewayCheck::giveUp()
{
    m_hindrance = "tandemd gave no answer";
}

std::string GatewayCheck::nameOf(const Neighbour &neighbour) const
{
    const auto known = m_names.find(neighbour.address);
    const std::string who = neighbour.gateway ? "gateway " : known != m_names.end() ? known->second + " " : "";
    return who + neighbour.address;
}

std::string GatewayCheck::listOf(const channel::NeighbourAnswer &answer, State state, const char *between,
                                 const char *last) const
{
    std::string text;
    std::size_t left = countOf(answer, state);
    for (const Neighbour &one : answer.neighbours) {
        if (one.state != state)
            continue;
        --left;
        const auto silent = m_silentSince.find(one.address);
        text += nameOf(one) + (silent == m_silentSince.end() ? "" : " (silent since " + silent->second + ")") +
                (left == 0   ? ""
                 : left == 1 ? last
                             : between);
    }
    return text;
}

void GatewayCheck::take(const channel::NeighbourAnswer &answer)
{
    if (answer.id != m_id || answer.check != m_check.name)
        return; // of a question that was given up
    const std::string where = " on " + interfacesOf(answer);
    const std::size_t silent = countOf(answer, State::Silent);
    const std::size_t good = countOf(answer, State::Answered);
    if (silent + good == 0) {
        m_hindrance = answer.neighbours.empty() ? "there is no default route and no other node that could be asked"
                                                : "nobody can be asked" + where;
        unanswered();
        return;
    }
    m_hindrance.clear();
    m_interfaceWithoutGateway = interfaceWithoutGateway(answer);
    noteSilence(answer);
    if (good > 0) {
        std::string text =
            listOf(answer, State::Answered, ", ", " and ") + (good == 1 ? " answers" : " answer") + where;
        if (silent > 0)
            text += ", " + listOf(answer, State::Silent, ", ", " and ") + (silent == 1 ? " does not" : " do not");
        answered({Kind::Good, "ok", text});
        return;
    }
    const std::string who = listOf(answer, State::Silent, ", ", " nor ");
    answered(
        {Kind::Bad, "cut off", silent == 1 ? who + " does not answer" + where : "neither " + who + " answers" + where});
}

void GatewayCheck::noteSilence(const channel::NeighbourAnswer &answer)
{
    auto before = std::exchange(m_silentSince, {});
    for (const Neighbour &one : answer.neighbours) {
        if (one.state != State::Silent)
            continue;
        const auto known = before.find(one.address);
        m_silentSince[one.address] = known != before.end() ? known->second : utcText(m_wallClock());
    }
}

std::vector<Finding> GatewayCheck::findings() const
{
    using model::AlarmSeverity;
    std::vector<Finding> list;
    if (!m_hindrance.empty())
        list.push_back({"gateway-not-asked", AlarmSeverity::Warning,
                        "check \"" + name() + "\": " + m_hindrance + "; what it found last stands until it is stale"});
    if (!m_interfaceWithoutGateway.empty())
        list.push_back({"gateway-no-route", AlarmSeverity::Warning,
                        "check \"" + name() + "\": no default route leaves through " + m_interfaceWithoutGateway +
                            ", so only the other nodes are asked there"});
    return list;
}

} // namespace tandem::agent
