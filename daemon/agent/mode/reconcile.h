// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "config/cluster.h"
#include "model/nodestatus.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tandem::agent {

/// How far another node's MaxScale can act on the database.
enum class PeerMode : std::uint8_t {
    PassiveIdle, ///< it reads passive, and no operation of before runs on
    PassiveBusy, ///< it reads passive, but its monitor is at something that began before
    Active,
    Gone,    ///< its agent answers and says that nobody listens: no process, no operation
    Unknown, ///< its agent is out of reach, or its MaxScale does not say
};

struct PeerReading
{
    std::string name;
    PeerMode mode = PeerMode::Unknown;
    std::string doing;     ///< PassiveBusy: what its monitor does
    Duration unknownFor{}; ///< Unknown: since when nothing better has been heard

    bool operator==(const PeerReading &) const = default;
};

/// All that the decision depends on.
struct Situation
{
    config::Mode mode = config::Mode::None;
    model::EngineState engine = model::EngineState::Unknown;
    /// Of the node's leading instance (see leadingInstance); its last word where the engine has left in order.
    model::VrrpState state = model::VrrpState::Unknown;
    Duration stateFor{};            ///< how long it has been in `state`
    std::optional<bool> passive;    ///< what MaxScale says; nothing: it does not say
    std::string monitorState;       ///< MaxScaleStatus::monitorState
    bool restarted = false;         ///< MaxScale is not the process that the journal knows
    bool held = false;              ///< an operator keeps Tandem's hands off
    std::vector<PeerReading> peers; ///< all other nodes
    /// MaxScale's cooperative_monitoring_locks are on; nothing: its monitors have not been read yet.
    std::optional<bool> locks = false;
    bool configSync = false; ///< it shares its configuration with other MaxScales, `passive` included
};

struct Decision
{
    enum class Action : std::uint8_t { None, SetTrue, SetFalse, Wait };
    Action action = Action::None;
    std::string reason; ///< for the event, the alarm and the person who wonders
    bool alarm = false; ///< the reason deserves one
    std::string code{}; ///< of that alarm: "mode-refused", "mode-held"; empty: "mode-peer"

    bool operator==(const Decision &) const = default;
};

/// How long a new MASTER waits for a peer that cannot be asked.
inline constexpr std::chrono::seconds peerWait{5};

/// Pure. What to do about MaxScale's `passive`:
/// - where cooperative locks decide who fails over: nothing, with an alarm. A lock holder that is set passive would
///   strand the site. Before it is known whether they do: nothing;
/// - where config_sync shares the configuration: nothing, with an alarm. The next change that anybody makes on one
///   MaxScale would copy that one's `passive` to all;
/// - on hold: nothing, with an alarm while that keeps it from what it should be;
/// - no engine answer: nothing; but a MaxScale that restarted is set true, since whatever it saved may be old;
/// - BACKUP, FAULT, or an engine that has left in order: true;
/// - INIT: nothing is decided yet, nothing is written;
/// - MASTER: false is kept. It is set when every other node reads passive and idle or has no process, and the own
/// monitor
///   is idle; a peer that cannot be asked is waited for peerWait, then set with an alarm. A peer that reads active is
///   waited for without an end: two active MaxScales are worse than none.
Decision reconcile(const Situation &situation);

/// The instance whose state decides a node's mode: the first of the file that tracks a check of kind "maxscale", else
/// the first. Several instances may be MASTER on different nodes; only one MaxScale may be active, so only one can
/// decide.
const config::Instance *leadingInstance(const config::Cluster &cluster);

} // namespace tandem::agent
