// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "config/cluster.h"
#include "daemon/agent/actions/scriptprocess.h"
#include "model/event.h"
#include "model/nodestatus.h"

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tandem::agent {

/// The script of [notify], called as Keepalived calls its own: `SCRIPT INSTANCE NAME STATE PRIORITY` for each change of
/// an instance to MASTER, BACKUP, FAULT or STOP, and `SCRIPT GROUP NAME STATE 0` when all of a sync group are there (or
/// one is in FAULT). Those of one instance or group run one after the other, in the order of the changes.
class NotifyScript : public QObject
{
    Q_OBJECT

public:
    /// It runs in a directory below `runDir`, each call for `limit` at most.
    NotifyScript(const config::Cluster &cluster, const std::string &node, const std::string &runDir,
                 Duration limit = timeout);
    ~NotifyScript() override;

    /// Each event of the engine, in order. `lost`: how many before it were not heard.
    void hear(const model::Event &event, std::uint64_t lost);
    /// The engine's status: priorities, and the states of before this program began or of events that were lost.
    void learn(const std::vector<model::InstanceStatus> &instances);

    static constexpr std::chrono::seconds timeout{60};
    static constexpr std::size_t mostWaiting = 32; ///< calls of one instance; beyond, the oldest are left out
    static constexpr int mostAtOnce = 16;          ///< processes

signals:
    /// A call failed, was killed or left out. Without node and number.
    void failed(const tandem::model::Event &event);

private:
    struct Call
    {
        std::string state; ///< "MASTER", "BACKUP", "FAULT", "STOP"
        int priority = 0;
    };
    /// The calls of one instance or group.
    struct Lane
    {
        std::string type; ///< "INSTANCE", "GROUP"
        std::string name;
        std::deque<Call> waiting;
        Call running;
        std::unique_ptr<ScriptProcess> process; ///< from the first call on
    };

    void enter(const std::string &instance, model::VrrpState state);
    void enterGroupOf(const std::string &instance);
    void call(const std::string &type, const std::string &name, model::VrrpState state, int priority);
    void next();
    void begin(Lane &lane);
    void tell(const Lane &lane, const Call &call, const std::string &trouble);

    std::vector<std::string> m_words;
    std::string m_directory;
    std::vector<config::SyncGroup> m_groups;
    std::map<std::string, model::VrrpState> m_groupStates;
    std::map<std::string, model::VrrpState> m_states;
    std::map<std::string, int> m_priorities;
    std::map<std::string, Lane> m_lanes; ///< by type and name
    std::deque<Lane *> m_turns;          ///< lanes with a call that waits for its turn, each once
    int m_running = 0;
    Duration m_limit;
    bool m_lost = false;
};

/// What a sync group is in where its members are in these states: FAULT where one is, else what all are in. Nothing
/// while they are on their way.
std::optional<model::VrrpState> groupStateOf(const std::vector<model::VrrpState> &members);

} // namespace tandem::agent
