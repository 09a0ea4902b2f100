// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "vrrp/conditions.h"
#include "vrrp/effects.h"
#include "vrrp/oddityregister.h"
#include "vrrp/routerconfig.h"

#include <array>
#include <optional>

namespace tandem::vrrp {

/// The VRRP router state machine (RFC 5798 6.4, RFC 9568 6.4, RFC 3768 6.4), FAULT as Keepalived has it.
/// No callbacks, no clock, no socket: inputs in, effects out; the host sleeps until deadline().
///
/// Beyond the RFCs:
/// - A BACKUP whose timer ran out claims nothing during startDelay, nor while a track of weight 0 is without its first
///   verdict (at most RouterConfig::firstVerdictWait after the start).
/// - A priority 0 advert brings the take-over forward to Skew_Time and never puts it off: a stream of them cannot hold
///   it up.
/// - A MASTER that hears a lower master (or one that resigns) answers at once and announces again, at most
///   `mostAnswers` times between two adverts of its schedule.
class Router
{
public:
    explicit Router(RouterConfig config);

    /// Never allocates. `now` never goes back.
    Effects handle(const Input &input, Instant now);
    /// When DeadlinePassed is due; may lie in the past. It is harmless too early.
    std::optional<Instant> deadline() const;

    State state() const { return m_state; }
    /// Priority after weights; what an advert carries. 0 in FAULT and STOPPED.
    Priority effectivePriority() const;
    /// As given, with the interval as it stands on the wire, and preempting at once where it owns the addresses.
    const RouterConfig &config() const { return m_config; }
    /// The master last heard; nothing before the first accepted advert, and nothing while MASTER.
    std::optional<IpAddress> masterAddress() const;
    /// Master_Adver_Interval: the master's own, as learnt (v3); the own one as MASTER.
    Duration masterInterval() const { return m_masterInterval; }
    Duration skewTime() const;
    Duration masterDownInterval() const;

    /// Announcements after a take-over or a healed split, beside the one at once: a client that asked in between, and a
    /// switch that was still learning, hear of it.
    static constexpr std::array<Duration, 3> reannouncements{
        std::chrono::milliseconds(50), std::chrono::milliseconds(250), std::chrono::milliseconds(1000)};
    static constexpr unsigned mostAnswers = 3;

private:
    /// What the timer of a BACKUP runs for, from m_timerStart.
    enum class Wait : std::uint8_t { MasterDownInterval, SkewTime, Nothing };

    /// An accepted advert, as far as it is needed later.
    struct Heard
    {
        IpAddress sender;
        Priority priority;
        Duration interval{};
        Instant at{};
    };

    void on(const Started &input, Instant now, Effects &out);
    void on(const AdvertReceived &input, Instant now, Effects &out);
    void on(const DeadlinePassed &input, Instant now, Effects &out);
    void on(const LinkChanged &input, Instant now, Effects &out);
    void on(const TrackChanged &input, Instant now, Effects &out);
    void on(const Shutdown &input, Instant now, Effects &out);

    std::optional<Oddity::Kind> whyDiscarded(const Advert &advert) const;
    // These say whether the sender's interval was adopted.
    bool hearAsBackup(const AdvertReceived &input, Instant now);
    bool hearLowerAsBackup(Instant now);
    void hearResignation(Instant now);
    bool hearAsMaster(const AdvertReceived &input, Instant now, Effects &out);

    void noteOddities(const AdvertReceived &input, bool adopted, Instant now, Effects &out);
    void noteOddity(Oddity::Kind kind, bool present, const IpAddress &sender, Instant now, Effects &out);
    void heardMaster(const AdvertReceived &input, Instant now);
    void follow(const Heard &master);
    void reconsiderMaster();
    void answer(Instant now, Effects &out);

    void unfault(const Reason &reason, Instant now, Effects &out);
    void enterBackup(const Reason &reason, Instant now, Effects &out);
    void becomeMaster(const Reason &reason, Instant now, Effects &out);
    void yield(const AdvertReceived &input, Instant now, Effects &out);
    void resign(State to, const Reason &reason, Effects &out);
    void changeState(State to, const Reason &reason, Effects &out);

    Instant timerEnd() const;
    Instant claimTime() const;
    Reason claimReason(Instant now) const;
    std::optional<Instant> nextAnnouncement() const;
    bool owner() const { return m_config.priority.value() == Priority::owner; }
    Priority weighted() const { return m_conditions.weighted(m_config.priority); }

    RouterConfig m_config;
    Conditions m_conditions;
    OddityRegister m_oddities;
    State m_state = State::Init;
    Instant m_started{};
    Instant m_holdEnd{}; ///< of startDelay: nothing is claimed before

    std::optional<Heard> m_master; ///< last heard, followed or not
    Duration m_masterInterval;

    // As BACKUP.
    Wait m_wait = Wait::MasterDownInterval;
    Instant m_timerStart{};
    Reason::Kind m_claimKind = Reason::Kind::MasterDown; ///< why we would become MASTER when the timer ends
    std::optional<Instant> m_preemptAt;                  ///< end of preempt_delay

    // As MASTER.
    Instant m_nextAdvert{};
    Instant m_announceStart{};
    std::size_t m_announcementsDone = 0; ///< of reannouncements
    unsigned m_answers = 0;              ///< since the last scheduled advert
};

} // namespace tandem::vrrp
