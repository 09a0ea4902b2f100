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
    const bool isVrrp =
        fact.kind == Kind::Entered || fact.kind == Kind::StartedIn || fact.kind == Kind::PriorityChanged;
    if (isVrrp && !pid.empty()) { // a new process: all states start over
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

LogStory::Instance *LogStory::instanceOf(const std::string &name)
{
    const auto found = m_instances.find(name);
    if (found != m_instances.end())
        return &found->second;
    return m_instances.size() < mostInstances ? &m_instances[name] : nullptr;
}

bool LogStory::isFresh(const std::optional<Reason> &reason) const
{
    return reason && m_now - reason->timeNs <= fresh;
}

LogStory::Reason LogStory::reasonFor(const LogFact &fact, const Instance &instance) const
{
    if (fact.kind == Kind::StartedIn) {
        Reason reason{m_now, {CauseType::Start, {}}, "Keepalived started"};
        if (fact.to == "FAULT" && fact.detail != "init" && !fact.detail.empty())
            reason.text += ": " + fact.detail;
        return reason;
    }
    if (fact.to == "FAULT") {
        if (isFresh(m_lastLink))
            return *m_lastLink;
        if (isFresh(m_lastCheck))
            return *m_lastCheck;
    } else if (isFresh(instance.reason))
        return *instance.reason;
    else if (fact.to == "BACKUP" && instance.state == "FAULT")
        return {m_now, {CauseType::Check, {}}, "out of fault"};
    else if (fact.to == "MASTER")
        return {m_now, {CauseType::Timer, {}}, "the log names no reason"};
    const bool isFirst = instance.state == "UNKNOWN";
    return {m_now, {isFirst ? CauseType::Start : CauseType::Command, {}}, "the log names no reason"};
}

void LogStory::enter(const LogFact &fact)
{
    Instance *instance = instanceOf(fact.name);
    if (instance == nullptr || instance->state == fact.to) // 1.x writes some twice
        return;
    tell(EventKind::State, fact.name, std::exchange(instance->state, fact.to), fact.to, reasonFor(fact, *instance));
    instance->reason.reset();
}

/// Keepalived 2.x does not write which members of a group followed it from BACKUP into FAULT.
void LogStory::follow(const LogFact &fact)
{
    const Reason reason{
        m_now, {CauseType::Link, {{"group", fact.name}}}, "group " + fact.name + " takes its members to " + fact.to};
    for (auto &[name, instance] : m_instances) {
        if (fact.to == "FAULT" && instance.state == "BACKUP")
            tell(EventKind::State, name, std::exchange(instance.state, "UNKNOWN"), "UNKNOWN",
                 {m_now, reason.cause, reason.text + ", and the log does not name them"});
        instance.reason = reason;
    }
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
    if (Instance *instance = instanceOf(fact.name))
        instance->reason = because(type, std::move(details), std::move(text));
}

void LogStory::check(const LogFact &fact, const std::string &state, const std::string &how)
{
    const auto reason = because(CauseType::Check, {{"check", fact.name}, {"result", fact.detail}},
                                "check \"" + fact.name + "\" " + how + (fact.detail.empty() ? "" : ": " + fact.detail));
    if (state == "failed")
        m_lastCheck = reason;
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
    case Kind::Reloading:
        return tell(EventKind::Config, {}, {}, "reloaded",
                    because(CauseType::Command, {}, "Keepalived reads its configuration again"));
    case Kind::Stopping:
        for (auto &[name, instance] : m_instances)
            if (instance.state != "STOPPED" && instance.state != "UNKNOWN")
                tell(EventKind::State, name, std::exchange(instance.state, "STOPPED"), "STOPPED",
                     because(CauseType::Command, {}, "Keepalived stops"));
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
    for (auto &[name, instance] : m_instances)
        instance = {};
    m_checks.clear();
    m_lastCheck.reset();
    m_lastLink.reset();
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
