// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulation/simulation.h"

#include "config/lease.h"
#include "config/routerplan.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace tandem::simulation {

namespace {

using std::chrono::milliseconds;

constexpr int mostTurns = 10'000; ///< of a sync group at one instant

/// Of no meaning but for the order of equals: nobody knows the interface's own one.
IpAddress linkLocal(std::size_t node)
{
    std::array<std::uint8_t, 16> octets{0xfe, 0x80};
    octets.back() = static_cast<std::uint8_t>(node + 1);
    return IpAddress::fromOctets(octets);
}

std::optional<Duration> silencedAfter(const config::Cluster &cluster, const config::Instance &instance,
                                      const config::Node &node)
{
    if (cluster.engine == config::EngineKind::Keepalived || instance.priorityOn(node) == Priority::owner)
        return std::nullopt;
    if (instance.fence)
        return 3 * instance.advertInt;
    const int lease = config::leaseSecondsOn(cluster, instance, node);
    return lease > 0 ? std::optional<Duration>(std::chrono::seconds(lease) + config::kernelDelay) : std::nullopt;
}

Duration settlingTimeOf(const config::Cluster &cluster)
{
    Duration longest{};
    for (const auto &instance : cluster.instances) {
        // 4 intervals are more than any Master_Down_Interval: the Skew_Time is less than one (v2: than one second).
        Duration one = instance.startDelay + instance.preemptDelay + 4 * instance.advertInt + milliseconds(1000);
        for (const auto &node : cluster.nodes) {
            const auto silence = silencedAfter(cluster, instance, node);
            one = std::max(one, silence ? *silence + instance.advertInt : Duration{});
        }
        longest = std::max(longest, one);
    }
    return 2 * longest;
}

/// A name that no check has is no track of a router either: see config::routerConfigOn().
std::shared_ptr<const std::vector<std::vector<std::size_t>>> checksOf(const config::Cluster &cluster)
{
    std::vector<std::vector<std::size_t>> all;
    for (const auto &instance : cluster.instances) {
        auto &checks = all.emplace_back();
        for (const auto &name : instance.tracks) {
            if (const auto *check = cluster.checkNamed(name))
                checks.push_back(static_cast<std::size_t>(check - cluster.checks.data()));
        }
    }
    return std::make_shared<const std::vector<std::vector<std::size_t>>>(std::move(all));
}

} // namespace

std::string describe(const Moment &moment)
{
    std::array<char, 32> time{};
    std::snprintf(time.data(), time.size(), "%8.3f s  ", std::chrono::duration<double>(moment.at).count());
    return time.data() + (moment.node.empty() ? "" : moment.node + " " + moment.instance + ": ") + moment.text;
}

Simulation::Simulation(const config::Cluster &cluster)
    : m_cluster(std::make_shared<const config::Cluster>(cluster)), m_checksOf(checksOf(cluster)),
      m_settling(settlingTimeOf(cluster)), m_nodes(cluster.nodes.size()),
      m_deaf(cluster.nodes.size() * cluster.nodes.size(), false)
{
    std::vector<std::vector<std::uint8_t>> octets;
    for (const auto &instance : cluster.instances) {
        auto &of = octets.emplace_back();
        for (const auto &vip : instance.virtualAddresses)
            of.insert(of.end(), vip.network.address.octets().begin(), vip.network.address.octets().end());
    }
    m_octets = std::make_shared<const std::vector<std::vector<std::uint8_t>>>(std::move(octets));
    for (const auto &written : cluster.syncGroups) {
        Group group;
        for (std::size_t index = 0; index < cluster.instances.size(); ++index) {
            if (std::ranges::find(written.members, cluster.instances[index].name) != written.members.end())
                group.members.push_back(index);
        }
        group.onNode.assign(m_nodes.size(), vrrp::SyncGroup(group.members.size()));
        m_groups.push_back(std::move(group));
    }
    for (std::size_t instance = 0; instance < cluster.instances.size(); ++instance) {
        for (std::size_t node = 0; node < m_nodes.size(); ++node)
            m_seats.push_back(makeSeat(instance, node));
    }
    for (std::size_t node = 0; node < m_nodes.size(); ++node) {
        m_nodes[node].checks.assign(cluster.checks.size(), true);
        start(node);
    }
}

Simulation::Seat Simulation::makeSeat(std::size_t instanceIndex, std::size_t nodeIndex) const
{
    const auto &instance = m_cluster->instances[instanceIndex];
    const auto &node = m_cluster->nodes[nodeIndex];
    auto config = config::routerConfigOn(*m_cluster, instance, node);
    const auto source = config::advertSource(instance, node).value_or(linkLocal(nodeIndex));
    config.primaryAddress = source;
    config.synced = groupOf(instanceIndex) != nullptr;
    const bool owns = config.priority.value() == Priority::owner;
    return {vrrp::Router(std::move(config)), false, {}, silencedAfter(*m_cluster, instance, node), owns, source};
}

const Simulation::Group *Simulation::groupOf(std::size_t instance) const
{
    for (const auto &group : m_groups) {
        if (std::ranges::find(group.members, instance) != group.members.end())
            return &group;
    }
    return nullptr;
}

bool Simulation::checkUp(std::size_t node, std::size_t check) const
{
    return m_nodes[node].checks[check] && (m_nodes[node].maxscale || !watchesMaxScale(m_cluster->checks[check]));
}

void Simulation::start(std::size_t node)
{
    for (auto &group : m_groups)
        group.onNode[node] = vrrp::SyncGroup(group.members.size());
    for (std::size_t instance = 0; instance < m_cluster->instances.size(); ++instance)
        seat(instance, node) = makeSeat(instance, node);
    tellTracks(node);
    for (std::size_t instance = 0; instance < m_cluster->instances.size(); ++instance) {
        give(instance, node, vrrp::Started{m_nodes[node].link});
        // Started speaks of the instance's own interface only.
        if (!m_nodes[node].link)
            setLink(node);
    }
}

void Simulation::setLink(std::size_t node)
{
    for (std::size_t instance = 0; instance < m_cluster->instances.size(); ++instance) {
        const auto interfaces = seat(instance, node).router.config().interfaces;
        for (const auto &interface : interfaces)
            give(instance, node, vrrp::LinkChanged{interface, m_nodes[node].link});
    }
}

void Simulation::tellTracks(std::size_t node)
{
    for (std::size_t instance = 0; instance < m_cluster->instances.size(); ++instance) {
        for (std::size_t track = 0; track < (*m_checksOf)[instance].size(); ++track)
            tellTrack(instance, node, track);
    }
}

void Simulation::tellTrack(std::size_t instance, std::size_t node, std::size_t track)
{
    const auto verdict = checkUp(node, (*m_checksOf)[instance][track]) ? vrrp::Verdict::Up : vrrp::Verdict::Down;
    give(instance, node, vrrp::TrackChanged{track, verdict, {}});
}

void Simulation::tellTracksOf(std::size_t check, std::size_t node)
{
    for (std::size_t instance = 0; instance < m_cluster->instances.size(); ++instance) {
        const auto &checks = (*m_checksOf)[instance];
        for (std::size_t track = 0; track < checks.size(); ++track) {
            if (checks[track] == check)
                tellTrack(instance, node, track);
        }
    }
}

void Simulation::set(const Fault &fault, bool present)
{
    m_timeline.push_back({now(), {}, {}, describe(fault, *m_cluster) + (present ? "" : ": mended")});
    auto &node = m_nodes[fault.node];
    switch (fault.kind) {
    case Fault::Kind::NodeDown: {
        const bool wasOn = std::exchange(node.on, !present);
        for (std::size_t instance = 0; instance < m_cluster->instances.size() && present; ++instance)
            seat(instance, fault.node).holds = false;
        if (!wasOn && node.on)
            start(fault.node);
        return;
    }
    case Fault::Kind::LinkDown:
        node.link = !present;
        if (runs(fault.node))
            setLink(fault.node);
        return;
    case Fault::Kind::EngineFrozen:
        node.frozen = present;
        if (runs(fault.node)) { // what happened meanwhile
            setLink(fault.node);
            tellTracks(fault.node);
        }
        return;
    case Fault::Kind::CheckDown:
        node.checks[fault.check] = !present;
        if (runs(fault.node))
            tellTracksOf(fault.check, fault.node);
        return;
    case Fault::Kind::MaxScaleDown: node.maxscale = !present; break;
    case Fault::Kind::OneWayLoss: m_deaf[fault.node * m_nodes.size() + fault.other] = present; return;
    }
    if (runs(fault.node))
        tellTracks(fault.node);
}

void Simulation::give(std::size_t instance, std::size_t node, const vrrp::Input &input)
{
    giveAlone(instance, node, input);
    settleGroup(instance, node);
}

void Simulation::giveAlone(std::size_t instance, std::size_t node, const vrrp::Input &input)
{
    m_steps += 1 + (*m_checksOf)[instance].size() / 16; // its priority is the sum of what it tracks
    const auto effects = seat(instance, node).router.handle(input, m_now);
    for (const auto &effect : effects)
        perform(instance, node, effect);
}

void Simulation::settleGroup(std::size_t instance, std::size_t node)
{
    for (auto &group : m_groups) {
        const auto member = std::ranges::find(group.members, instance);
        if (member == group.members.end())
            continue;
        auto &here = group.onNode[node];
        if (!here.look(static_cast<std::size_t>(member - group.members.begin()),
                       seat(instance, node).router.standing()))
            return;
        for (int turn = 0; turn < mostTurns; ++turn) {
            const auto told = here.next();
            if (!told)
                return;
            const auto index = group.members[told->member];
            giveAlone(index, node, told->input);
            here.look(told->member, seat(index, node).router.standing());
        }
        return;
    }
}

void Simulation::perform(std::size_t instance, std::size_t node, const vrrp::Effect &effect)
{
    auto &here = seat(instance, node);
    if (const auto *advert = std::get_if<vrrp::SendAdvert>(&effect)) {
        here.lastAdvert = m_now;
        send(instance, node, advert->priority);
    } else if (std::holds_alternative<vrrp::AddAddresses>(effect)) {
        here.holds = true;
    } else if (std::holds_alternative<vrrp::RemoveAddresses>(effect)) {
        here.holds = false;
    } else if (const auto *change = std::get_if<vrrp::StateChanged>(&effect)) {
        m_timeline.push_back({now(), m_cluster->nodes[node].name, m_cluster->instances[instance].name,
                              std::string(nameOf(change->from)) + " -> " + std::string(nameOf(change->to)) + ", " +
                                  std::string(nameOf(change->reason.kind))});
        if (here.ownsAddresses) // its own: the engine neither adds nor removes them
            here.holds = change->to == vrrp::State::Master;
    }
}

void Simulation::send(std::size_t instance, std::size_t node, Priority priority)
{
    if (!m_nodes[node].link)
        return;
    for (std::size_t to = 0; to < m_nodes.size(); ++to) {
        if (to != node && !m_deaf[node * m_nodes.size() + to])
            m_packets.push_back({m_now + latency, instance, node, to, priority});
    }
}

void Simulation::deliver(const Packet &packet)
{
    if (!runs(packet.to) || !m_nodes[packet.to].link)
        return;
    const auto &config = seat(packet.instance, packet.from).router.config();
    vrrp::Advert advert;
    advert.version = config.version;
    advert.virtualRouterId = config.virtualRouterId;
    advert.priority = packet.priority;
    advert.interval = vrrp::intervalOnWire(config.version, config.interval);
    advert.addresses = {m_cluster->instances[packet.instance].family(), (*m_octets)[packet.instance]};
    const auto sender = seat(packet.instance, packet.from).source;
    give(packet.instance, packet.to, vrrp::AdvertReceived{sender, advert});
}

std::optional<Instant> Simulation::nextWake() const
{
    std::optional<Instant> next;
    if (!m_packets.empty())
        next = m_packets.front().at; // in order: all packets need the same time
    for (std::size_t index = 0; index < m_seats.size(); ++index) {
        const auto deadline = runs(index % m_nodes.size()) ? m_seats[index].router.deadline() : std::nullopt;
        if (deadline && (!next || *deadline < *next))
            next = deadline;
    }
    return next;
}

void Simulation::wakeDue()
{
    while (!m_packets.empty() && m_packets.front().at <= m_now) {
        const auto packet = m_packets.front();
        m_packets.pop_front();
        deliver(packet);
    }
    for (std::size_t instance = 0; instance < m_cluster->instances.size(); ++instance) {
        for (std::size_t node = 0; node < m_nodes.size(); ++node) {
            const auto deadline = runs(node) ? seat(instance, node).router.deadline() : std::nullopt;
            if (deadline && *deadline <= m_now)
                give(instance, node, vrrp::DeadlinePassed{});
        }
    }
}

bool Simulation::run(Duration duration, std::size_t mostSteps)
{
    // A state machine whose deadline stands still must not stop the time: the real one would spin, and be seen.
    constexpr int mostAtOnce = 1000;
    const Instant end = m_now + duration;
    const std::size_t before = m_steps;
    int atOnce = 0;
    for (auto next = nextWake(); next && *next <= end; next = nextWake()) {
        atOnce = *next > m_now ? 0 : atOnce + 1;
        if (atOnce > mostAtOnce)
            break;
        m_now = std::max(m_now, *next);
        wakeDue();
        if (m_steps - before > mostSteps)
            return false;
    }
    m_now = end;
    return true;
}

vrrp::State Simulation::stateOf(std::size_t instance, std::size_t node) const
{
    return seat(instance, node).router.state();
}

std::vector<std::size_t> Simulation::ownersOf(std::size_t instance) const
{
    std::vector<std::size_t> owners;
    for (std::size_t node = 0; node < m_nodes.size(); ++node) {
        const auto &here = seat(instance, node);
        const auto &state = m_nodes[node];
        const bool silenced = state.frozen && here.silencedAfter && m_now - here.lastAdvert > *here.silencedAfter;
        if (state.on && state.link && here.holds && !silenced)
            owners.push_back(node);
    }
    return owners;
}

bool Simulation::isFit(std::size_t instance, std::size_t node) const
{
    return std::ranges::all_of((*m_checksOf)[instance], [&](std::size_t check) {
        return m_cluster->checks[check].weight != 0 || checkUp(node, check);
    });
}

bool Simulation::couldOwn(std::size_t instance, std::size_t node) const
{
    if (!runs(node) || !m_nodes[node].link)
        return false;
    const auto *group = groupOf(instance);
    if (group == nullptr)
        return isFit(instance, node);
    return std::ranges::all_of(group->members, [&](std::size_t member) { return isFit(member, node); });
}

} // namespace tandem::simulation
