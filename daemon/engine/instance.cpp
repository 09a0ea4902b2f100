// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/instance.h"

#include <algorithm>

namespace tandem::engine {

namespace {

constexpr int mostTurns = 8; // a deadline that lies in the past again and again

model::VrrpState modelState(vrrp::State state)
{
    switch (state) {
    case vrrp::State::Init: return model::VrrpState::Init;
    case vrrp::State::Backup: return model::VrrpState::Backup;
    case vrrp::State::Master: return model::VrrpState::Master;
    case vrrp::State::Fault: return model::VrrpState::Fault;
    case vrrp::State::Stopped: return model::VrrpState::Stopped;
    }
    return model::VrrpState::Unknown;
}

/// How long the others take this node for the MASTER after its last advert: the lease, or three intervals without one.
Duration trustOf(const InstanceConfig &config)
{
    if (config.plan.leaseSeconds > 0)
        return std::chrono::seconds(config.plan.leaseSeconds);
    return 3 * config.router.interval;
}

} // namespace

Instance::Instance(Slot slot, InstanceConfig config, KernelPort &kernel, const ClockPort &clock, Notes &notes)
    : m_slot(slot), m_config(std::move(config)), m_kernel(kernel), m_clock(clock), m_notes(notes),
      m_router(m_config.router), m_adverts(m_config), m_restorer(trustOf(m_config)),
      m_evidence(m_config.router.tracks.size()), m_sinceNs(clock.wallNs())
{
    for (const auto &interface : m_config.router.interfaces)
        m_interfaces.push_back(kernel.interfaceState(interface));
    m_priorityTold = m_config.router.priority.value();
}

void Instance::start()
{
    const Instant now = m_clock.now();
    for (std::size_t link = 1; link < m_interfaces.size(); ++link)
        handle(vrrp::LinkChanged{m_config.router.interfaces[link], m_interfaces[link].up}, now);
    handle(vrrp::Started{m_interfaces.front().up}, now);
}

void Instance::handle(const vrrp::Input &input, Instant now)
{
    perform(m_router.handle(input, now));
    m_adverts.prepare(m_router.effectivePriority());
    const std::uint8_t priority = m_router.effectivePriority().value();
    if (priority != 0 && priority != m_priorityTold) {
        m_notes.add(m_slot, m_clock.wallNs(), PriorityChanged{m_priorityTold, priority});
        m_priorityTold = priority;
    }
}

void Instance::perform(const vrrp::Effects &effects)
{
    if (effects.empty())
        return;
    const std::int64_t wallNs = m_clock.wallNs();
    m_reason.reset();
    for (const auto &effect : effects)
        if (const auto *change = std::get_if<vrrp::StateChanged>(&effect))
            m_reason = change->reason;
    for (const auto &effect : effects)
        std::visit([&](const auto &one) { perform(one, wallNs); }, effect);
}

void Instance::perform(const vrrp::SendAdvert &effect, std::int64_t wallNs)
{
    const bool resigns = effect.priority.value() == Priority::resigns;
    int firstError = 0;
    for (std::size_t index = 0; index < m_config.destinations.size(); ++index) {
        const auto payload = m_adverts.payload(effect.priority, index);
        const int error = m_kernel.sendAdvert(m_slot, payload, m_config.destinations[index], resigns);
        firstError = firstError == 0 ? error : firstError;
    }
    if (firstError == 0 && !resigns)
        m_restorer.advertSent(m_clock.now());
    noteTrouble(m_advertError, firstError, false, wallNs);
}

void Instance::perform(const vrrp::AddAddresses &, std::int64_t wallNs)
{
    const int error = m_kernel.addAddresses(m_slot);
    if (!m_config.plan.ownsAddresses)
        m_notes.add(m_slot, wallNs, VipsAdded{error, m_reason});
}

void Instance::perform(const vrrp::RemoveAddresses &, std::int64_t wallNs)
{
    m_restorer.forget();
    const int error = m_kernel.removeAddresses(m_slot);
    if (!m_config.plan.ownsAddresses)
        m_notes.add(m_slot, wallNs, VipsRemoved{error, m_reason});
}

void Instance::perform(const vrrp::Announce &, std::int64_t wallNs)
{
    noteTrouble(m_announceError, m_kernel.announce(m_slot), true, wallNs);
}

void Instance::perform(const vrrp::StateChanged &effect, std::int64_t wallNs)
{
    m_sinceNs = wallNs;
    m_masterSince = m_clock.now();
    m_lastWord.reset();
    m_notes.add(m_slot, wallNs, effect);
}

void Instance::perform(const vrrp::Oddity &effect, std::int64_t wallNs)
{
    // Who yields to a new MASTER sends one advert more, so that the MASTER announces itself again.
    if (effect.kind == vrrp::Oddity::Kind::SecondMaster && m_clock.now() - m_masterSince < m_config.router.interval) {
        m_lastWord = effect;
        return;
    }
    m_notes.add(m_slot, wallNs, effect);
}

void Instance::noteTrouble(int &known, int error, bool announcement, std::int64_t wallNs)
{
    if (known == error)
        return;
    known = error;
    m_notes.add(m_slot, wallNs, SendTrouble{error, announcement});
}

void Instance::hear(const vrrp::Envelope &envelope, const vrrp::Advert &advert)
{
    if (m_lastWord && m_lastWord->sender == envelope.source && advert.priority.value() != Priority::resigns) {
        m_notes.add(m_slot, m_clock.wallNs(), *m_lastWord);
        m_lastWord.reset();
    }
    handle(vrrp::AdvertReceived{envelope.source, advert}, m_clock.now());
}

void Instance::refuse(std::size_t kind, std::string_view why, const IpAddress &sender)
{
    if (kind >= m_refusalsTold.size() || m_refusalsTold.test(kind))
        return;
    m_refusalsTold.set(kind);
    m_notes.add(m_slot, m_clock.wallNs(), PacketRefused{why, sender});
}

void Instance::interfaceChanged(std::string_view interface, const InterfaceState &state)
{
    const auto &names = m_config.router.interfaces;
    const auto found = std::find(names.begin(), names.end(), interface);
    if (found == names.end())
        return;
    m_interfaces[static_cast<std::size_t>(found - names.begin())] = state;
    handle(vrrp::LinkChanged{*found, state.up}, m_clock.now());
}

void Instance::vipChanged(std::size_t vip, bool there)
{
    const bool master = state() == vrrp::State::Master;
    if (master && !there) {
        m_notes.add(m_slot, m_clock.wallNs(), VipLost{vip});
        m_restorer.lost(m_clock.now());
    } else if (!master && there && !m_config.plan.ownsAddresses) {
        m_notes.add(m_slot, m_clock.wallNs(), VipForeign{vip});
    }
}

void Instance::verdict(std::size_t track, vrrp::Verdict verdict, const std::string &evidence)
{
    m_evidence[track] = evidence;
    handle(vrrp::TrackChanged{track, verdict, m_evidence[track]}, m_clock.now());
}

void Instance::verdictStale(std::size_t track, bool stale)
{
    m_notes.add(m_slot, m_clock.wallNs(), VerdictStale{track, stale});
}

std::optional<Instant> Instance::deadline() const
{
    const auto router = m_router.deadline();
    const auto restore = state() == vrrp::State::Master ? m_restorer.deadline() : std::nullopt;
    if (!router || !restore)
        return router ? router : restore;
    return std::min(*router, *restore);
}

void Instance::runDeadlines(Lateness &lateness)
{
    for (int turn = 0; turn < mostTurns; ++turn) {
        const Instant now = m_clock.now();
        const auto due = m_router.deadline();
        if (!due || *due > now)
            break;
        lateness.note(now - *due, now);
        handle(vrrp::DeadlinePassed{}, now);
    }
    if (const Instant now = m_clock.now(); state() == vrrp::State::Master && m_restorer.due(now))
        restoreVips(now);
}

void Instance::restoreVips(Instant now)
{
    m_restorer.tried(now);
    bool allThere = true;
    for (std::size_t vip = 0; vip < m_config.plan.vips.size(); ++vip)
        allThere = allThere && m_kernel.vipThere(m_slot, vip);
    if (allThere || m_config.plan.ownsAddresses)
        return;
    const int error = m_kernel.addAddresses(m_slot);
    m_kernel.announce(m_slot);
    m_notes.add(m_slot, m_clock.wallNs(), VipRestored{error});
    if (error != 0)
        m_restorer.lost(now);
}

void Instance::stop()
{
    handle(vrrp::Shutdown{}, m_clock.now());
}

void Instance::setLease(int leaseSeconds)
{
    m_config.plan.leaseSeconds = leaseSeconds;
    if (state() == vrrp::State::Master)
        m_kernel.addAddresses(m_slot); // with NLM_F_REPLACE: sets the lifetime of what is there
}

model::InstanceStatus Instance::status() const
{
    model::InstanceStatus status;
    status.name = m_config.router.name;
    status.state = modelState(state());
    status.effectivePriority = m_router.effectivePriority().value();
    for (std::size_t vip = 0; vip < m_config.plan.vips.size(); ++vip) {
        status.vips.push_back(m_config.plan.vips[vip].address.toString());
        if (m_kernel.vipThere(m_slot, vip))
            status.heldVips.push_back(status.vips.back());
    }
    if (state() == vrrp::State::Master)
        status.masterAddress = m_config.router.primaryAddress.toString();
    else if (const auto master = m_router.masterAddress())
        status.masterAddress = master->toString();
    status.sinceNs = m_sinceNs;
    return status;
}

} // namespace tandem::engine
