// SPDX-License-Identifier: GPL-3.0-or-later
#include "keepalived/logstory.h"

#include <utility>

namespace tandem::keepalived {

namespace {

using Kind = LogFact::Kind;
using model::CauseType;
using model::EventKind;

constexpr std::int64_t fresh = 5'000'000'000; ///< ns; a cause that is older explains nothing

std::string heard(const std::string &which, const LogFact &fact)
{
    return "heard " + which + " priority" + (fact.to.empty() ? "" : ", " + fact.to) +
           (fact.sender.empty() ? "" : ", from " + fact.sender);
}

} // namespace

void LogStory::hear(const LogFact &fact, std::int64_t timeNs, std::int64_t errorNs, const std::string &pid)
{
    m_now = timeNs;
    m_error = errorNs;
    if (!pid.empty()) { // a new process: all states start over
        if (!m_pid.empty() && m_pid != pid)
            restart();
        m_pid = pid;
    }
    if (fact.kind == Kind::Entered || fact.kind == Kind::StartedIn)
        enter(fact);
    else if (fact.kind == Kind::GroupSyncing)
        follow(fact);
    else
        learn(fact);
}

std::vector<model::Event> LogStory::take()
{
    return std::exchange(m_events, {});
}

LogStory::Instances::value_type *LogStory::instanceOf(const std::string &name)
{
    const auto found = m_instances.find(name);
    if (found != m_instances.end())
        return &*found;
    return m_instances.size() < mostInstances ? &*m_instances.emplace(name, Instance()).first : nullptr;
}

bool LogStory::isFresh(const std::optional<Reason> &reason) const
{
    return reason && m_now - reason->timeNs <= fresh;
}

LogStory::Reason LogStory::reasonForStart(const LogFact &fact) const
{
    const bool wasReloaded = m_reloadNs && m_now - *m_reloadNs <= fresh;
    Reason reason = wasReloaded ? because(CauseType::Command, {}, "Keepalived read its configuration again")
                                : because(CauseType::Start, {}, "Keepalived started");
    if (fact.to == "FAULT" && fact.detail != "init" && !fact.detail.empty())
        reason.text += ": " + fact.detail;
    return reason;
}

LogStory::Reason LogStory::reasonFor(const LogFact &fact, const Instance &instance) const
{
    if (fact.kind == Kind::StartedIn)
        return reasonForStart(fact);
    if (fact.to == "FAULT") {
        if (isFresh(m_lastLink))
            return *m_lastLink;
        if (isFresh(m_lastCheck))
            return *m_lastCheck;
    } else if (isFresh(instance.reason))
        return *instance.reason;
    if (isFresh(m_group) && m_groupState == fact.to)
        return *m_group;
    if (fact.to == "BACKUP" && instance.state == "FAULT")
        return because(CauseType::Unknown, {}, "out of fault");
    return because(CauseType::Unknown, {}, "the log names no reason");
}

void LogStory::move(Instances::value_type &instance, const std::string &state, Reason reason)
{
    auto &[name, what] = instance;
    const std::string before = std::exchange(what.state, state);
    m_inState[before].erase(name);
    if (state != "UNKNOWN" && state != "STOPPED")
        m_inState[state].insert(name);
    tell(EventKind::State, name, before, state, std::move(reason));
}

void LogStory::moveAll(const std::string &from, const std::string &to, const Reason &reason)
{
    for (const auto &name : std::exchange(m_inState[from], {}))
        move(*m_instances.find(name), to, reason);
}

void LogStory::enter(const LogFact &fact)
{
    auto *instance = instanceOf(fact.name);
    if (instance == nullptr || instance->second.state == fact.to) // 1.x writes some twice
        return;
    move(*instance, fact.to, reasonFor(fact, instance->second));
    instance->second.reason.reset();
}

/// Keepalived 2.x does not write which members of a group followed it from BACKUP into FAULT.
void LogStory::follow(const LogFact &fact)
{
    m_group =
        because(CauseType::Link, {{"group", fact.name}}, "group " + fact.name + " takes its members to " + fact.to);
    m_groupState = fact.to;
    if (fact.to == "FAULT")
        moveAll("BACKUP", "UNKNOWN", {m_now, m_group->cause, m_group->text + ", and the log does not name them"});
}

void LogStory::learn(const LogFact &fact)
{
    switch (fact.kind) {
    case Kind::HigherAdvert:
        return expect(fact, CauseType::Advert, {{"from", fact.sender}, {"priority", fact.to}}, heard("a higher", fact));
    case Kind::LowerAdvert:
        return expect(fact, CauseType::Advert, {{"from", fact.sender}, {"priority", fact.to}}, heard("a lower", fact));
    case Kind::PriorityZero: return expect(fact, CauseType::Advert, {{"priority", "0"}}, "the MASTER resigned");
    case Kind::AdvertTimeout: return expect(fact, CauseType::Timer, {}, "no advert within Master_Down_Interval");
    case Kind::Election: return expect(fact, CauseType::Advert, {}, "forces an election");
    case Kind::PriorityChanged:
        return expect(fact, CauseType::Check, {{"priority", fact.to}},
                      "effective priority " + (fact.from.empty() ? "" : fact.from + " -> ") + fact.to);
    case Kind::ScriptGood: return check(fact, "ok", "succeeded");
    case Kind::ScriptBad: return check(fact, "failed", "failed");
    case Kind::LinkDown:
        m_lastLink = because(CauseType::Link, {{"interface", fact.name}}, fact.name + " is down");
        return;
    case Kind::LinkUp: m_lastLink.reset(); return;
    default: return process(fact);
    }
}

LogStory::Reason LogStory::because(CauseType type, Details details, std::string text) const
{
    std::erase_if(details, [](const auto &each) { return each.second.empty(); });
    return {m_now, {type, std::move(details)}, std::move(text)};
}

/// What will move the instance next, if anything does.
void LogStory::expect(const LogFact &fact, CauseType type, Details details, std::string text)
{
    if (auto *instance = instanceOf(fact.name))
        instance->second.reason = because(type, std::move(details), std::move(text));
}

void LogStory::check(const LogFact &fact, const std::string &state, const std::string &how)
{
    const auto reason = because(CauseType::Check, {{"check", fact.name}, {"result", fact.detail}},
                                "check \"" + fact.name + "\" " + how + (fact.detail.empty() ? "" : ": " + fact.detail));
    if (state == "failed") {
        m_lastCheck = reason;
        m_lastCheckName = fact.name;
    } else if (m_lastCheckName == fact.name) {
        m_lastCheck.reset();
    }
    if (m_checks.size() >= mostInstances && !m_checks.contains(fact.name))
        return;
    std::string &known = m_checks[fact.name];
    if (known != state)
        tell(EventKind::Health, {}, std::exchange(known, state), state, reason);
}

/// Keepalived itself.
void LogStory::process(const LogFact &fact)
{
    switch (fact.kind) {
    case Kind::Started:
        restart();
        return tell(EventKind::Helper, {}, {}, "started", because(CauseType::Start, {}, "Keepalived " + fact.detail));
    case Kind::Reloading: // each of its processes says so
        if (!m_reloadNs || m_now - *m_reloadNs > fresh)
            tell(EventKind::Config, {}, {}, "reloaded",
                 because(CauseType::Command, {}, "Keepalived reads its configuration again"));
        m_reloadNs = m_now;
        return;
    case Kind::Stopping:
        for (const char *state : {"MASTER", "BACKUP", "FAULT"})
            moveAll(state, "STOPPED", because(CauseType::Command, {}, "Keepalived stops"));
        return;
    case Kind::Stalled:
        return tell(
            EventKind::Helper, {}, {}, "late",
            because(CauseType::Timer, {{"seconds", fact.detail}}, "Keepalived was late by " + fact.detail + " s"));
    default: return;
    }
}

/// Nothing is known of a process that has just begun.
void LogStory::restart()
{
    m_instances.clear();
    m_inState.clear();
    m_checks.clear();
    m_lastCheck.reset();
    m_lastLink.reset();
    m_group.reset();
    m_reloadNs.reset();
    m_pid.clear();
}

void LogStory::tell(EventKind kind, const std::string &instance, std::string from, std::string to, Reason reason)
{
    model::Event event;
    event.node = m_node;
    event.timeNs = m_now;
    event.clockErrorNs = m_error;
    event.kind = kind;
    event.instance = instance;
    event.from = std::move(from);
    event.to = std::move(to);
    event.reason = std::move(reason.text);
    event.cause = std::move(reason.cause);
    m_events.push_back(std::move(event));
}

} // namespace tandem::keepalived
