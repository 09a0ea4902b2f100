// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/actions/notifyscript.h"

#include "base/clock.h"
#include "config/commandline.h"

#include <algorithm>
#include <utility>

namespace tandem::agent {

namespace {

using model::VrrpState;

/// Keepalived's word; nothing where it calls nobody.
std::string wordOf(VrrpState state)
{
    switch (state) {
    case VrrpState::Master:
    case VrrpState::Backup:
    case VrrpState::Fault: return std::string(nameOf(state));
    case VrrpState::Stopped: return "STOP";
    case VrrpState::Init:
    case VrrpState::Unknown: break;
    }
    return {};
}

} // namespace

std::optional<VrrpState> groupStateOf(const std::vector<VrrpState> &members)
{
    if (std::ranges::find(members, VrrpState::Fault) != members.end())
        return VrrpState::Fault;
    const bool same = !members.empty() && std::ranges::count(members, members.front()) == std::ssize(members);
    return same ? std::optional(members.front()) : std::nullopt;
}

NotifyScript::NotifyScript(const config::Cluster &cluster, const std::string &node, const std::string &runDir,
                           Duration limit)
    : m_words(config::splitCommand(cluster.notifyScript).value_or(std::vector<std::string>{})),
      m_directory(m_words.empty() ? runDir : scriptDirectory(runDir, "notify")), m_groups(cluster.syncGroups),
      m_limit(limit)
{
    const config::Node *self = cluster.nodeNamed(node);
    for (const config::Instance &instance : cluster.instances)
        m_priorities[instance.name] = self ? instance.priorityOn(*self) : 0;
}

NotifyScript::~NotifyScript() = default;

void NotifyScript::hear(const model::Event &event, std::uint64_t lost)
{
    m_lost = m_lost || lost > 0;
    if (event.kind != model::EventKind::State || !m_priorities.contains(event.instance))
        return;
    if (const auto state = model::vrrpStateOf(event.to))
        enter(event.instance, *state);
}

void NotifyScript::learn(const std::vector<model::InstanceStatus> &instances)
{
    const bool lost = std::exchange(m_lost, false);
    for (const model::InstanceStatus &instance : instances) {
        const auto priority = m_priorities.find(instance.name);
        if (priority == m_priorities.end())
            continue;
        if (instance.effectivePriority.value_or(0) > 0) // 0 in FAULT, where the script hears what it would be
            priority->second = *instance.effectivePriority;
        const auto known = m_states.find(instance.name);
        // What was so before this program began is no change; what events were lost of is.
        if (known == m_states.end())
            m_states[instance.name] = instance.state;
        else if (lost && known->second != instance.state)
            enter(instance.name, instance.state);
    }
    for (const config::SyncGroup &group : m_groups) {
        if (m_groupStates.contains(group.name))
            continue;
        std::vector<VrrpState> members;
        for (const std::string &member : group.members)
            members.push_back(m_states[member]);
        if (const auto state = groupStateOf(members))
            m_groupStates[group.name] = *state;
    }
}

void NotifyScript::enter(const std::string &instance, VrrpState state)
{
    m_states[instance] = state;
    call("INSTANCE", instance, state, m_priorities[instance]);
    enterGroupOf(instance);
}

void NotifyScript::enterGroupOf(const std::string &instance)
{
    const auto group = std::ranges::find_if(m_groups, [&](const config::SyncGroup &each) {
        return std::ranges::find(each.members, instance) != each.members.end();
    });
    if (group == m_groups.end())
        return;
    std::vector<VrrpState> members;
    for (const std::string &member : group->members)
        members.push_back(m_states[member]);
    const auto state = groupStateOf(members);
    if (!state || std::exchange(m_groupStates[group->name], *state) == *state)
        return;
    call("GROUP", group->name, *state, 0);
}

void NotifyScript::call(const std::string &type, const std::string &name, VrrpState state, int priority)
{
    const std::string word = wordOf(state);
    if (word.empty() || m_words.empty())
        return;
    Lane &lane = m_lanes[type + " " + name];
    lane.type = type;
    lane.name = name;
    lane.waiting.push_back({word, priority});
    if (lane.waiting.size() > mostWaiting) {
        tell(lane, lane.waiting.front(), "is left out: " + std::to_string(mostWaiting) + " newer ones wait");
        lane.waiting.pop_front();
    }
    if (std::ranges::find(m_turns, &lane) == m_turns.end() && !(lane.process && lane.process->isBusy()))
        m_turns.push_back(&lane);
    next();
}

void NotifyScript::next()
{
    while (m_running < mostAtOnce && !m_turns.empty()) {
        Lane &lane = *m_turns.front();
        m_turns.pop_front();
        begin(lane);
    }
}

void NotifyScript::begin(Lane &lane)
{
    if (!lane.process) {
        lane.process = std::make_unique<ScriptProcess>(ScriptProcess::Leftovers::Leave);
        connect(lane.process.get(), &ScriptProcess::ended, this, [this, &lane](const ScriptEnd &end) {
            if (!end.isGood())
                tell(lane, lane.running, "failed: " + end.text());
        });
        connect(lane.process.get(), &ScriptProcess::reaped, this, [this, &lane] {
            --m_running;
            if (!lane.waiting.empty())
                m_turns.push_back(&lane);
            next();
        });
    }
    lane.running = lane.waiting.front();
    lane.waiting.pop_front();
    std::vector<std::string> words = m_words;
    words.insert(words.end(), {lane.type, lane.name, lane.running.state, std::to_string(lane.running.priority)});
    ++m_running;
    lane.process->run(words, m_directory, m_limit);
}

void NotifyScript::tell(const Lane &lane, const Call &call, const std::string &trouble)
{
    model::Event event;
    event.timeNs = wallClockNs();
    event.kind = model::EventKind::Helper;
    if (lane.type == "INSTANCE")
        event.instance = lane.name;
    event.reason = "the notify script for " + lane.type + " " + lane.name + " " + call.state + " " + trouble;
    event.cause = {model::CauseType::Command, {{"command", "notify"}, {"name", lane.name}, {"state", call.state}}};
    emit failed(event);
}

} // namespace tandem::agent
