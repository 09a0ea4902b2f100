// SPDX-License-Identifier: GPL-3.0-or-later
#include "vrrp/router.h"

#include <algorithm>
#include <utility>

namespace tandem::vrrp {

namespace {

/// An oddity that was not seen for so long is over: longer than a few adverts of the slowest sender that we would hear.
Duration quietTime(const RouterConfig &config)
{
    return std::max<Duration>(std::chrono::minutes(3), 4 * config.interval);
}

} // namespace

Router::Router(RouterConfig config)
    : m_config(std::move(config)), m_conditions(m_config), m_oddities(quietTime(m_config)),
      m_masterInterval(intervalOnWire(m_config.version, m_config.interval))
{
    m_config.interval = m_masterInterval;
    if (owner()) { // RFC 5798 6.1: the owner preempts whatever Preempt_Mode says
        m_config.preempt = true;
        m_config.preemptDelay = {};
    }
}

Effects Router::handle(const Input &input, Instant now)
{
    Effects out;
    if (m_state != State::Stopped)
        std::visit([&](const auto &alternative) { on(alternative, now, out); }, input);
    return out;
}

std::optional<Instant> Router::deadline() const
{
    if (m_state == State::Backup)
        return claimTime();
    if (m_state != State::Master)
        return std::nullopt;
    const auto announcement = nextAnnouncement();
    return announcement ? std::min(*announcement, m_nextAdvert) : m_nextAdvert;
}

Priority Router::effectivePriority() const
{
    return m_state == State::Fault || m_state == State::Stopped ? Priority(Priority::resigns) : weighted();
}

std::optional<IpAddress> Router::masterAddress() const
{
    return m_master ? std::optional(m_master->sender) : std::nullopt;
}

Duration Router::skewTime() const
{
    // RFC 3768 6.1: (256 - Priority) / 256 seconds; RFC 5798 6.1: ((256 - priority) * Master_Adver_Interval) / 256.
    const Duration scale = m_config.version == 2 ? Duration(std::chrono::seconds(1)) : m_masterInterval;
    return (256 - weighted().value()) * scale / 256;
}

Duration Router::masterDownInterval() const
{
    return 3 * m_masterInterval + skewTime();
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
    const auto discarded = whyDiscarded(input.advert);
    for (const auto kind : {Oddity::Kind::VersionDiffers, Oddity::Kind::WrongAuthType, Oddity::Kind::WrongPassword}) {
        noteOddity(kind, discarded == kind, input.sender, now, out);
        if (discarded == kind)
            return; // a discarded packet touches no timer
    }
    if (discarded) {
        noteOddity(*discarded, true, input.sender, now, out);
        return;
    }
    bool adopted = false;
    if (m_state == State::Backup)
        adopted = hearAsBackup(input, now);
    else if (m_state == State::Master)
        adopted = hearAsMaster(input, now, out);
    else if (input.advert.priority.value() != Priority::resigns)
        heardMaster(input, now); // FAULT: for those who look
    noteOddities(input, adopted, now, out);
}

void Router::on(const DeadlinePassed &, Instant now, Effects &out)
{
    if (m_state == State::Backup && now >= claimTime()) {
        becomeMaster(claimReason(now), now, out);
        return;
    }
    if (m_state != State::Master)
        return;
    if (now >= m_nextAdvert) {
        out.push(SendAdvert{effectivePriority()});
        // From the schedule, not from now: no drift. What was missed in a pause is not sent in a burst.
        const auto missed = (now - m_nextAdvert) / m_config.interval;
        m_nextAdvert += (missed + 1) * m_config.interval;
        m_answers = 0;
    }
    bool announce = false;
    for (auto due = nextAnnouncement(); due && now >= *due; due = nextAnnouncement()) {
        ++m_announcementsDone;
        announce = true;
    }
    if (announce)
        out.push(Announce{});
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
    if (m_state == State::Fault) {
        unfault(Reason{.kind = Reason::Kind::TrackRecovered, .track = input.index}, now, out);
        return;
    }
    if (const auto fault = m_conditions.fault()) {
        resign(State::Fault, *fault, out);
        return;
    }
    if (weighted() == before)
        return;
    if (m_state == State::Master) // at once, so that a better backup need not wait for the schedule
        out.push(SendAdvert{effectivePriority()});
    else
        reconsiderMaster();
}

void Router::on(const Shutdown &, Instant, Effects &out)
{
    resign(State::Stopped, Reason{.kind = Reason::Kind::Shutdown}, out);
}

// ---- Adverts ----------------------------------------------------------------------------------------------------

std::optional<Oddity::Kind> Router::whyDiscarded(const Advert &advert) const
{
    if (advert.version != m_config.version)
        return Oddity::Kind::VersionDiffers;
    if (m_config.version != 2)
        return std::nullopt;
    // RFC 2338 7.1: MUST verify that the Auth Type matches the locally configured one, and the password.
    if (advert.authType != (m_config.pass ? AuthType::Pass : AuthType::None))
        return Oddity::Kind::WrongAuthType;
    if (m_config.pass && !sameAuthData(advert.authData, *m_config.pass))
        return Oddity::Kind::WrongPassword;
    // RFC 3768 7.1: MUST verify that the Adver Interval in the packet is the same as the locally configured.
    if (advert.interval != m_config.interval)
        return Oddity::Kind::IntervalDiffers;
    return std::nullopt;
}

bool Router::hearAsBackup(const AdvertReceived &input, Instant now)
{
    if (input.advert.priority.value() == Priority::resigns) {
        hearResignation(now);
        return false;
    }
    heardMaster(input, now);
    // RFC 5798 6.4.2: a priority greater than or equal to the own; addresses are not compared here.
    if (input.advert.priority < weighted())
        return hearLowerAsBackup(now);
    m_preemptAt.reset();
    follow(*m_master);
    return true;
}

bool Router::hearLowerAsBackup(Instant now)
{
    const bool delays = m_config.preempt && m_config.preemptDelay > Duration::zero();
    if (delays && !m_preemptAt)
        m_preemptAt = std::max(now, m_holdEnd) + m_config.preemptDelay;
    if (delays || !m_config.preempt) { // left alone: until m_preemptAt, or for good
        follow(*m_master);
        return true;
    }
    if (m_claimKind == Reason::Kind::MasterDown)
        m_claimKind = Reason::Kind::Preempt;
    return false;
}

void Router::hearResignation(Instant now)
{
    // RFC 5798 6.4.2: Set the Master_Down_Timer to Skew_Time. The interval stays the master's.
    const Instant start = std::max(now, m_holdEnd);
    if (start + skewTime() < timerEnd()) {
        m_timerStart = start;
        m_wait = Wait::SkewTime;
    }
    if (m_wait != Wait::Nothing)
        m_claimKind = Reason::Kind::MasterResigned;
}

bool Router::hearAsMaster(const AdvertReceived &input, Instant now, Effects &out)
{
    const Priority theirs = input.advert.priority;
    // RFC 5798 6.4.3: greater, or equal and the primary address of the sender greater (unsigned, in network order).
    const bool yields = theirs > weighted() || (theirs == weighted() && input.sender > m_config.primaryAddress);
    if (yields) {
        yield(input, now, out);
        return true;
    }
    answer(now, out);
    return false;
}

void Router::answer(Instant now, Effects &out)
{
    if (m_answers >= mostAnswers)
        return;
    ++m_answers;
    out.push(SendAdvert{effectivePriority()});
    out.push(Announce{}); // the other one had announced itself: clients may know its hardware address
    m_announceStart = now;
    m_announcementsDone = 0;
}

void Router::heardMaster(const AdvertReceived &input, Instant now)
{
    m_master = Heard{input.sender, input.advert.priority, input.advert.interval, now};
}

void Router::follow(const Heard &master)
{
    m_masterInterval = master.interval; // RFC 5798 6.4.2 (450); v2's is the own one
    m_timerStart = std::max(master.at, m_holdEnd);
    m_wait = Wait::MasterDownInterval;
    m_claimKind = Reason::Kind::MasterDown;
}

/// The own priority changed: a master that was about to be preempted may be the better one now. It is followed from its
/// last advert on, else the timer that it did not reset would end before its next one.
void Router::reconsiderMaster()
{
    const bool preempting = m_preemptAt || m_claimKind == Reason::Kind::Preempt;
    if (!preempting || !m_master || m_master->priority < weighted())
        return;
    m_preemptAt.reset();
    follow(*m_master);
}

void Router::noteOddity(Oddity::Kind kind, bool present, const IpAddress &sender, Instant now, Effects &out)
{
    if (!present)
        m_oddities.over(sender, kind);
    else if (m_oddities.seen(sender, kind, now))
        out.push(Oddity{kind, sender});
}

void Router::noteOddities(const AdvertReceived &input, bool adopted, Instant now, Effects &out)
{
    const auto &advert = input.advert;
    noteOddity(Oddity::Kind::AddressListDiffers, !advert.addresses.sameSetAs(m_config.addresses), input.sender, now,
               out);
    noteOddity(Oddity::Kind::IntervalDiffers, adopted && advert.interval != m_config.interval, input.sender, now, out);
    noteOddity(Oddity::Kind::FirstAddressNotLinkLocal,
               advert.addresses.family() == Family::V6 && !advert.addresses.at(0).isLinkLocal(), input.sender, now,
               out);
    noteOddity(Oddity::Kind::SecondMaster, m_state == State::Master && advert.priority.value() != Priority::resigns,
               input.sender, now, out);
}

// ---- States -----------------------------------------------------------------------------------------------------

void Router::unfault(const Reason &reason, Instant now, Effects &out)
{
    if (m_state != State::Fault || m_conditions.fault())
        return;
    enterBackup(reason, now, out);
}

/// From INIT or FAULT: nothing is known of a master.
void Router::enterBackup(const Reason &reason, Instant now, Effects &out)
{
    m_masterInterval = m_config.interval;
    m_timerStart = std::max(now, m_holdEnd);
    // RFC 5798 6.4.1: the owner of the addresses does not wait for silence.
    m_wait = owner() ? Wait::Nothing : Wait::MasterDownInterval;
    m_claimKind = owner() ? Reason::Kind::OwnsAddress : Reason::Kind::MasterDown;
    m_preemptAt.reset();
    if (owner() && now >= claimTime())
        becomeMaster(Reason{.kind = Reason::Kind::OwnsAddress}, now, out);
    else
        changeState(State::Backup, reason, out);
}

void Router::becomeMaster(const Reason &reason, Instant now, Effects &out)
{
    m_masterInterval = m_config.interval;
    m_master.reset();
    m_nextAdvert = now + m_config.interval;
    m_answers = 0;
    m_announceStart = now;
    m_announcementsDone = 0;
    // Address before announcement: who asks after it is answered. Announcement before advert: the others yield on it.
    if (!owner())
        out.push(AddAddresses{});
    out.push(Announce{});
    out.push(SendAdvert{weighted()});
    changeState(State::Master, reason, out);
}

void Router::yield(const AdvertReceived &input, Instant now, Effects &out)
{
    out.push(SendAdvert{weighted()}); // makes the other one announce itself again
    if (!owner())
        out.push(RemoveAddresses{});
    m_preemptAt.reset();
    heardMaster(input, now);
    follow(*m_master);
    m_oddities.over(Oddity::Kind::SecondMaster);
    const auto priority = input.advert.priority.value();
    changeState(State::Backup,
                Reason{.kind = Reason::Kind::HigherPriority, .peer = input.sender, .peerPriority = priority}, out);
}

void Router::resign(State to, const Reason &reason, Effects &out)
{
    if (m_state == State::Master) {
        // VIPs first: at a sub-second skew the successor would hold them together with us.
        if (!owner())
            out.push(RemoveAddresses{});
        out.push(SendAdvert{Priority(Priority::resigns)});
        m_oddities.over(Oddity::Kind::SecondMaster);
    }
    changeState(to, reason, out);
}

void Router::changeState(State to, const Reason &reason, Effects &out)
{
    const State from = std::exchange(m_state, to);
    out.push(StateChanged{from, to, reason});
}

// ---- Timers -----------------------------------------------------------------------------------------------------

Instant Router::timerEnd() const
{
    switch (m_wait) {
    case Wait::MasterDownInterval: return m_timerStart + masterDownInterval();
    case Wait::SkewTime: return m_timerStart + skewTime();
    case Wait::Nothing: break;
    }
    return m_timerStart;
}

Instant Router::claimTime() const
{
    Instant at = m_preemptAt ? std::min(*m_preemptAt, timerEnd()) : timerEnd();
    if (m_conditions.awaitsFirstVerdict())
        at = std::max(at, m_started + m_config.firstVerdictWait);
    return at;
}

Reason Router::claimReason(Instant now) const
{
    Reason reason{.kind = m_claimKind, .waited = now - m_timerStart};
    if (m_master) {
        reason.peer = m_master->sender;
        reason.peerPriority = m_master->priority.value();
    }
    if (m_preemptAt && *m_preemptAt < timerEnd()) {
        reason.kind = Reason::Kind::Preempt;
        reason.waited = now - *m_preemptAt + m_config.preemptDelay;
    }
    return reason;
}

std::optional<Instant> Router::nextAnnouncement() const
{
    if (m_announcementsDone >= reannouncements.size())
        return std::nullopt;
    return m_announceStart + reannouncements.at(m_announcementsDone);
}

} // namespace tandem::vrrp
