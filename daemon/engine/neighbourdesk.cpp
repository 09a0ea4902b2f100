// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/neighbourdesk.h"

#include <algorithm>
#include <utility>

namespace tandem::engine {

namespace {

using State = channel::NeighbourAnswer::State;

bool isAsked(const EngineConfig &config, const std::string &check)
{
    return std::ranges::any_of(config.neighbours, [&](const NeighbourPlan &plan) { return plan.check == check; });
}

} // namespace

/// Null where the question is dropped.
NeighbourDesk::Round *NeighbourDesk::roundFor(const std::string &check, const EngineConfig &config, Instant now)
{
    std::erase_if(m_rounds, [&](const Round &round) { return !isAsked(config, round.answer.check); });
    if (m_port == nullptr || !isAsked(config, check))
        return nullptr;
    const auto known = std::ranges::find_if(m_rounds, [&](const Round &round) { return round.answer.check == check; });
    if (known == m_rounds.end())
        return &m_rounds.emplace_back();
    return now - known->begun < shortestRound ? nullptr : &*known;
}

std::optional<IpAddress> NeighbourDesk::gatewayOn(const std::string &interface, Family family, Instant now)
{
    auto known = std::ranges::find_if(
        m_gateways, [&](const Gateway &one) { return one.interface == interface && one.family == family; });
    if (known != m_gateways.end() && now - known->read < gatewayAge)
        return known->address;
    if (known == m_gateways.end())
        known = m_gateways.insert(m_gateways.end(), {interface, family, {}, {}});
    known->address = m_port->gateway(interface, family);
    known->read = now;
    return known->address;
}

void NeighbourDesk::askOne(Round &round, const NeighbourPlan &plan, const IpAddress &address, bool gateway)
{
    const auto source =
        std::ranges::find_if(plan.sources, [&](const IpAddress &one) { return one.family() == address.family(); });
    const bool asked = source != plan.sources.end() && m_port->ask(plan.interface, *source, address) == 0;
    round.addresses.push_back(address);
    round.answer.neighbours.push_back(
        {plan.interface, address.toString(), gateway, asked ? State::Silent : State::NotAsked, {}});
}

void NeighbourDesk::ask(const channel::AskNeighbours &question, const EngineConfig &config, Instant now)
{
    Round *round = roundFor(question.check, config, now);
    if (round == nullptr) {
        ++m_dropped;
        return;
    }
    const Duration wait = std::clamp<Duration>(Duration(question.waitNs), Duration(0), longestWait);
    *round = {{question.id, question.check, {}}, {}, now, now + wait, true};
    for (const auto &plan : config.neighbours) {
        if (plan.check != question.check)
            continue;
        for (const auto &source : plan.sources) {
            const auto gateway = gatewayOn(plan.interface, source.family(), now);
            if (gateway && std::ranges::find(plan.peers, *gateway) == plan.peers.end())
                askOne(*round, plan, *gateway, true);
        }
        for (const auto &peer : plan.peers)
            askOne(*round, plan, peer, false);
    }
}

void NeighbourDesk::drain()
{
    if (m_port != nullptr)
        m_port->drain(*this);
}

void NeighbourDesk::neighbourAnswered(std::string_view interface, const IpAddress &address,
                                      const std::array<std::uint8_t, 6> &hardwareAddress)
{
    for (Round &round : m_rounds) {
        for (std::size_t i = 0; round.open && i < round.addresses.size(); ++i) {
            auto &one = round.answer.neighbours[i];
            if (round.addresses[i] != address || one.interface != interface || one.state == State::NotAsked)
                continue;
            one.state = State::Answered;
            one.hardwareAddress = hardwareAddress;
        }
    }
}

bool NeighbourDesk::complete(const Round &round)
{
    return std::ranges::none_of(round.answer.neighbours, [](const auto &one) { return one.state == State::Silent; });
}

std::optional<Instant> NeighbourDesk::deadline() const
{
    std::optional<Instant> first;
    for (const Round &round : m_rounds) {
        const Instant due = complete(round) ? round.begun : round.due;
        if (round.open && (!first || due < *first))
            first = due;
    }
    return first;
}

std::optional<channel::NeighbourAnswer> NeighbourDesk::take(Instant now)
{
    for (Round &round : m_rounds) {
        if (round.open && (now >= round.due || complete(round))) {
            round.open = false;
            return round.answer;
        }
    }
    return std::nullopt;
}

void NeighbourDesk::forget()
{
    for (Round &round : m_rounds)
        round.open = false;
}

} // namespace tandem::engine
