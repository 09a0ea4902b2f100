// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "vrrp/advertinspector.h"
#include "vrrp/conditions.h"
#include "vrrp/effects.h"
#include "vrrp/mastertimer.h"
#include "vrrp/orders.h"
#include "vrrp/reconfiguration.h"
#include "vrrp/routerconfig.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>

namespace tandem::vrrp {

/// What a SyncGroup looks at in a member.
struct Standing
{
    State state = State::Init;
    bool ownFault = false;    ///< unfit by itself, not for the group's sake
    bool groupFault = false;  ///< GroupFault is in force
    bool wantsMaster = false; ///< BACKUP whose time to claim has come
    Reason reason;            ///< of the last change of state
};

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
/// - A MASTER that hears a better one yields at once, as RFC 5798 6.4.3 has it, for two owners of a healed split must
///   not go on. Where it knows that the other one only just took over, and as planned, it stays MASTER for `overlap`
///   and says nothing, so that no packet under way finds nobody. It knows so
///   of an override (a priority that the sender cannot have by RouterConfig::peers, and had not before we were MASTER),
///   of who had left to us in order (priority 0, or we preempted it) and returns, and where the peer's agent said so.
class Router
{
public:
    explicit Router(RouterConfig config);

    /// So long before its time an advert may go at Awake. The schedule stays, so nothing drifts.
    static Duration earliness(Duration interval) { return std::min<Duration>(interval, std::chrono::seconds(1)) / 128; }

    /// Never allocates. `now` never goes back.
    Effects handle(const Input &input, Instant now);
    /// When DeadlinePassed is due; may lie in the past. It is harmless too early.
    std::optional<Instant> deadline() const;

    /// Takes over another configuration (SIGHUP): no VIP moves that need not, what was learnt stays. Allocates.
    /// `linksDown`: interfaces of `next` that are down, of those that were not named before. Links, tracks and their
    /// verdicts are the same by their names; a new track is without a verdict, and nothing waits for its first one.
    /// startDelay counts from the next start or link-up on.
    Reconfiguration reconfigure(RouterConfig next, Instant now, std::span<const std::string> linksDown = {});

    /// Why the order would do nothing; nothing: it would be carried out.
    std::optional<OrderRefusal> refusalOf(const Override &order) const;
    std::optional<OrderRefusal> refusalOf(const Maintenance &order) const;
    /// The priority of the Override in force.
    std::optional<Priority> overridePriority() const { return m_override; }
    bool inMaintenance() const { return m_maintenance; }

    State state() const { return m_state; }
    /// Priority after weights and orders; what an advert carries. 0 in FAULT and STOPPED.
    Priority effectivePriority() const;
    /// As given, with the interval as it stands on the wire, and preempting at once where it owns the addresses.
    const RouterConfig &config() const { return m_config; }
    /// The master last heard; nothing before the first accepted advert, and nothing while MASTER.
    std::optional<IpAddress> masterAddress() const;
    /// Master_Adver_Interval: the master's own, as learnt (v3); the own one as MASTER.
    Duration masterInterval() const { return m_timer.interval(); }
    /// Why the last advert was discarded; nothing: it was taken.
    std::optional<Oddity::Kind> discarded() const { return m_inspector.discarded(); }
    Duration skewTime() const { return m_timer.skewTime(terms()); }
    Duration masterDownInterval() const { return m_timer.masterDownInterval(terms()); }
    Standing standing() const;

    /// Announcements after a take-over or a healed split, beside the one at once: a client that asked in between, and a
    /// switch that was still learning, hear of it.
    static constexpr std::array<Duration, 3> reannouncements{
        std::chrono::milliseconds(50), std::chrono::milliseconds(250), std::chrono::milliseconds(1000)};
    static constexpr unsigned mostAnswers = 3;
    /// How long a VIP is kept beside its new owner in a planned move.
    static constexpr Duration overlap = std::chrono::milliseconds(3);

private:
    /// A planned move away from us.
    struct Yielding
    {
        Heard to;
        Instant at{};
    };
    /// The master that we took over from.
    struct Former
    {
        Heard heard;
        bool leftInOrder = false; ///< not by silence
    };

    void on(const Started &input, Instant now, Effects &out);
    void on(const AdvertReceived &input, Instant now, Effects &out);
    void on(const DeadlinePassed &input, Instant now, Effects &out);
    void on(const Awake &input, Instant now, Effects &out);
    void on(const LinkChanged &input, Instant now, Effects &out);
    void on(const TrackChanged &input, Instant now, Effects &out);
    void on(const Shutdown &input, Instant now, Effects &out);
    void on(const Override &input, Instant now, Effects &out);
    void on(const ClearOverride &input, Instant now, Effects &out);
    void on(const Maintenance &input, Instant now, Effects &out);
    void on(const TakeoverExpected &input, Instant now, Effects &out);
    void on(const HandedOver &input, Instant now, Effects &out);
    void on(const GroupFault &input, Instant now, Effects &out);
    void on(const GroupClaim &input, Instant now, Effects &out);
    void on(const GroupYield &input, Instant now, Effects &out);

    bool hearAsMaster(const Heard &other, Instant now, Effects &out); ///< whether its interval was adopted
    bool isPlanned(const Heard &other, Instant now) const;
    bool justTookOver(Instant now) const;
    bool isFarewell(const IpAddress &sender, Instant now) const;
    bool isLastWord(const Heard &other, Instant now);
    void advertise(Instant now, Effects &out);
    void answer(Instant now, Effects &out);
    void announce(Instant now, Effects &out);
    void priorityChanged(Priority before, Effects &out);

    void unfault(const Reason &reason, Instant now, Effects &out);
    void enterBackup(const Reason &reason, Instant now, Effects &out);
    void becomeMaster(const Reason &reason, Instant now, Effects &out);
    void yield(const Heard &to, Effects &out);
    void leaveMaster(Effects &out);
    void resign(State to, const Reason &reason, Effects &out);
    void changeState(State to, const Reason &reason, Effects &out);
    void giveUp(const Reason &reason, Instant now, Effects &out);
    void applyToState(const RouterConfig &before, Priority priority, Reconfiguration &done, Instant now);

    void reviseWish(Instant now);
    Instant claimTime() const;
    std::optional<Instant> nextAnnouncement() const;
    bool owner() const { return m_config.priority.value() == Priority::owner; }
    Priority weighted() const;
    std::optional<Priority> priorityFor(const Override &order) const;
    MasterTimer::Terms terms() const { return termsUnder(m_config, weighted()); }
    MasterTimer::Terms termsUnder(const RouterConfig &config, Priority priority) const;

    RouterConfig m_config;
    Conditions m_conditions;
    AdvertInspector m_inspector;
    State m_state = State::Init;
    Reason m_reason; ///< of the last change of state
    Instant m_started{};
    Instant m_holdEnd{}; ///< of startDelay: nothing is claimed before
    std::optional<Priority> m_override;
    bool m_maintenance = false;
    IpAddress m_expected;      ///< TakeoverExpected
    Instant m_expectedUntil{}; ///< its end

    MasterTimer m_timer;
    bool m_waitsForGroup = false; ///< as BACKUP: the time to claim has come

    // As MASTER.
    Instant m_since{};
    std::optional<Former> m_former;
    std::optional<IpAddress> m_lastWordOf; ///< an unknown master that gives way, or is a second one
    std::optional<Yielding> m_yielding;
    Instant m_nextAdvert{};
    Instant m_announceStart{};
    std::size_t m_announcementsDone = 0; ///< of reannouncements
    unsigned m_answers = 0;              ///< since the last scheduled advert
};

} // namespace tandem::vrrp
