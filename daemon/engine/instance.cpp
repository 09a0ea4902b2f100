// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/instance.h"

#include <algorithm>

namespace tandem::engine {

namespace {

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

/// How long the others take this node for the MASTER after its last advert: three intervals, or the lease where that is
/// shorter and meant to be.
Duration trustOf(const InstanceConfig &config)
{
    const Duration silence = 3 * config.router.interval;
    if (config.plan.leaseSeconds == 0)
        return silence;
    return std::min<Duration>(std::chrono::seconds(config.plan.leaseSeconds),
                              std::max<Duration>(silence, std::chrono::seconds(1)));
}

/// A tenth of the time between our next advert and the end of the best other node's Master_Down_Interval.
Duration patienceOf(const vrrp::RouterConfig &router)
{
    std::uint8_t best = 1;
    for (const auto &peer : router.peers)
        best = std::max(best, peer.highest.value());
    const Duration unit = router.version == 2 ? Duration(std::chrono::seconds(1)) : router.interval;
    const Duration skew = (256 - best) * unit / 256;
    return (2 * router.interval + skew) / 10;
}

bool sameVip(const VipPlan &one, const VipPlan &other)
{
    return one.address == other.address && one.dev == other.dev;
}

bool has(const std::vector<VipPlan> &plan, const VipPlan &wanted)
{
    return std::any_of(plan.begin(), plan.end(), [&](const VipPlan &vip) { return sameVip(vip, wanted); });
}

} // namespace

Instance::Instance(const InstanceConfig &config, KernelPort &kernel, const ClockPort &clock, Notes &notes)
    : m_config(&config), m_kernel(kernel), m_clock(clock), m_notes(notes), m_router(config.router), m_adverts(config),
      m_restorer(trustOf(config)), m_patience(patienceOf(config.router)), m_sinceNs(clock.wallNs())
{
    learnSurroundings();
    m_priorityTold = config.router.priority.value();
}

void Instance::learnSurroundings()
{
    m_evidence.resize(m_config->router.tracks.size());
    m_interfaces.clear();
    for (const auto &interface : m_config->router.interfaces)
        m_interfaces.push_back(m_kernel.interfaceState(interface));
}

/// Without an address to send from, the own link is as good as down.
bool Instance::linkUp(std::size_t link) const
{
    return m_interfaces[link].up && (link > 0 || !m_config->plan.source.isUnspecified());
}

void Instance::start(bool maintenance)
{
    const Instant now = m_clock.now();
    for (std::size_t link = 1; link < m_interfaces.size(); ++link)
        handle(vrrp::LinkChanged{m_config->router.interfaces[link], linkUp(link)}, now);
    if (maintenance)
        handle(vrrp::Maintenance{true}, now);
    handle(vrrp::Started{linkUp(0)}, now);
}

void Instance::handle(const vrrp::Input &input, Instant now)
{
    perform(m_router.handle(input, now));
    notePriority();
}

void Instance::notePriority()
{
    const std::uint8_t priority = m_router.effectivePriority().value();
    if (priority == 0 || priority == m_priorityTold)
        return;
    const bool ordered = m_router.inMaintenance() || m_router.overridePriority();
    note(PriorityChanged{m_priorityTold, priority, ordered});
    m_priorityTold = priority;
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
    for (std::size_t index = 0; index < m_config->destinations.size(); ++index) {
        const auto payload = m_adverts.payload(effect.priority, index);
        const int error = m_kernel.sendAdvert(slot(), payload, m_config->destinations[index], resigns);
        firstError = firstError == 0 ? error : firstError;
    }
    if (firstError == 0 && !resigns)
        m_restorer.advertSent(m_clock.now());
    noteTrouble(m_advertError, firstError, false, wallNs);
}

void Instance::perform(const vrrp::AddAddresses &, std::int64_t wallNs)
{
    if (m_adoption && !m_reason)
        return addNewVips();
    const int error = m_kernel.addAddresses(slot());
    if (!m_config->plan.ownsAddresses)
        m_notes.add(slot(), wallNs, VipsAdded{error, m_reason});
}

void Instance::perform(const vrrp::RemoveAddresses &, std::int64_t wallNs)
{
    m_restorer.forget();
    const int error = m_kernel.removeAddresses(slot());
    if (!m_config->plan.ownsAddresses)
        m_notes.add(slot(), wallNs, VipsRemoved{error, m_reason});
}

void Instance::perform(const vrrp::Announce &, std::int64_t wallNs)
{
    noteTrouble(m_announceError, m_kernel.announce(slot()), true, wallNs);
}

void Instance::perform(const vrrp::StateChanged &effect, std::int64_t wallNs)
{
    m_sinceNs = wallNs;
    m_notes.add(slot(), wallNs, effect);
}

void Instance::perform(const vrrp::Oddity &effect, std::int64_t wallNs)
{
    m_notes.add(slot(), wallNs, effect);
}

void Instance::noteTrouble(int &known, int error, bool announcement, std::int64_t wallNs)
{
    if (known == error)
        return;
    known = error;
    m_notes.add(slot(), wallNs, SendTrouble{error, announcement});
}

std::optional<vrrp::Oddity::Kind> Instance::hear(const IpAddress &sender, const vrrp::Advert &advert, Instant now)
{
    handle(vrrp::AdvertReceived{sender, advert}, now);
    return m_router.discarded();
}

void Instance::interfaceChanged(std::string_view interface, const InterfaceState &state)
{
    const auto &names = m_config->router.interfaces;
    const auto found = std::find(names.begin(), names.end(), interface);
    if (found == names.end())
        return;
    const auto link = static_cast<std::size_t>(found - names.begin());
    m_interfaces[link] = state;
    handle(vrrp::LinkChanged{*found, linkUp(link)}, m_clock.now());
}

void Instance::vipChanged(std::size_t vip, bool there)
{
    const bool master = state() == vrrp::State::Master;
    if (master && !there) {
        note(VipLost{vip});
        m_restorer.lost(m_clock.now());
    } else if (!master && there && !m_config->plan.ownsAddresses) {
        note(VipForeign{vip});
    }
}

void Instance::verdict(std::size_t track, vrrp::Verdict verdict, const std::string &evidence)
{
    m_evidence[track] = evidence;
    handle(vrrp::TrackChanged{track, verdict, m_evidence[track]}, m_clock.now());
}

void Instance::verdictStale(std::size_t track, bool stale)
{
    note(VerdictStale{track, stale});
}

std::optional<Instant> Instance::deadline() const
{
    const auto router = m_router.deadline();
    const auto restore = state() == vrrp::State::Master ? m_restorer.deadline() : std::nullopt;
    if (!router || !restore)
        return router ? router : restore;
    return std::min(*router, *restore);
}

std::optional<Duration> Instance::serveDeadline()
{
    const Instant now = m_clock.now();
    std::optional<Duration> late;
    if (const auto due = m_router.deadline(); due && *due <= now) {
        late = now - *due;
        handle(vrrp::DeadlinePassed{}, now);
    }
    if (state() == vrrp::State::Master && m_restorer.due(now))
        restoreVips(now);
    return late;
}

void Instance::restoreVips(Instant now)
{
    m_restorer.tried(now);
    bool allThere = true;
    for (std::size_t vip = 0; vip < m_config->plan.vips.size(); ++vip)
        allThere = allThere && m_kernel.vipThere(slot(), vip);
    if (allThere || m_config->plan.ownsAddresses)
        return;
    const int error = m_kernel.addAddresses(slot());
    m_kernel.announce(slot());
    note(VipRestored{error});
    if (error != 0)
        m_restorer.lost(now);
}

void Instance::stop()
{
    handle(vrrp::Shutdown{}, m_clock.now());
}

// ---- Another configuration --------------------------------------------------------------------------------------

bool Instance::needsNewRouter(const InstanceConfig &next) const
{
    return state() == vrrp::State::Stopped || next.slot != slot() || next.plan.interface != m_config->plan.interface ||
           vrrp::changedIdentity(m_router.config(), next.router).has_value();
}

void Instance::adopt(const InstanceConfig &next)
{
    const InstanceConfig &before = *m_config;
    Adoption adoption;
    std::vector<std::string> down;
    for (const auto &interface : next.router.interfaces) {
        if (!m_kernel.interfaceState(interface).up)
            down.push_back(interface);
    }
    const bool master = state() == vrrp::State::Master;
    adoption.router = m_router.reconfigure(next.router, m_clock.now(), down);
    adoption.plan = next.plan != before.plan;
    adoption.lease = next.plan.leaseSeconds != before.plan.leaseSeconds;
    adoption.adverts = adoption.router.advertChanges || next.destinations != before.destinations;
    for (std::size_t vip = 0; vip < next.plan.vips.size(); ++vip) {
        if (!has(before.plan.vips, next.plan.vips[vip]))
            adoption.newVips.push_back(vip);
    }
    if (master && !before.plan.ownsAddresses)
        retireVips(next);
    std::vector<std::string> evidence;
    for (const auto &track : next.router.tracks) {
        const auto &tracks = before.router.tracks;
        const auto same =
            std::find_if(tracks.begin(), tracks.end(), [&](const auto &known) { return known.name == track.name; });
        evidence.push_back(same == tracks.end() ? "" : m_evidence[static_cast<std::size_t>(same - tracks.begin())]);
    }
    m_evidence = std::move(evidence);
    m_config = &next;
    m_patience = patienceOf(next.router);
    m_restorer.setTrust(trustOf(next));
    learnSurroundings();
    m_adoption = std::move(adoption);
}

void Instance::retireVips(const InstanceConfig &next)
{
    const auto &vips = m_config->plan.vips;
    if (std::all_of(vips.begin(), vips.end(), [&](const VipPlan &vip) { return has(next.plan.vips, vip); }))
        return;
    const int error = m_kernel.retire(slot(), next.plan);
    for (const auto &vip : vips) {
        if (!has(next.plan.vips, vip))
            note(VipRetired{vip.address, error});
    }
}

Result<void> Instance::settleIn()
{
    if (m_adoption->plan) {
        if (auto prepared = m_kernel.prepare(slot(), m_config->plan); !prepared) {
            m_adoption.reset();
            return prepared;
        }
    }
    if (m_adoption->adverts)
        m_adverts = AdvertBook(*m_config);
    const bool master = state() == vrrp::State::Master;
    const auto &effects = m_adoption->router.effects;
    const bool adds = std::any_of(effects.begin(), effects.end(), [](const vrrp::Effect &effect) {
        return std::holds_alternative<vrrp::AddAddresses>(effect);
    });
    perform(effects);
    // What the router does not know of: VIPs that are not advertised, another device, the lease.
    if (master && !adds && !m_config->plan.ownsAddresses && (m_adoption->lease || !m_adoption->newVips.empty())) {
        addNewVips();
        if (!m_adoption->newVips.empty())
            perform(vrrp::Announce{}, m_clock.wallNs());
    }
    m_adoption.reset();
    notePriority();
    return {};
}

void Instance::addNewVips()
{
    const int error = m_kernel.addAddresses(slot());
    for (const std::size_t vip : m_adoption->newVips)
        note(VipConfigured{vip, error});
}

model::InstanceStatus Instance::status() const
{
    model::InstanceStatus status;
    status.name = m_config->router.name;
    status.state = modelState(state());
    status.effectivePriority = m_router.effectivePriority().value();
    if (const auto priority = m_router.overridePriority())
        status.overridePriority = priority->value();
    for (std::size_t vip = 0; vip < m_config->plan.vips.size(); ++vip) {
        status.vips.push_back(m_config->plan.vips[vip].address.toString());
        if (m_kernel.vipThere(slot(), vip))
            status.heldVips.push_back(status.vips.back());
    }
    if (state() == vrrp::State::Master)
        status.masterAddress = m_config->router.primaryAddress.toString();
    else if (const auto master = m_router.masterAddress())
        status.masterAddress = master->toString();
    status.sinceNs = m_sinceNs;
    return status;
}

} // namespace tandem::engine
