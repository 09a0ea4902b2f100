// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keepalived/logfacts.h"
#include "model/event.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tandem::keepalived {

/// What happened on one host, out of what its Keepalived wrote, in the words of our own events. What the log does not
/// say is UNKNOWN, never guessed.
class LogStory
{
public:
    explicit LogStory(std::string node) : m_node(std::move(node)) {}

    /// In the log's order. `pid` is that of the process that runs VRRP; empty: another's line, or not said.
    void hear(const LogFact &fact, std::int64_t timeNs, std::int64_t errorNs, const std::string &pid);
    /// Without numbers. The story goes on.
    std::vector<model::Event> take();
    std::size_t instances() const { return m_instances.size(); }

    static constexpr std::size_t mostInstances = 1000;

private:
    struct Reason
    {
        std::int64_t timeNs = 0;
        model::Cause cause;
        std::string text;
    };
    struct Instance
    {
        std::string state = "UNKNOWN";
        std::optional<Reason> reason; ///< of what will come next
    };

    using Instances = std::map<std::string, Instance>;
    using Details = std::vector<std::pair<std::string, std::string>>;

    Instances::value_type *instanceOf(const std::string &name);
    void move(Instances::value_type &instance, const std::string &state, Reason reason);
    void moveAll(const std::string &from, const std::string &to, const Reason &reason);
    void enter(const LogFact &fact);
    void follow(const LogFact &fact);
    void learn(const LogFact &fact);
    void expect(const LogFact &fact, model::CauseType type, Details details, std::string text);
    void check(const LogFact &fact, const std::string &state, const std::string &how);
    void process(const LogFact &fact);
    Reason because(model::CauseType type, Details details, std::string text) const;
    void tell(model::EventKind kind, const std::string &instance, std::string from, std::string to, Reason reason);
    void restart();
    Reason reasonForStart(const LogFact &fact) const;
    Reason reasonFor(const LogFact &fact, const Instance &instance) const;
    bool isFresh(const std::optional<Reason> &reason) const;

    std::string m_node;
    Instances m_instances;
    std::map<std::string, std::set<std::string>> m_inState; ///< names, so that no line costs a walk of all instances
    std::map<std::string, std::string> m_checks;            ///< "ok" or "failed"
    std::optional<Reason> m_lastCheck;                      ///< that failed
    std::string m_lastCheckName;
    std::optional<Reason> m_lastLink; ///< that went down
    std::optional<Reason> m_group;    ///< that moves together
    std::string m_groupState;         ///< to which it moves
    std::optional<std::int64_t> m_reloadNs;
    std::string m_pid;
    std::int64_t m_now = 0;
    std::int64_t m_error = 0;
    std::vector<model::Event> m_events;
};

} // namespace tandem::keepalived
