// SPDX-License-Identifier: GPL-3.0-or-later
#include "vrrp/router.h"

#include <algorithm>
#include <utility>

/// Router: what is asked of it beside the wire (switchover, maintenance, sync group, another configuration).
namespace tandem::vrrp {

// ---- Switchover -------------------------------------------------------------------------------------------------

std::optional<OrderRefusal> Router::refusalOf(const Override &order) const
{
    if (m_state == State::Init || m_state == State::Stopped)
        return OrderRefusal::NotRunning;
    if (m_state == State::Fault)
        return OrderRefusal::Fault;
    if (m_maintenance)
        return OrderRefusal::InMaintenance;
    if (m_conditions.awaitsFirstVerdict())
        return OrderRefusal::HealthUnknown;
    if (!priorityFor(order))
        return OrderRefusal::PriorityTooHigh;
    return std::nullopt;
}

std::optional<Priority> Router::priorityFor(const Override &order) const
{
    if (owner())
        return Priority(Priority::owner);
    int wanted = std::max(order.atLeast, weighted()).value();
    if (m_yielding)
        wanted = std::max(wanted, m_yielding->to.priority.value() + 1);
    else if (const auto &master = m_timer.master(); master && !m_timer.resigned())
        wanted = std::max(wanted, master->priority.value() + 1);
    if (wanted >= Priority::owner)
        return std::nullopt;
    return Priority(static_cast<std::uint8_t>(wanted));
}

void Router::on(const Override &input, Instant now, Effects &out)
{
    if (refusalOf(input))
        return;
    const Priority before = weighted();
    if (!owner())
        m_override = priorityFor(input);
    if (m_state == State::Backup) {
        Reason reason{.kind = Reason::Kind::Override};
        if (const auto &master = m_timer.master()) {
            reason.peer = master->sender;
            reason.peerPriority = master->priority.value();
        }
        becomeMaster(reason, now, out);
        return;
    }
    if (!m_yielding)
        return priorityChanged(before, out);
    m_yielding.reset(); // stays, and takes back what the other one has announced
    out.push(SendAdvert{weighted()});
    announce(now, out);
}

void Router::on(const ClearOverride &, Instant, Effects &out)
{
    const Priority before = weighted();
    m_override.reset();
    priorityChanged(before, out);
}

void Router::on(const TakeoverExpected &input, Instant now, Effects &)
{
    m_expected = input.by;
    m_expectedUntil = now + input.within;
}

void Router::on(const HandedOver &, Instant now, Effects &out)
{
    if (m_state == State::Master && !m_yielding)
        announce(now, out);
}

// ---- Maintenance ------------------------------------------------------------------------------------------------

std::optional<OrderRefusal> Router::refusalOf(const Maintenance &order) const
{
    if (m_state == State::Stopped)
        return OrderRefusal::NotRunning;
    if (order.on && owner())
        return OrderRefusal::OwnsAddresses;
    return std::nullopt;
}

void Router::on(const Maintenance &input, Instant now, Effects &out)
{
    if (refusalOf(input) || input.on == m_maintenance)
        return;
    const Priority before = weighted();
    m_maintenance = input.on;
    m_override.reset();
    if (input.on && m_state == State::Master)
        giveUp(Reason{.kind = Reason::Kind::Maintenance}, now, out);
    else
        priorityChanged(before, out);
}

/// From MASTER to BACKUP, in order.
void Router::giveUp(const Reason &reason, Instant now, Effects &out)
{
    const auto successor = m_yielding;
    leaveMaster(out);
    m_timer.begin(m_config.interval, false, now, terms());
    if (successor)
        m_timer.follow(successor->to, terms());
    changeState(State::Backup, reason, out);
}

// ---- Sync group -------------------------------------------------------------------------------------------------

void Router::on(const GroupFault &input, Instant now, Effects &out)
{
    const bool changed = m_conditions.setGroupFault(input.present ? std::optional(input.member) : std::nullopt);
    if (!changed || m_state == State::Init)
        return;
    if (!input.present)
        unfault(Reason{.kind = Reason::Kind::GroupRecovered, .member = input.member}, now, out);
    else if (m_state != State::Fault)
        resign(State::Fault, Reason{.kind = Reason::Kind::GroupFault, .member = input.member}, out);
}

void Router::on(const GroupClaim &, Instant now, Effects &out)
{
    if (m_state == State::Backup && now >= claimTime())
        becomeMaster(m_timer.claimReason(now, terms()), now, out);
}

void Router::on(const GroupYield &input, Instant now, Effects &out)
{
    if (m_state == State::Master)
        giveUp(Reason{.kind = Reason::Kind::GroupYielded, .peer = input.to, .member = input.member}, now, out);
}

// ---- Another configuration --------------------------------------------------------------------------------------

Reconfiguration Router::reconfigure(RouterConfig next, Instant now, std::span<const std::string> linksDown)
{
    Reconfiguration done;
    next = normalised(std::move(next));
    done.needsNewRouter = changedIdentity(m_config, next);
    if (done.needsNewRouter || m_state == State::Stopped || next == m_config)
        return done;
    const Priority priority = weighted();
    const RouterConfig before = std::exchange(m_config, std::move(next));
    m_conditions = Conditions(m_config, m_conditions, before, linksDown);
    m_inspector = AdvertInspector(m_config); // what is odd still is told again: somebody has just tried to mend it
    m_timer.setOwnInterval(m_config.interval, terms());
    if (!owner()) { // whose addresses are the host's own
        done.removed = missingFrom(m_config.addresses, before.addresses);
        done.added = missingFrom(before.addresses, m_config.addresses);
    }
    done.advertChanges = before.addresses != m_config.addresses || before.interval != m_config.interval ||
                         before.pass != m_config.pass || priority != weighted();
    if (m_state != State::Init)
        applyToState(before, priority, done, now);
    reviseWish(now);
    return done;
}

void Router::applyToState(const RouterConfig &before, Priority priority, Reconfiguration &done, Instant now)
{
    const auto fault = m_conditions.fault();
    if (fault && m_state != State::Fault)
        return resign(State::Fault, *fault, done.effects);
    if (m_state == State::Fault)
        return unfault(Reason{.kind = Reason::Kind::Reconfigured}, now, done.effects);
    if (m_state == State::Backup) {
        // What was discarded until now may be heard from now on: the silence proves nothing.
        const bool deaf =
            before.pass != m_config.pass || (m_config.version == 2 && before.interval != m_config.interval);
        if (deaf)
            m_timer.startAgain(now);
        m_timer.reconsider(termsUnder(before, priority), terms());
        return;
    }
    if (m_yielding)
        return;
    if (!done.added.empty()) {
        done.effects.push(AddAddresses{});
        announce(now, done.effects);
    }
    if (done.advertChanges) { // at once: a longer interval before the others' shorter timers end, and the new password
        done.effects.push(SendAdvert{weighted()});
        m_nextAdvert = now + m_config.interval;
    }
}

} // namespace tandem::vrrp
