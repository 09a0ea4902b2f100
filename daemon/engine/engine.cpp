// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/engine.h"

#include "daemon/engine/patientlog.h"

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

bool sameRouter(const InstanceConfig &one, const InstanceConfig &other)
{
    InstancePlan plan = one.plan;
    plan.leaseSeconds = other.plan.leaseSeconds;
    return one.slot == other.slot && one.router == other.router && plan == other.plan && one.unicast == other.unicast &&
           one.destinations == other.destinations;
}

/// No more verdicts than this are believed without renewal: an agent's mistake must not hide its death.
constexpr Duration longestVerdict = std::chrono::minutes(10);

} // namespace

Engine::Engine(KernelPort &kernel, const ClockPort &clock) : m_kernel(kernel), m_clock(clock) {}
Engine::~Engine() = default;

Instance *Engine::named(const std::string &name)
{
    for (const auto &instance : m_instances) {
        if (instance->config().router.name == name)
            return instance.get();
    }
    return nullptr;
}

Instance *Engine::find(std::string_view interface, VirtualRouterId id)
{
    for (const auto &instance : m_instances) {
        if (instance->config().router.virtualRouterId == id && instance->config().plan.interface == interface)
            return instance.get();
    }
    return nullptr;
}

const Witness *Engine::witness(std::string_view interface) const
{
    const auto found = m_witnesses.find(interface);
    return found == m_witnesses.end() ? nullptr : &found->second;
}

void Engine::dropChanged(const EngineConfig &config)
{
    for (auto &instance : m_instances) {
        if (std::any_of(config.instances.begin(), config.instances.end(),
                        [&](const auto &wanted) { return sameRouter(wanted, instance->config()); }))
            continue;
        instance->stop();
        flush();
        m_kernel.release(instance->slot());
        instance.reset();
    }
    std::erase(m_instances, nullptr);
}

Result<void> Engine::add(const InstanceConfig &config)
{
    const Slot slot = config.slot;
    if (const auto prepared = m_kernel.prepare(slot, config.plan); !prepared)
        return prepared;
    m_witnesses.try_emplace(config.plan.interface);
    auto &instance = *m_instances.emplace_back(std::make_unique<Instance>(slot, config, m_kernel, m_clock, m_notes));
    for (std::size_t track = 0; track < config.router.tracks.size(); ++track) {
        const std::string &check = config.router.tracks[track].name;
        m_verdicts.track(check);
        if (const auto *known = m_verdicts.find(check); known->verdict != vrrp::Verdict::Unknown)
            instance.verdict(track, known->verdict, known->evidence);
    }
    instance.start();
    flush();
    return {};
}

Result<void> Engine::apply(EngineConfig config)
{
    if (const auto watched = m_kernel.watch(config.interfaces()); !watched)
        return watched;
    dropChanged(config); // first: a VIP may move from one instance to another
    m_config = std::move(config);
    Result<void> outcome;
    for (const auto &wanted : m_config.instances) {
        Result<void> one;
        if (Instance *same = named(wanted.router.name); same == nullptr) {
            one = add(wanted);
        } else if (wanted.plan.leaseSeconds != same->config().plan.leaseSeconds) {
            one = m_kernel.prepare(same->slot(), wanted.plan);
            if (one)
                same->setLease(wanted.plan.leaseSeconds);
        }
        if (!one && outcome)
            outcome = one;
    }
    ++m_statusVersion;
    return outcome;
}

void Engine::wake()
{
    m_kernel.drain(*this);
    for (const auto &instance : m_instances)
        instance->runDeadlines(m_lateness);
    const Instant now = m_clock.now();
    m_verdicts.expire(now, [this](const std::string &check) {
        forTracksOf(check, [](Instance &instance, std::size_t track) { instance.verdictStale(track, true); });
    });
    flush();
}

std::optional<Instant> Engine::deadline() const
{
    std::optional<Instant> first = m_verdicts.deadline();
    for (const auto &instance : m_instances) {
        if (const auto due = instance->deadline(); due && (!first || *due < *first))
            first = due;
    }
    return first;
}

template <class Act>
void Engine::forTracksOf(const std::string &check, Act &&act)
{
    for (const auto &instance : m_instances) {
        const auto &tracks = instance->config().router.tracks;
        for (std::size_t track = 0; track < tracks.size(); ++track) {
            if (tracks[track].name == check)
                act(*instance, track);
        }
    }
}

void Engine::verdict(const channel::TrackVerdict &heard)
{
    const Duration validFor = std::clamp(Duration(heard.validForNs), Duration::zero(), longestVerdict);
    const auto verdict = verdictOf(heard.state);
    const auto change = m_verdicts.hear(heard.check, verdict, heard.evidence, m_clock.now(), validFor);
    if (!change)
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
    for (const auto &instance : m_instances)
        instance->stop();
    flush();
}

void Engine::datagram(std::string_view interface, const vrrp::Envelope &envelope, std::span<const std::uint8_t> payload)
{
    const auto witness = m_witnesses.find(interface);
    if (witness == m_witnesses.end())
        return;
    if (std::any_of(m_instances.begin(), m_instances.end(), [&](const auto &instance) {
            return instance->config().plan.source == envelope.source && instance->config().plan.interface == interface;
        }))
        return; // our own, looped back
    const auto decoded = vrrp::decode(payload, envelope);
    const auto id = decoded.advert ? decoded.advert->virtualRouterId : vrrp::routerIdOf(payload);
    Instance *instance = id ? find(interface, *id) : nullptr;
    if (!decoded.advert)
        return refuse(witness->second, instance, static_cast<std::size_t>(decoded.refusal), envelope.source);
    if (instance == nullptr) {
        if (witness->second.foreign(*id))
            noteForeign(interface, *id, envelope.source);
        return;
    }
    if (envelope.multicast == instance->config().unicast)
        return refuse(witness->second, instance, Witness::Destination, envelope.source);
    const auto &peers = instance->config().destinations;
    if (instance->config().unicast && std::find(peers.begin(), peers.end(), envelope.source) == peers.end())
        return refuse(witness->second, instance, Witness::NotAPeer, envelope.source);
    instance->hear(envelope, *decoded.advert);
}

void Engine::refuse(Witness &witness, Instance *instance, std::size_t kind, const IpAddress &sender)
{
    witness.refused(kind);
    if (instance != nullptr)
        instance->refuse(kind, Witness::nameOf(kind), sender);
}

void Engine::noteForeign(std::string_view interface, VirtualRouterId id, const IpAddress &sender)
{
    const std::string number = std::to_string(id.value());
    tell(model::EventKind::Helper,
         sender.toString() + " speaks for router id " + number + " on " + std::string(interface) +
             ", which is none of this node's",
         {model::CauseType::Advert,
          {{"from", sender.toString()}, {"router_id", number}, {"interface", std::string(interface)}}});
}

void Engine::interfaceChanged(std::string_view interface, const InterfaceState &state)
{
    for (const auto &instance : m_instances)
        instance->interfaceChanged(interface, state);
}

void Engine::vipChanged(Slot slot, std::size_t vip, bool there)
{
    for (const auto &instance : m_instances) {
        if (instance->slot() == slot)
            instance->vipChanged(vip, there);
    }
    ++m_statusVersion;
}

void Engine::tell(model::EventKind kind, std::string reason, model::Cause cause)
{
    model::Event event;
    event.timeNs = m_clock.wallNs();
    event.kind = kind;
    event.reason = std::move(reason);
    event.cause = std::move(cause);
    record(std::move(event));
}

void Engine::record(model::Event event)
{
    event.node = m_config.node;
    const auto &kept = m_events.push(std::move(event));
    logPatiently(severityOf(kept), logTextOf(kept));
}

void Engine::flush()
{
    if (m_notes.empty())
        return;
    ++m_statusVersion;
    for (const auto &note : m_notes.all()) {
        const auto at = std::find_if(m_instances.begin(), m_instances.end(),
                                     [&](const auto &instance) { return instance && instance->slot() == note.slot; });
        if (at == m_instances.end())
            continue;
        for (auto &event : eventsOf(note, (*at)->context()))
            record(std::move(event));
    }
    m_notes.clear();
    if (m_notes.lost() > m_lostTold) {
        m_lostTold = m_notes.lost();
        tell(model::EventKind::Alarm, "more happened at once than there was room for: events were lost", {});
    }
}

std::vector<Slot> Engine::slots()
{
    std::vector<Slot> slots;
    for (const auto &wanted : m_config.instances) {
        const Instance *instance = named(wanted.router.name);
        slots.push_back(instance != nullptr ? instance->slot() : mostInstances);
    }
    return slots;
}

channel::EngineStatus Engine::status()
{
    channel::EngineStatus status;
    status.latenessNs = m_lateness.largest(m_clock.now()).count();
    for (const auto &wanted : m_config.instances) {
        if (const Instance *instance = named(wanted.router.name))
            status.instances.push_back(instance->status());
    }
    return status;
}

} // namespace tandem::engine
