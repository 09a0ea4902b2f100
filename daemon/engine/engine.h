// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/channel/message.h"
#include "daemon/engine/engineconfig.h"
#include "daemon/engine/eventring.h"
#include "daemon/engine/instance.h"
#include "daemon/engine/lateness.h"
#include "daemon/engine/note.h"
#include "daemon/engine/verdicts.h"
#include "daemon/engine/witness.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tandem::engine {

/// All instances of a node: what the kernel and the agent say goes to their routers, and what happened becomes events.
/// Owns no thread and no timer: whoever runs it sleeps until deadline() or until the kernel port is readable, then
/// calls wake().
class Engine : private KernelListener
{
public:
    Engine(KernelPort &kernel, const ClockPort &clock);
    ~Engine();

    /// Starts, or changes to another configuration: instances whose router is the same go on undisturbed, those that
    /// are gone or different leave in order first. An instance that cannot be started is left out, and the first such
    /// error returned.
    Result<void> apply(EngineConfig config);
    /// Reads everything that is queued, then the clock, then serves what is due (never the reverse: a process that was
    /// paused hears the new master before it claims anything).
    void wake();
    std::optional<Instant> deadline() const;
    void verdict(const channel::TrackVerdict &verdict);
    /// All instances that it names do it, or none; members of a sync group are taken together.
    channel::OrderAnswer order(const channel::Order &order);
    /// Renews the leases of what it holds by itself. For when the guard, whose task it is, does not move.
    void renewLeases();
    /// Leaves in order: VIPs removed, then priority 0.
    void stop();

    /// An event that does not come from an instance.
    void tell(model::EventKind kind, std::string reason, model::Cause cause);
    /// Turns what was taken down into events and log lines. After the effects, never before.
    void flush();

    const EventRing &events() const { return m_events; }
    const EngineConfig &config() const { return m_config; }
    /// The kernel slot of each instance of config(); mostInstances where it could not be started.
    std::vector<Slot> slots();
    channel::EngineStatus status();
    /// Counts up whenever an instance's status changed.
    std::uint64_t statusVersion() const { return m_statusVersion; }
    const Witness *witness(std::string_view interface) const;

private:
    void datagram(std::string_view interface, const vrrp::Envelope &envelope,
                  std::span<const std::uint8_t> payload) override;
    void interfaceChanged(std::string_view interface, const InterfaceState &state) override;
    void vipChanged(Slot slot, std::size_t vip, bool there) override;

    void refuse(Witness &witness, Instance *instance, std::size_t kind, const IpAddress &sender);
    void noteForeign(std::string_view interface, VirtualRouterId id, const IpAddress &sender);
    Instance *find(std::string_view interface, VirtualRouterId id);
    Instance *named(const std::string &name);
    Result<void> add(const InstanceConfig &config);
    void dropChanged(const EngineConfig &config);
    void record(model::Event event);
    template <class Act>
    void forTracksOf(const std::string &check, Act &&act);

    KernelPort &m_kernel;
    const ClockPort &m_clock;
    EngineConfig m_config;
    std::vector<std::unique_ptr<Instance>> m_instances;
    std::map<std::string, Witness, std::less<>> m_witnesses; ///< by interface
    Verdicts m_verdicts;
    Notes m_notes;
    EventRing m_events;
    Lateness m_lateness;
    std::size_t m_lostTold = 0;
    std::uint64_t m_statusVersion = 0;
};

} // namespace tandem::engine
