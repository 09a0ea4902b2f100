// SPDX-License-Identifier: GPL-3.0-or-later
#include "virtualnetwork.h"

#include "vrrp/advert.h"

#include <algorithm>

namespace tandem::vrrp {

std::size_t VirtualNetwork::add(RouterConfig config)
{
    const auto last = static_cast<std::uint8_t>(m_members.size() + 1);
    if (config.addresses.front().family() == Family::V4)
        config.primaryAddress = IpAddress::fromOctets(std::array<std::uint8_t, 4>{10, 77, 0, last});
    else
        config.primaryAddress = *IpAddress::parse("fe80::" + std::to_string(last));
    m_members.emplace_back(std::move(config));
    return m_members.size() - 1;
}

void VirtualNetwork::start(std::size_t index, bool linkUp)
{
    m_members[index].linkUp = linkUp;
    give(index, Started{linkUp});
}

void VirtualNetwork::startAll()
{
    for (std::size_t i = 0; i < m_members.size(); ++i)
        start(i);
}

void VirtualNetwork::run(Duration duration)
{
    runUntil([] { return false; }, duration);
}

bool VirtualNetwork::runUntil(const std::function<bool()> &condition, Duration patience)
{
    const Instant end = m_now + patience;
    while (!condition()) {
        const auto next = nextEvent();
        if (!next || *next > end) {
            advanceTo(end);
            return condition();
        }
        advanceTo(*next);
        deliverDue();
        wakeDue();
    }
    return true;
}

std::optional<Instant> VirtualNetwork::nextEvent() const
{
    std::optional<Instant> next;
    const auto consider = [&](Instant when) { next = next ? std::min(*next, when) : when; };
    for (const auto &flight : m_flights)
        if (!m_members[flight.to].frozen)
            consider(flight.arrival);
    for (const auto &member : m_members)
        if (const auto due = member.router.deadline(); due && !member.crashed && !member.frozen)
            consider(*due);
    return next ? std::optional(std::max(*next, m_now)) : std::nullopt;
}

void VirtualNetwork::advanceTo(Instant when)
{
    const auto count = owners().size();
    if (count == 0)
        m_unowned += when - m_now;
    if (count > 1)
        m_contested += when - m_now;
    m_now = when;
}

void VirtualNetwork::deliverDue()
{
    std::vector<Flight> due;
    const auto arrived = [&](const Flight &flight) { return flight.arrival <= m_now && !m_members[flight.to].frozen; };
    std::copy_if(m_flights.begin(), m_flights.end(), std::back_inserter(due), arrived);
    std::erase_if(m_flights, arrived);
    for (const auto &flight : due) {
        const auto &to = m_members[flight.to];
        if (to.crashed || !to.linkUp)
            continue;
        const Envelope envelope{.source = m_members[flight.from].router.config().primaryAddress,
                                .destination =
                                    multicastGroup(m_members[flight.from].router.config().primaryAddress.family()),
                                .hopLimit = 255,
                                .multicast = true};
        const auto decoded = decode(flight.octets, envelope);
        if (!decoded.advert) {
            m_broken.push_back("an advert of ours was refused: " + std::string(nameOf(decoded.refusal)));
            continue;
        }
        give(flight.to, AdvertReceived{envelope.source, *decoded.advert});
    }
}

void VirtualNetwork::wakeDue()
{
    for (std::size_t i = 0; i < m_members.size(); ++i) {
        const auto &member = m_members[i];
        if (const auto due = member.router.deadline(); due && *due <= m_now && !member.crashed && !member.frozen)
            give(i, DeadlinePassed{});
    }
}

void VirtualNetwork::give(std::size_t index, const Input &input)
{
    performAll(index, m_members[index].router.handle(input, m_now));
}

Reconfiguration VirtualNetwork::reconfigure(std::size_t index, RouterConfig config)
{
    config.primaryAddress = m_members[index].router.config().primaryAddress;
    auto done = m_members[index].router.reconfigure(std::move(config), m_now);
    performAll(index, done.effects);
    return done;
}

void VirtualNetwork::performAll(std::size_t index, const Effects &effects)
{
    auto &member = m_members[index];
    for (const auto &effect : effects)
        perform(index, effect);
    if (member.holdsVip != (member.router.state() == State::Master))
        m_broken.push_back("router " + std::to_string(index) + " in " + std::string(nameOf(member.router.state())) +
                           (member.holdsVip ? " holds the VIP" : " does not hold the VIP"));
    if (m_afterInput)
        m_afterInput(index);
}

void VirtualNetwork::perform(std::size_t index, const Effect &effect)
{
    auto &member = m_members[index];
    const auto expect = [&](bool right, const char *rule) {
        if (!right)
            m_broken.push_back("router " + std::to_string(index) + ": " + rule);
    };
    if (std::holds_alternative<AddAddresses>(effect)) {
        expect(!member.holdsVip || member.router.state() == State::Master, "adds what it holds");
        member.holdsVip = true;
        ++m_additions;
    } else if (std::holds_alternative<RemoveAddresses>(effect)) {
        expect(member.holdsVip, "removes what it does not hold");
        member.holdsVip = false;
    } else if (std::holds_alternative<Announce>(effect)) {
        expect(member.holdsVip, "announces what it does not hold");
        m_lastAnnounced = index;
    } else if (const auto *advert = std::get_if<SendAdvert>(&effect)) {
        expect(member.holdsVip == (advert->priority.value() != Priority::resigns), "sends an advert out of order");
        ++member.adverts;
        send(index, advert->priority);
    } else if (std::holds_alternative<StateChanged>(effect)) {
        ++m_stateChanges;
    }
}

void VirtualNetwork::send(std::size_t from, Priority priority)
{
    const auto &config = m_members[from].router.config();
    const AdvertToSend advert{.version = config.version,
                              .virtualRouterId = config.virtualRouterId,
                              .priority = priority,
                              .interval = config.interval,
                              .addresses = config.addresses,
                              .pass = config.pass};
    const auto octets = encode(advert, config.primaryAddress, multicastGroup(config.primaryAddress.family()));
    for (std::size_t to = 0; to < m_members.size(); ++to)
        if (to != from && reaches(from, to) && !(m_lost && m_lost(from, to)))
            m_flights.push_back({m_now + delay, from, to, octets});
}

bool VirtualNetwork::reaches(std::size_t from, std::size_t to) const
{
    if (!m_members[from].linkUp)
        return false;
    return m_sides.empty() || std::any_of(m_sides.begin(), m_sides.end(),
                                          [&](const auto &side) { return side.count(from) > 0 && side.count(to) > 0; });
}

void VirtualNetwork::crash(std::size_t index)
{
    m_members[index].crashed = true;
    m_members[index].holdsVip = false;
}

void VirtualNetwork::freeze(std::size_t index)
{
    m_members[index].frozen = true;
}

void VirtualNetwork::thaw(std::size_t index)
{
    m_members[index].frozen = false;
    deliverDue();
    wakeDue();
}

void VirtualNetwork::shutDown(std::size_t index)
{
    give(index, Shutdown{});
}

void VirtualNetwork::track(std::size_t index, std::size_t track, Verdict verdict)
{
    give(index, TrackChanged{track, verdict, ""});
}

void VirtualNetwork::link(std::size_t index, bool up)
{
    m_members[index].linkUp = up;
    give(index, LinkChanged{"", up});
}

std::set<std::size_t> VirtualNetwork::owners() const
{
    std::set<std::size_t> holding;
    for (std::size_t i = 0; i < m_members.size(); ++i)
        if (m_members[i].holdsVip)
            holding.insert(i);
    return holding;
}

void VirtualNetwork::resetMeasures()
{
    m_unowned = {};
    m_contested = {};
    m_stateChanges = 0;
    m_additions = 0;
    for (auto &member : m_members)
        member.adverts = 0;
}

} // namespace tandem::vrrp
