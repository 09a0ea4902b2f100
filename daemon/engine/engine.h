// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/channel/message.h"
#include "daemon/engine/deadlines.h"
#include "daemon/engine/engineconfig.h"
#include "daemon/engine/eventring.h"
#include "daemon/engine/instance.h"
#include "daemon/engine/lateness.h"
#include "daemon/engine/note.h"
#include "daemon/engine/verdicts.h"
#include "daemon/engine/wire.h"
#include "vrrp/syncgroup.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tandem::engine {

/// All instances of a node: what the kernel and the agent say goes to their routers, and what happened becomes events.
/// Owns no thread and no timer: whoever runs it sleeps until deadline() or until the kernel port is readable, then
/// calls wake(). In the steady state it allocates nothing.
class Engine : private KernelListener
{
public:
    Engine(KernelPort &kernel, const ClockPort &clock);
    ~Engine();

    /// Starts, or changes to another configuration. An instance is the same by its slot: it goes on, and only what is
    /// new or gone of its VIPs comes or goes; one that is another router now leaves in order and is made anew. An
    /// instance that cannot be started is left out, and the first such error returned.
    Result<void> apply(EngineConfig config);
    /// Reads everything that is queued, then the clock, then serves what is due (never the reverse: a process that was
    /// paused hears the new master before it claims anything). Returns early where much is due at once, or much is to
    /// be told: then deadline() lies in the past.
    void wake();
    std::optional<Instant> deadline() const;
    void verdict(const channel::TrackVerdict &verdict);
    /// All instances that it names do it, or none; members of a sync group are taken together.
    channel::OrderAnswer order(const channel::Order &order);
    /// Sends an advert of a router id that nobody has to whom each instance speaks to, once a way: an interface, a
    /// family, the group or a node. Nothing of an instance changes.
    channel::PathsProbed probePaths(const channel::ProbePaths &order);
    /// Leaves in order: VIPs removed, then priority 0.
    void stop();

    /// An event that does not come from an instance. `logged`: somebody has written it into the log already.
    void tell(model::EventKind kind, std::string reason, model::Cause cause, bool logged = false);
    /// Turns all that was taken down into events and log lines. After the effects, never before.
    void flush();

    const EventRing &events() const { return m_events; }
    const EngineConfig &config() const { return m_config; }
    bool inMaintenance() const { return m_maintenance; }
    /// The kernel slot of each instance of config(); mostInstances where it could not be started.
    std::vector<Slot> slots() const;
    /// The whole of it: `first` is 0.
    channel::EngineStatus status();
    /// How late deadlines were served: the largest of the last minute.
    Duration lateness() { return m_lateness.largest(m_clock.now()); }
    /// Counts up whenever an instance's status changed.
    std::uint64_t statusVersion() const { return m_statusVersion; }
    /// While a file is on trial: an instance that heard a master when it began, and has taken over in silence since.
    /// Once each.
    std::optional<std::string> takePeersLost() { return std::exchange(m_peersLost, std::nullopt); }
    const Witness *witness(std::string_view interface) const;

private:
    using Instances = std::vector<std::unique_ptr<Instance>>;
    /// A sync group with the indexes of its members.
    struct Group
    {
        vrrp::SyncGroup members;
        std::vector<std::size_t> indexes;
        bool settled = true; ///< nothing is left to be told
    };
    struct Place
    {
        Instance *instance = nullptr;
        std::size_t index = 0;
    };
    struct Membership
    {
        std::size_t group = 0;
        std::size_t member = 0;
    };

    void datagram(std::string_view interface, const vrrp::Envelope &envelope,
                  std::span<const std::uint8_t> payload) override;
    void interfaceChanged(std::string_view interface, const InterfaceState &state) override;
    void vipChanged(Slot slot, std::size_t vip, bool there) override;

    void refuse(Wires::value_type &wire, Instance *instance, std::size_t kind, const IpAddress &sender, Instant now);
    void noteNode(const What &what) { m_notes.add(noSlot, m_clock.wallNs(), what); }

    // What is due.
    bool serveDue();
    void serveMasters(Instant now);
    std::optional<std::size_t> longestDue(Instant now) const;
    void serve(std::size_t index);
    void touched(std::size_t index);
    void settle(Group &group);
    static vrrp::Standing standingOfNone(bool groupFault);

    // Another configuration (engineapply.cpp).
    void noteListeners(const EngineConfig &next);
    void notePeersLost(const Note &note, const std::string &instance);
    Instances takeOver(const EngineConfig &next);
    Result<void> adoptAll(Instances &kept);
    Result<void> makeNew(std::vector<std::size_t> &made);
    void drop(std::unique_ptr<Instance> &instance);
    void takeMaintenance();
    void arrange();
    void arrangeGroups();
    void giveKnownVerdicts(Instance &instance);

    // Orders (engineorders.cpp).
    std::vector<std::size_t> namedBy(const channel::Order &order) const;
    std::optional<vrrp::OrderRefusal> refusalOf(std::size_t index, channel::Order::Kind kind) const;

    void flushSome(std::size_t most);
    void record(model::Event event, bool logged = false);
    template <class Act>
    void forTracksOf(const std::string &check, Act &&act);

    KernelPort &m_kernel;
    const ClockPort &m_clock;
    EngineConfig m_config;
    bool m_maintenance = false;
    std::vector<std::string> m_listeners; ///< instances that were BACKUP when the trial began; empty: there is none
    std::optional<std::string> m_peersLost;
    Instances m_instances; ///< by index of m_config.instances; null where it could not be started
    Deadlines m_deadlines; ///< likewise
    std::vector<std::optional<Membership>> m_membership; ///< likewise
    std::vector<Group> m_groups;
    std::vector<Place> m_bySlot;
    Wires m_wires; ///< by interface; grows only
    Verdicts m_verdicts;
    Notes m_notes;
    EventRing m_events;
    Lateness m_lateness;
    LatenessAlarm m_latenessAlarm;
    std::size_t m_lostTold = 0;
    std::uint64_t m_statusVersion = 0;
};

} // namespace tandem::engine
