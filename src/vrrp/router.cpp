// SPDX-License-Identifier: GPL-3.0-or-later
#include "vrrp/router.h"

#include <algorithm>
#include <utility>

namespace tandem::vrrp {

namespace {

constexpr Priority least(1); // of who is BACKUP at all

Heard heardFrom(const AdvertReceived &input, Instant now)
{
    return {input.sender, input.advert.priority, input.advert.interval, now};
}

} // namespace

Router::Router(RouterConfig config)
    : m_config(normalised(std::move(config))), m_conditions(m_config), m_inspector(m_config), m_timer(m_config.interval)
{
}

Effects Router::handle(const Input &input, Instant now)
{
    Effects out;
    if (m_state != State::Stopped)
        std::visit([&](const auto &alternative) { on(alternative, now, out); }, input);
    reviseWish(now);
    return out;
}

/// The wish to be MASTER ends where its time has not come any more.
void Router::reviseWish(Instant now)
{
    if (m_waitsForGroup && (m_state != State::Backup || !m_config.synced || now < claimTime()))
        m_waitsForGroup = false;
}

std::optional<Instant> Router::deadline() const
{
    if (m_state == State::Backup)
        return m_waitsForGroup ? std::nullopt : std::optional(claimTime());
    if (m_state != State::Master)
        return std::nullopt;
    if (m_yielding)
        return m_yielding->at;
    const auto announcement = nextAnnouncement();
    return announcement ? std::min(*announcement, m_nextAdvert) : m_nextAdvert;
}

Priority Router::effectivePriority() const
{
    return m_state == State::Fault || m_state == State::Stopped ? Priority(Priority::resigns) : weighted();
}

Priority Router::weighted() const
{
    if (m_maintenance)
        return least;
    const Priority own = m_conditions.weighted(m_config.priority);
    return m_override ? std::max(own, *m_override) : own;
}

std::optional<IpAddress> Router::masterAddress() const
{
    const auto &master = m_timer.master();
    return master ? std::optional(master->sender) : std::nullopt;
}

Standing Router::standing() const
{
    return {m_state, m_conditions.ownFault().has_value(), m_conditions.groupFault(), m_waitsForGroup, m_reason};
}

// ---- Inputs -----------------------------------------------------------------------------------------------------

void Router::on(const Started &input, Instant now, Effects &out)
{
    if (m_state != State::Init)
        return;
    m_started = now;
    m_holdEnd = now + m_config.startDelay;
    m_conditions.setOwnLink(input.linkUp);
    if (const auto fault = m_conditions.fault())
        changeState(State::Fault, *fault, out);
    else
        enterBackup(Reason{.kind = Reason::Kind::Start}, now, out);
}

void Router::on(const AdvertReceived &input, Instant now, Effects &out)
{
    // RFC 5798 6.4: INIT hears nothing. An own advert that was looped back is nobody's.
    if (m_state == State::Init || input.sender == m_config.primaryAddress)
        return;
    if (m_inspector.discards(input, m_config, now, out))
        return; // a discarded packet touches no timer
    const Heard other = heardFrom(input, now);
    const bool lastWord = isLastWord(other, now);
    const bool resigns = other.priority.value() == Priority::resigns;
    bool adopted = false;
    if (m_state != State::Master && other.priority > weighted())
        m_override.reset(); // overruled
    if (m_state == State::Master)
        adopted = hearAsMaster(other, now, out);
    else if (m_state == State::Backup && resigns)
        m_timer.hearResignation(now, terms());
    else if (m_state == State::Backup)
        adopted = m_timer.hear(other, terms());
    else if (!resigns)
        m_timer.note(other); // FAULT: for those who look
    const bool successor = m_yielding && m_yielding->to.sender == input.sender;
    m_inspector.inspect(input, m_config, {m_state == State::Master, adopted, lastWord || successor}, now, out);
}

void Router::on(const DeadlinePassed &, Instant now, Effects &out)
{
    if (m_state == State::Backup && now >= claimTime()) {
        m_waitsForGroup = m_config.synced;
        if (!m_config.synced)
            becomeMaster(m_timer.claimReason(now, terms()), now, out);
        return;
    }
    if (m_state != State::Master)
        return;
    if (m_yielding) {
        if (now >= m_yielding->at)
            yield(m_yielding->to, out);
        return;
    }
    if (now >= m_nextAdvert)
        advertise(now, out);
    bool due = false;
    for (auto at = nextAnnouncement(); at && now >= *at; at = nextAnnouncement()) {
        ++m_announcementsDone;
        due = true;
    }
    if (due)
        out.push(Announce{});
}

void Router::on(const Awake &, Instant now, Effects &out)
{
    if (m_state == State::Master && !m_yielding && now + earliness(m_config.interval) >= m_nextAdvert)
        advertise(now, out);
}

void Router::on(const LinkChanged &input, Instant now, Effects &out)
{
    const std::size_t link = m_conditions.linkNamed(input.interface);
    if (!m_conditions.setLink(link, input.up) || m_state == State::Init)
        return;
    if (!input.up) {
        if (m_state != State::Fault)
            resign(State::Fault, Reason{.kind = Reason::Kind::LinkDown, .link = link}, out);
        return;
    }
    m_holdEnd = now + m_config.startDelay;
    unfault(Reason{.kind = Reason::Kind::LinkUp, .link = link}, now, out);
}

void Router::on(const TrackChanged &input, Instant now, Effects &out)
{
    const Priority before = weighted();
    if (!m_conditions.setTrack(input.index, input.verdict) || m_state == State::Init)
        return;
    if (m_state == State::Fault)
        unfault(Reason{.kind = Reason::Kind::TrackRecovered, .track = input.index}, now, out);
    else if (const auto fault = m_conditions.fault())
        resign(State::Fault, *fault, out);
    else
        priorityChanged(before, out);
}

void Router::on(const Shutdown &, Instant, Effects &out)
{
    resign(State::Stopped, Reason{.kind = Reason::Kind::Shutdown}, out);
}

/// A MASTER says so at once, so that a better backup need not wait for the schedule.
void Router::priorityChanged(Priority before, Effects &out)
{
    if (weighted() == before)
        return;
    if (m_state == State::Backup)
        m_timer.reconsider(termsUnder(m_config, before), terms());
    else if (m_state == State::Master && !m_yielding)
        out.push(SendAdvert{weighted()});
}

// ---- As MASTER --------------------------------------------------------------------------------------------------

bool Router::hearAsMaster(const Heard &other, Instant now, Effects &out)
{
    // RFC 5798 6.4.3: greater, or equal and the primary address of the sender greater (unsigned, in network order).
    const Priority own = weighted();
    if (other.priority > own || (other.priority == own && other.sender > m_config.primaryAddress)) {
        if (m_yielding)
            m_yielding->to = other;
        else if (isPlanned(other, now))
            m_yielding = Yielding{other, now + overlap};
        else
            yield(other, out);
        return m_state == State::Backup;
    }
    if (m_yielding) { // says nothing any more, unless the other one is gone again
        if (other.priority.value() != Priority::resigns || other.sender != m_yielding->to.sender)
            return false;
        m_yielding.reset();
    }
    if (m_former && m_former->heard.sender == other.sender && !isFarewell(other.sender, now))
        m_former->leftInOrder = false; // a second master: it did not leave
    answer(now, out);
    return false;
}

bool Router::isPlanned(const Heard &other, Instant now) const
{
    if (other.sender == m_expected && now < m_expectedUntil)
        return true;
    const bool returns = m_former && m_former->heard.sender == other.sender;
    if (returns && m_former->leftInOrder)
        return true;
    const auto peer = std::find_if(m_config.peers.begin(), m_config.peers.end(),
                                   [&](const PeerPriority &known) { return known.address == other.sender; });
    if (peer == m_config.peers.end() || other.priority <= peer->highest)
        return false;
    return !returns || m_former->heard.priority <= peer->highest; // else it has been MASTER all along, unheard
}

bool Router::justTookOver(Instant now) const
{
    const Duration longest = std::max<Duration>(m_config.interval, std::chrono::milliseconds(100));
    return m_state == State::Master && now - m_since <= longest;
}

/// A MASTER that yields sends one advert more.
bool Router::isFarewell(const IpAddress &sender, Instant now) const
{
    return justTookOver(now) && m_former && m_former->heard.sender == sender;
}

/// Of the master that we took over from, or the first advert of one that was not heard before (after a start, or a
/// healed split). Another one of that is a second master's.
bool Router::isLastWord(const Heard &other, Instant now)
{
    if (isFarewell(other.sender, now))
        return true;
    if (!justTookOver(now) || m_lastWordOf || other.priority.value() == Priority::resigns)
        return false;
    m_lastWordOf = other.sender;
    return true;
}

/// The one of the schedule.
void Router::advertise(Instant now, Effects &out)
{
    out.push(SendAdvert{effectivePriority()});
    // From the schedule, not from now: no drift. What was missed in a pause is not sent in a burst.
    const auto missed = std::max<Duration::rep>(0, (now - m_nextAdvert) / m_config.interval);
    m_nextAdvert += (missed + 1) * m_config.interval;
    m_answers = 0;
}

void Router::answer(Instant now, Effects &out)
{
    if (m_answers >= mostAnswers)
        return;
    ++m_answers;
    out.push(SendAdvert{effectivePriority()});
    announce(now, out); // the other one had announced itself: clients may know its hardware address
}

/// Now, and by the schedule.
void Router::announce(Instant now, Effects &out)
{
    out.push(Announce{});
    m_announceStart = now;
    m_announcementsDone = 0;
}

// ---- States -----------------------------------------------------------------------------------------------------

/// In FAULT: one cause of it is over.
void Router::unfault(const Reason &reason, Instant now, Effects &out)
{
    if (!m_conditions.fault())
        enterBackup(reason, now, out);
}

/// From INIT or FAULT: nothing is known of a master.
void Router::enterBackup(const Reason &reason, Instant now, Effects &out)
{
    // RFC 5798 6.4.1: the owner of the addresses does not wait for silence.
    m_timer.begin(m_config.interval, owner(), now, terms());
    if (owner() && !m_config.synced && now >= claimTime())
        becomeMaster(Reason{.kind = Reason::Kind::OwnsAddress}, now, out);
    else
        changeState(State::Backup, reason, out);
}

void Router::becomeMaster(const Reason &reason, Instant now, Effects &out)
{
    using Kind = Reason::Kind;
    const bool inOrder = reason.kind != Kind::MasterDown && reason.kind != Kind::OwnsAddress;
    const auto &master = m_timer.master();
    m_former = master ? std::optional(Former{*master, inOrder}) : std::nullopt;
    m_timer.forget(m_config.interval);
    m_lastWordOf.reset();
    m_yielding.reset();
    m_since = now;
    m_nextAdvert = now + m_config.interval;
    m_answers = 0;
    // Address before announcement: who asks after it is answered. Announcement before advert: the others yield on it.
    if (!owner())
        out.push(AddAddresses{});
    announce(now, out);
    out.push(SendAdvert{weighted()});
    changeState(State::Master, reason, out);
}

void Router::yield(const Heard &to, Effects &out)
{
    out.push(SendAdvert{weighted()}); // makes the other one announce itself again
    if (!owner())
        out.push(RemoveAddresses{});
    m_yielding.reset();
    m_override.reset(); // overruled
    m_timer.follow(to, terms());
    m_inspector.mastershipOver();
    changeState(State::Backup,
                Reason{.kind = Reason::Kind::HigherPriority, .peer = to.sender, .peerPriority = to.priority.value()},
                out);
}

void Router::leaveMaster(Effects &out)
{
    if (m_state != State::Master)
        return;
    // VIPs first: at a sub-second skew the successor would hold them together with us.
    if (!owner())
        out.push(RemoveAddresses{});
    if (!m_yielding) // else the successor is there, and priority 0 would only wake the others
        out.push(SendAdvert{Priority(Priority::resigns)});
    m_yielding.reset();
    m_inspector.mastershipOver();
}

void Router::resign(State to, const Reason &reason, Effects &out)
{
    leaveMaster(out);
    changeState(to, reason, out);
}

void Router::changeState(State to, const Reason &reason, Effects &out)
{
    const State from = std::exchange(m_state, to);
    m_reason = reason;
    out.push(StateChanged{from, to, reason});
}

// ---- Timers -----------------------------------------------------------------------------------------------------

MasterTimer::Terms Router::termsUnder(const RouterConfig &config, Priority priority) const
{
    return {config.version, priority, config.preempt, config.preemptDelay, m_holdEnd};
}

Instant Router::claimTime() const
{
    const Instant at = m_timer.claimTime(terms());
    return m_conditions.awaitsFirstVerdict() ? std::max(at, m_started + m_config.firstVerdictWait) : at;
}

std::optional<Instant> Router::nextAnnouncement() const
{
    if (m_announcementsDone >= reannouncements.size())
        return std::nullopt;
    return m_announceStart + reannouncements.at(m_announcementsDone);
}

} // namespace tandem::vrrp
