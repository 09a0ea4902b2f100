// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/mode/reconcile.h"

#include "maxscale/monitorlist.h"

#include <algorithm>

namespace tandem::agent {

namespace {

using Action = Decision::Action;
using model::EngineState;
using model::VrrpState;

Decision withoutEngine(const Situation &situation)
{
    if (situation.restarted && situation.passive == false)
        return {Action::SetTrue, "MaxScale restarted while the engine does not answer"};
    return {Action::None, "the engine does not answer: MaxScale is left alone"};
}

/// MASTER, and MaxScale reads passive.
Decision activate(const Situation &situation)
{
    std::string reason = "the engine is MASTER";
    bool alarm = false;
    for (const PeerReading &peer : situation.peers) {
        switch (peer.mode) {
        case PeerMode::PassiveIdle: reason += ", " + peer.name + " reads passive"; break;
        case PeerMode::Gone: reason += ", " + peer.name + " has no MaxScale"; break;
        case PeerMode::PassiveBusy:
            return {Action::Wait, peer.name + " is passive, but its monitor is not done: " + peer.doing};
        case PeerMode::Active: // for a moment that is how every change of roles looks
            return {Action::Wait, peer.name + " still reads active", situation.stateFor >= peerWait};
        case PeerMode::Unknown:
            if (peer.unknownFor < peerWait || situation.stateFor < peerWait)
                return {Action::Wait, peer.name + " cannot be asked for its mode: waiting up to " +
                                          std::to_string(peerWait.count()) + " s"};
            alarm = true;
            reason += ", " + peer.name + " could not be asked for " + std::to_string(peerWait.count()) + " s";
            break;
        }
    }
    if (!maxscale::isIdle(situation.monitorState))
        return {Action::Wait, situation.monitorState.empty()
                                  ? "the own monitor's state is not known"
                                  : "the own monitor is not idle: " + situation.monitorState};
    return {Action::SetFalse, reason, alarm};
}

/// What nobody keeps it from.
Decision decide(const Situation &situation)
{
    if (!situation.passive)
        return {Action::None, "MaxScale does not say its mode"};
    if (situation.engine == EngineState::Unknown)
        return withoutEngine(situation);
    if (situation.engine == EngineState::Stopped)
        return *situation.passive ? Decision{Action::None, "the engine has left and MaxScale reads passive"}
                                  : Decision{Action::SetTrue, "the engine has left in order"};
    switch (situation.state) {
    case VrrpState::Master:
        return *situation.passive ? activate(situation)
                                  : Decision{Action::None, "the engine is MASTER and MaxScale reads active"};
    case VrrpState::Backup:
    case VrrpState::Fault:
    case VrrpState::Stopped: {
        const std::string state = "the engine is " + std::string(nameOf(situation.state));
        return *situation.passive ? Decision{Action::None, state + " and MaxScale reads passive"}
                                  : Decision{Action::SetTrue, state};
    }
    case VrrpState::Init:
    case VrrpState::Unknown: break;
    }
    return {Action::None, "the engine has not decided yet"};
}

} // namespace

Decision reconcile(const Situation &situation)
{
    if (situation.mode != config::Mode::Passive)
        return {Action::None, "mode is not \"passive\""};
    if (situation.locks == true)
        return {
            Action::None,
            "mode = \"passive\" beside cooperative_monitoring_locks: Tandem writes nothing, since a passive MaxScale "
            "that holds the locks keeps everybody from failing over. Set mode = \"cooperative\" in the cluster file, "
            "or the monitor's cooperative_monitoring_locks to none",
            true, "mode-refused"};
    if (situation.configSync)
        return {Action::None,
                "mode = \"passive\" beside config_sync_cluster: Tandem writes nothing, since the next change that "
                "anybody makes on one MaxScale copies its `passive` to all others. Set the monitor's "
                "cooperative_monitoring_locks and mode = \"cooperative\" in the cluster file, or do without config_sync",
                true, "mode-refused"};
    Decision wanted = decide(situation);
    if (wanted.action == Action::None)
        return situation.held ? Decision{Action::None, "on hold"} : wanted;
    if (situation.held)
        return {Action::None,
                std::string("hold keeps MaxScale ") + (situation.passive == true ? "passive" : "active") +
                    ", although " + wanted.reason,
                true, "mode-held"};
    if (!situation.locks)
        return {Action::Wait, "the monitors have not been read yet: whether cooperative locks decide is not known"};
    return wanted;
}

const config::Instance *leadingInstance(const config::Cluster &cluster)
{
    const auto tracksMaxScale = [&](const config::Instance &instance) {
        return std::ranges::any_of(instance.tracks, [&](const std::string &track) {
            const config::Check *check = cluster.checkNamed(track);
            return check && check->kind == config::CheckKind::MaxScale;
        });
    };
    const auto found = std::ranges::find_if(cluster.instances, tracksMaxScale);
    if (found != cluster.instances.end())
        return &*found;
    return cluster.instances.empty() ? nullptr : &cluster.instances.front();
}

} // namespace tandem::agent
