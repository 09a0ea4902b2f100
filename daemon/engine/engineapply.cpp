// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/engine.h"

#include <algorithm>
#include <map>

/// Engine: another configuration.
namespace tandem::engine {

namespace {

void keepFirst(Result<void> &outcome, const Result<void> &one)
{
    if (outcome && !one)
        outcome = one;
}

Result<void> checkSlots(const EngineConfig &config)
{
    std::vector<bool> taken(mostInstances, false);
    for (const auto &instance : config.instances) {
        if (instance.slot >= mostInstances || taken[instance.slot])
            return fail(ErrorCode::System, instance.router.name, "has no slot of its own");
        taken[instance.slot] = true;
    }
    return {};
}

} // namespace

Result<void> Engine::apply(EngineConfig config)
{
    if (auto slots = checkSlots(config); !slots)
        return slots;
    if (auto watched = m_kernel.watch(config.interfaces()); !watched)
        return watched;
    noteListeners(config);
    Instances kept = takeOver(config);
    [[maybe_unused]] const auto before = std::exchange(m_config, std::move(config)); // the kept ones read theirs still
    Result<void> outcome = adoptAll(kept);
    m_instances = std::move(kept);
    std::vector<std::size_t> made;
    keepFirst(outcome, makeNew(made));
    arrange();
    takeMaintenance();
    for (const auto &instance : m_instances) {
        if (instance)
            giveKnownVerdicts(*instance);
    }
    for (const std::size_t index : made)
        m_instances[index]->start(m_maintenance);
    arrangeGroups();
    ++m_statusVersion;
    flush();
    return outcome;
}

/// Who hears a master now has to hear one under the file on trial, too.
void Engine::noteListeners(const EngineConfig &next)
{
    m_peersLost.reset();
    if (next.trialUntilNs == 0)
        return m_listeners.clear();
    if (m_config.trialUntilNs != 0)
        return; // the same trial
    for (const auto &instance : m_instances) {
        if (instance && instance->router().state() == vrrp::State::Backup)
            m_listeners.push_back(instance->config().router.name);
    }
}

/// Those that go on, by their index in `next`. The others leave in order, first: a VIP may move from one instance to
/// another.
Engine::Instances Engine::takeOver(const EngineConfig &next)
{
    std::vector<std::size_t> indexOf(mostInstances, next.instances.size());
    for (std::size_t index = 0; index < next.instances.size(); ++index)
        indexOf[next.instances[index].slot] = index;
    Instances kept(next.instances.size());
    for (auto &instance : m_instances) {
        if (!instance)
            continue;
        const std::size_t index = indexOf[instance->slot()];
        if (index < next.instances.size() && !instance->needsNewRouter(next.instances[index]))
            kept[index] = std::move(instance);
        else
            instance->stop();
    }
    flush(); // while they are there to tell of
    for (auto &instance : m_instances)
        drop(instance);
    return kept;
}

void Engine::drop(std::unique_ptr<Instance> &instance)
{
    if (!instance)
        return;
    m_bySlot[instance->slot()] = {};
    m_kernel.release(instance->slot());
    instance.reset();
}

/// In two rounds: what one gives away is gone before another takes it.
Result<void> Engine::adoptAll(Instances &kept)
{
    for (std::size_t index = 0; index < kept.size(); ++index) {
        if (kept[index])
            kept[index]->adopt(m_config.instances[index]);
    }
    Result<void> outcome;
    for (auto &instance : kept) {
        if (!instance)
            continue;
        const auto settled = instance->settleIn();
        keepFirst(outcome, settled);
        if (settled)
            continue;
        instance->stop();
        flush();
        drop(instance);
    }
    return outcome;
}

/// Not started yet.
Result<void> Engine::makeNew(std::vector<std::size_t> &made)
{
    Result<void> outcome;
    for (std::size_t index = 0; index < m_instances.size(); ++index) {
        const auto &config = m_config.instances[index];
        if (m_instances[index])
            continue;
        if (const auto prepared = m_kernel.prepare(config.slot, config.plan); !prepared) {
            keepFirst(outcome, prepared);
            continue;
        }
        m_instances[index] = std::make_unique<Instance>(config, m_kernel, m_clock, m_notes);
        made.push_back(index);
    }
    return outcome;
}

/// In force before what is new starts.
void Engine::takeMaintenance()
{
    if (m_maintenance == m_config.maintenance)
        return;
    m_maintenance = m_config.maintenance;
    tell(model::EventKind::Helper,
         m_maintenance ? "maintenance of this node is in force" : "maintenance of this node is not in force any more",
         {model::CauseType::Start, {}});
    for (const auto &instance : m_instances) {
        if (instance)
            instance->give(vrrp::Maintenance{m_maintenance}); // but for the owner of its addresses
    }
}

/// The tables by slot, by interface and router id, and of the deadlines.
void Engine::arrange()
{
    std::fill(m_bySlot.begin(), m_bySlot.end(), Place{});
    for (auto &[interface, wire] : m_wires)
        wire.forgetAll();
    m_deadlines.reset(m_instances.size());
    for (std::size_t index = 0; index < m_instances.size(); ++index) {
        const auto &config = m_config.instances[index];
        Wire &wire = m_wires[config.plan.interface]; // also of one that is left out: who else speaks is of interest
        if (!m_instances[index])
            continue;
        m_bySlot[config.slot] = {m_instances[index].get(), index};
        wire.serve(config.router.virtualRouterId, config.plan.source, static_cast<Wire::Index>(index));
        for (const auto &track : config.router.tracks)
            m_verdicts.track(track.name);
    }
    m_groups.clear();
    m_membership.assign(m_instances.size(), std::nullopt);
    for (std::size_t index = 0; index < m_instances.size(); ++index) {
        if (m_instances[index])
            m_deadlines.set(index, m_instances[index]->deadline());
    }
}

/// When all are started: a group is told of where its members stand, and they of it.
void Engine::arrangeGroups()
{
    for (const auto &config : m_config.groups) {
        Group group{vrrp::SyncGroup(config.members.size()), config.members};
        for (std::size_t member = 0; member < config.members.size(); ++member) {
            const auto &instance = m_instances.at(config.members[member]);
            m_membership[config.members[member]] = Membership{m_groups.size(), member};
            group.members.look(member, instance ? instance->router().standing() : standingOfNone(false));
        }
        m_groups.push_back(std::move(group));
    }
    for (auto &group : m_groups)
        settle(group);
    for (std::size_t index = 0; index < m_instances.size(); ++index) {
        if (m_instances[index])
            touched(index);
    }
}

void Engine::giveKnownVerdicts(Instance &instance)
{
    const auto &tracks = instance.config().router.tracks;
    for (std::size_t track = 0; track < tracks.size(); ++track) {
        const auto *known = m_verdicts.find(tracks[track].name);
        if (known != nullptr && known->verdict != vrrp::Verdict::Unknown)
            instance.verdict(track, known->verdict, known->evidence);
    }
}

} // namespace tandem::engine
