// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/engine.h"

#include "daemon/engine/patientlog.h"
#include "vrrp/pathprobe.h"

#include <algorithm>

namespace tandem::engine {

namespace {

vrrp::Verdict verdictOf(channel::TrackVerdict::State state)
{
    switch (state) {
    case channel::TrackVerdict::State::Up: return vrrp::Verdict::Up;
    case channel::TrackVerdict::State::Down: return vrrp::Verdict::Down;
    case channel::TrackVerdict::State::Unknown: break;
    }
    return vrrp::Verdict::Unknown;
}

Severity severityOf(const model::Event &event)
{
    return event.kind == model::EventKind::Alarm   ? Severity::Warning
           : event.kind == model::EventKind::State ? Severity::Notice
                                                   : Severity::Info;
}

std::string logTextOf(const model::Event &event)
{
    std::string text;
    if (!event.instance.empty())
        text += event.instance + ": ";
    if (event.kind == model::EventKind::State)
        text += event.from + " -> " + event.to + ": ";
    return text + event.reason;
}

/// Of an instance that could not be started.
model::InstanceStatus statusOfNone(const InstanceConfig &config)
{
    model::InstanceStatus status;
    status.name = config.router.name;
    for (const auto &vip : config.plan.vips)
        status.vips.push_back(vip.address.toString());
    return status;
}

/// No more verdicts than this are believed without renewal: an agent's mistake must not hide its death.
constexpr Duration longestVerdict = std::chrono::minutes(10);

/// While much is due at once: the wire is listened to so often, and the caller's other work comes so late at most.
constexpr Duration drainEvery = std::chrono::milliseconds(1);
constexpr Duration longestServing = std::chrono::milliseconds(4);
/// Adverts that go before their time in one wake: a burst of more might not fit into a receiver's socket, which holds
/// some 270 of them by default, and it would be the same ones that are lost each time.
constexpr int mostEarly = 64;
/// Notes that become events in one wake: the adverts of the next one do not wait for the rest.
constexpr std::size_t notesAWake = 64;

} // namespace

Engine::Engine(KernelPort &kernel, const ClockPort &clock) : m_kernel(kernel), m_clock(clock), m_bySlot(mostInstances)
{
}

Engine::~Engine() = default;

const Witness *Engine::witness(std::string_view interface) const
{
    const auto found = m_wires.find(interface);
    return found == m_wires.end() ? nullptr : &found->second.witness;
}

// ---- What is due ------------------------------------------------------------------------------------------------

void Engine::wake()
{
    m_kernel.drain(*this);
    const bool all = serveDue();
    const Instant now = m_clock.now();
    m_verdicts.expire(now, [this](const std::string &check) {
        forTracksOf(check, [](Instance &instance, std::size_t track) { instance.verdictStale(track, true); });
    });
    if (m_latenessAlarm.over(now))
        noteNode(ServedLate{});
    if (all)
        flushSome(notesAWake);
}

std::optional<Instant> Engine::deadline() const
{
    if (!m_notes.empty())
        return Instant{}; // to be told: at once, after what is due
    const auto first = m_deadlines.first();
    const auto verdicts = m_verdicts.deadline();
    return first && verdicts ? std::min(*first, *verdicts) : first ? first : verdicts;
}

/// False: there is more, and the caller's turn.
bool Engine::serveDue()
{
    const Instant begin = m_clock.now();
    Instant drained = begin;
    const std::size_t mostTurns = 4 * m_instances.size(); // whatever the deadlines say
    for (std::size_t turn = 0; turn < mostTurns; ++turn) {
        Instant now = m_clock.now();
        if (now - drained >= drainEvery) { // what was heard meanwhile comes first
            m_kernel.drain(*this);
            drained = now = m_clock.now();
        }
        if (const auto first = m_deadlines.first(); !first || *first > now)
            return true;
        serveMasters(now);
        if (const auto next = longestDue(m_clock.now()))
            serve(*next);
        if (m_clock.now() - begin >= longestServing)
            return false;
    }
    return true;
}

/// Their adverts are short work, and others wait for them; to take over is long work: the kernel may be busy.
void Engine::serveMasters(Instant now)
{
    const Instant nearly = now + vrrp::Router::earliness(Duration::max());
    int early = 0;
    for (std::size_t index = 0; index < m_deadlines.size(); ++index) {
        if (!m_deadlines.isDue(index, nearly) || m_instances[index]->state() != vrrp::State::Master)
            continue;
        if (m_deadlines.isDue(index, now)) {
            serve(index);
        } else if (early < mostEarly) {
            ++early;
            m_instances[index]->give(vrrp::Awake{});
            m_deadlines.set(index, m_instances[index]->deadline());
        }
    }
}

std::optional<std::size_t> Engine::longestDue(Instant now) const
{
    std::optional<std::size_t> first;
    for (std::size_t index = 0; index < m_deadlines.size(); ++index) {
        if (m_deadlines.isDue(index, now) && (!first || m_deadlines.at(index) < m_deadlines.at(*first)))
            first = index;
    }
    return first;
}

void Engine::serve(std::size_t index)
{
    Instance &instance = *m_instances[index];
    const Duration patience = instance.patience();
    const auto late = instance.serveDeadline();
    touched(index);
    if (!late)
        return;
    const Instant now = m_clock.now();
    m_lateness.note(*late, now);
    if (*late > patience && m_latenessAlarm.late(now))
        noteNode(ServedLate{*late, patience});
}

/// After everything that an instance handled.
void Engine::touched(std::size_t index)
{
    m_deadlines.set(index, m_instances[index]->deadline());
    if (const auto &membership = m_membership[index]) {
        Group &group = m_groups[membership->group];
        const bool news = group.members.look(membership->member, m_instances[index]->router().standing());
        if (news || !group.settled)
            settle(group);
    }
}

/// An instance that could not be started is to its group as one in FAULT.
vrrp::Standing Engine::standingOfNone(bool groupFault)
{
    return {.state = vrrp::State::Fault, .ownFault = true, .groupFault = groupFault};
}

void Engine::settle(Group &group)
{
    const std::size_t most = 4 * group.indexes.size() + 8; // each can fault, yield, recover and claim
    for (std::size_t turn = 0; turn < most; ++turn) {
        const auto told = group.members.next();
        group.settled = !told;
        if (!told)
            return;
        const std::size_t index = group.indexes[told->member];
        if (!m_instances[index]) { // could not be started
            const auto *fault = std::get_if<vrrp::GroupFault>(&told->input);
            group.members.look(told->member, standingOfNone(fault != nullptr && fault->present));
            continue;
        }
        m_instances[index]->give(told->input);
        m_deadlines.set(index, m_instances[index]->deadline());
        group.members.look(told->member, m_instances[index]->router().standing());
    }
}

// ---- What the kernel says ---------------------------------------------------------------------------------------

void Engine::datagram(std::string_view interface, const vrrp::Envelope &envelope, std::span<const std::uint8_t> payload)
{
    const auto found = m_wires.find(interface);
    if (found == m_wires.end() || found->second.isOwn(envelope.source))
        return;
    Wire &wire = found->second;
    const Instant now = m_clock.now();
    const auto decoded = vrrp::decode(payload, envelope);
    const auto id = decoded.advert ? decoded.advert->virtualRouterId : vrrp::routerIdOf(payload);
    const auto index = id ? wire.find(envelope.source.family(), *id) : Wire::nobody;
    Instance *instance = index == Wire::nobody ? nullptr : m_instances[index].get();
    if (!decoded.advert)
        return refuse(*found, instance, Witness::kindOf(decoded.refusal), envelope.source, now);
    if (decoded.truncatedTrailer)
        wire.witness.count(Witness::TrailingOctets);
    if (instance == nullptr) {
        if (vrrp::isPathProbe(*decoded.advert)) {
            m_statusVersion += wire.witness.probe(*id, envelope.source, now) ? 1 : 0;
        } else if (wire.witness.foreign(*id, envelope.source, now)) {
            ++m_statusVersion;
            noteNode(ForeignRouter{found->first, *id, envelope.source});
        }
        return;
    }
    const auto &config = instance->config();
    if (envelope.multicast == config.unicast)
        return refuse(*found, instance, Witness::Destination, envelope.source, now);
    const auto &peers = config.destinations;
    if (config.unicast && std::find(peers.begin(), peers.end(), envelope.source) == peers.end())
        return refuse(*found, instance, Witness::NotAPeer, envelope.source, now);
    if (const auto discarded = instance->hear(envelope.source, *decoded.advert, now))
        wire.witness.count(Witness::kindOf(*discarded));
    touched(index);
}

void Engine::refuse(Wires::value_type &wire, Instance *instance, std::size_t kind, const IpAddress &sender, Instant now)
{
    const std::uint8_t id = instance != nullptr ? instance->config().router.virtualRouterId.value() : 0;
    if (wire.second.witness.refused(kind, id, sender, now))
        m_notes.add(instance != nullptr ? instance->slot() : noSlot, m_clock.wallNs(),
                    PacketRefused{Witness::nameOf(kind), wire.first, sender});
}

void Engine::interfaceChanged(std::string_view interface, const InterfaceState &state)
{
    for (std::size_t index = 0; index < m_instances.size(); ++index) {
        if (!m_instances[index])
            continue;
        m_instances[index]->interfaceChanged(interface, state);
        touched(index);
    }
}

void Engine::vipChanged(Slot slot, std::size_t vip, bool there)
{
    const Place place = slot < m_bySlot.size() ? m_bySlot[slot] : Place{};
    if (place.instance == nullptr)
        return;
    place.instance->vipChanged(vip, there);
    touched(place.index);
    ++m_statusVersion;
}

// ---- What the agent says ----------------------------------------------------------------------------------------

template <class Act>
void Engine::forTracksOf(const std::string &check, Act &&act)
{
    for (std::size_t index = 0; index < m_instances.size(); ++index) {
        if (!m_instances[index])
            continue;
        const auto &tracks = m_instances[index]->config().router.tracks;
        for (std::size_t track = 0; track < tracks.size(); ++track) {
            if (tracks[track].name != check)
                continue;
            act(*m_instances[index], track);
            touched(index);
        }
    }
}

void Engine::verdict(const channel::TrackVerdict &heard)
{
    const Duration validFor = std::clamp(Duration(heard.validForNs), Duration::zero(), longestVerdict);
    const auto verdict = verdictOf(heard.state);
    const auto change = m_verdicts.hear(heard.check, verdict, heard.evidence, m_clock.now(), validFor);
    if (!change || (!change->verdict && !change->revived))
        return;
    forTracksOf(heard.check, [&](Instance &instance, std::size_t track) {
        if (change->verdict)
            instance.verdict(track, verdict, heard.evidence);
        if (change->revived)
            instance.verdictStale(track, false);
    });
    flush();
}

void Engine::stop()
{
    for (const auto &instance : m_instances) {
        if (instance)
            instance->stop();
    }
    for (std::size_t index = 0; index < m_instances.size(); ++index)
        m_deadlines.set(index, std::nullopt);
    flush();
}

// ---- Telling ----------------------------------------------------------------------------------------------------

void Engine::tell(model::EventKind kind, std::string reason, model::Cause cause, bool logged)
{
    model::Event event;
    event.timeNs = m_clock.wallNs();
    event.kind = kind;
    event.reason = std::move(reason);
    event.cause = std::move(cause);
    record(std::move(event), logged);
}

void Engine::record(model::Event event, bool logged)
{
    event.node = m_config.node;
    if (!logged)
        logPatiently(severityOf(event), logTextOf(event));
    m_events.push(std::move(event));
}

void Engine::flush()
{
    flushSome(Notes::capacity);
}

void Engine::flushSome(std::size_t most)
{
    if (m_notes.empty())
        return;
    ++m_statusVersion;
    for (std::size_t count = 0; count < most && !m_notes.empty(); ++count) {
        const Note &note = m_notes.front();
        const Instance *instance = note.slot < m_bySlot.size() ? m_bySlot[note.slot].instance : nullptr;
        const auto context = instance != nullptr ? std::optional(instance->context()) : std::nullopt;
        if (instance != nullptr && !m_listeners.empty())
            notePeersLost(note, instance->config().router.name);
        if (context || note.slot == noSlot) {
            for (auto &event : eventsOf(note, context ? &*context : nullptr))
                record(std::move(event));
        }
        m_notes.pop();
    }
    if (m_notes.empty() && m_notes.lost() > m_lostTold) {
        m_lostTold = m_notes.lost();
        tell(model::EventKind::Alarm, "more happened at once than there was room for: events were lost", {});
    }
}

/// That it takes over is right: its master may be gone. That the file on trial is right is not proven any more.
void Engine::notePeersLost(const Note &note, const std::string &instance)
{
    const auto *change = std::get_if<vrrp::StateChanged>(&note.what);
    if (change == nullptr || change->reason.kind != vrrp::Reason::Kind::MasterDown)
        return;
    if (std::erase(m_listeners, instance) > 0)
        m_peersLost = instance;
}

std::vector<Slot> Engine::slots() const
{
    std::vector<Slot> slots;
    for (const auto &instance : m_instances)
        slots.push_back(instance ? instance->slot() : mostInstances);
    return slots;
}

channel::EngineStatus Engine::status()
{
    channel::EngineStatus status;
    status.latenessNs = m_lateness.largest(m_clock.now()).count();
    status.maintenance = m_maintenance;
    status.fileSerial = m_config.serial;
    status.trialUntilNs = m_config.trialUntilNs;
    for (const auto &[interface, wire] : m_wires)
        wire.witness.counts(interface, status.refused);
    for (const auto &[interface, wire] : m_wires)
        wire.witness.heard(interface, m_clock.now(), status.heard);
    for (std::size_t index = 0; index < m_instances.size(); ++index) {
        if (m_instances[index])
            status.instances.push_back(m_instances[index]->status());
        else
            status.instances.push_back(statusOfNone(m_config.instances[index]));
    }
    status.total = static_cast<std::uint16_t>(status.instances.size());
    return status;
}

} // namespace tandem::engine
