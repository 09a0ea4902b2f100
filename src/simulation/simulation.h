// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cluster.h"
#include "simulation/fault.h"
#include "vrrp/router.h"
#include "vrrp/syncgroup.h"

#include <cstddef>
#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tandem::simulation {

/// A change of state of one router, or a fault that came or went.
struct Moment
{
    Duration at{};    ///< since the start
    std::string node; ///< empty: a fault
    std::string instance;
    std::string text; ///< "BACKUP -> MASTER, master-down", "maxscale1 is off"
};

/// "12.345 s  maxscale2 VI_1: BACKUP -> MASTER, master-down"
std::string describe(const Moment &moment);

/// A cluster of the real state machines on a virtual network in virtual time: no clock, no sleep, equal runs are equal.
/// A packet needs `latency`. Verdicts of checks come at once: their intervals only put off what is judged here.
/// A frozen node keeps its VIPs until fence or lease silence them, as the file has them; with Keepalived for ever.
/// Copies are independent: a run can be forked.
class Simulation
{
public:
    static constexpr Duration latency = std::chrono::microseconds(200);

    /// All nodes start at once, all checks are up.
    explicit Simulation(const config::Cluster &cluster);

    void set(const Fault &fault, bool present);
    /// Precondition: duration > 0. False: given up after about `mostSteps`, and the time stands in between.
    bool run(Duration duration, std::size_t mostSteps = std::numeric_limits<std::size_t>::max());
    /// Long enough for every timer of the file to have had its say twice.
    Duration settlingTime() const { return m_settling; }

    Duration now() const { return m_now - Instant{}; }
    vrrp::State stateOf(std::size_t instance, std::size_t node) const;
    /// Nodes that answer for the instance's VIPs on the network now.
    std::vector<std::size_t> ownersOf(std::size_t instance) const;
    /// Up, on the network, and nothing that means FAULT for the instance or its sync group.
    bool couldOwn(std::size_t instance, std::size_t node) const;
    const std::vector<Moment> &timeline() const { return m_timeline; }
    /// What it cost so far: state machines that were woken, those with many checks counting more.
    std::size_t steps() const { return m_steps; }

private:
    struct Seat ///< one instance on one node
    {
        vrrp::Router router;
        bool holds = false; ///< the VIPs
        Instant lastAdvert{};
        std::optional<Duration> silencedAfter; ///< its last advert, by fence or lease; nothing: never
        bool ownsAddresses = false;            ///< priority 255
        IpAddress source;
    };
    struct Group
    {
        std::vector<std::size_t> members; ///< instances
        std::vector<vrrp::SyncGroup> onNode;
    };
    struct NodeState
    {
        bool on = true;
        bool link = true;
        bool frozen = false;
        bool maxscale = true;
        std::vector<bool> checks; ///< true: up
    };
    struct Packet
    {
        Instant at;
        std::size_t instance = 0;
        std::size_t from = 0;
        std::size_t to = 0;
        Priority priority;
    };

    Seat makeSeat(std::size_t instance, std::size_t node) const;
    Seat &seat(std::size_t instance, std::size_t node) { return m_seats[instance * m_nodes.size() + node]; }
    const Seat &seat(std::size_t instance, std::size_t node) const { return m_seats[instance * m_nodes.size() + node]; }
    bool runs(std::size_t node) const { return m_nodes[node].on && !m_nodes[node].frozen; }
    bool checkUp(std::size_t node, std::size_t check) const;
    void start(std::size_t node);
    void setLink(std::size_t node);
    void tellTracks(std::size_t node);
    void tellTracksOf(std::size_t check, std::size_t node);
    void tellTrack(std::size_t instance, std::size_t node, std::size_t track);
    void give(std::size_t instance, std::size_t node, const vrrp::Input &input);
    void giveAlone(std::size_t instance, std::size_t node, const vrrp::Input &input);
    void settleGroup(std::size_t instance, std::size_t node);
    void perform(std::size_t instance, std::size_t node, const vrrp::Effect &effect);
    void send(std::size_t instance, std::size_t node, Priority priority);
    void deliver(const Packet &packet);
    std::optional<Instant> nextWake() const;
    void wakeDue();
    bool isFit(std::size_t instance, std::size_t node) const;
    const Group *groupOf(std::size_t instance) const;

    std::shared_ptr<const config::Cluster> m_cluster;
    /// Of each instance the checks that it tracks: the place of a track of its routers is the place here.
    std::shared_ptr<const std::vector<std::vector<std::size_t>>> m_checksOf;
    std::shared_ptr<const std::vector<std::vector<std::uint8_t>>> m_octets; ///< VIPs of each instance, as in an advert
    Instant m_now{};
    Duration m_settling{};
    std::vector<NodeState> m_nodes;
    std::vector<Seat> m_seats;
    std::vector<Group> m_groups;
    std::vector<bool> m_deaf; ///< [from * nodes + to]
    std::deque<Packet> m_packets;
    std::vector<Moment> m_timeline;
    std::size_t m_steps = 0;
};

} // namespace tandem::simulation
