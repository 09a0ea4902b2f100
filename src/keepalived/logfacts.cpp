// SPDX-License-Identifier: GPL-3.0-or-later
#include "keepalived/logfacts.h"

#include <algorithm>
#include <array>

namespace tandem::keepalived {

namespace {

using Kind = LogFact::Kind;

bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

/// The word behind `part`, up to a blank, a comma or the end; empty where there is no `part`.
std::string wordAfter(std::string_view text, std::string_view part)
{
    const auto at = text.find(part);
    if (at == std::string_view::npos)
        return {};
    const auto rest = text.substr(at + part.size());
    std::string word(rest.substr(0, rest.find_first_of(" ,")));
    while (!word.empty() && (word.back() == '.' || word.back() == ')'))
        word.pop_back();
    return word.substr(0, longestLogName);
}

/// What stands in brackets at the end: "(interface eth0 down)".
std::string inBrackets(std::string_view text)
{
    const auto open = text.find('(');
    const auto close = text.rfind(')');
    return open == std::string_view::npos || close == std::string_view::npos || close < open
               ? std::string()
               : std::string(text.substr(open + 1, std::min(close - open - 1, longestLogName)));
}

std::string stateIn(std::string_view text)
{
    for (const char *state : {"MASTER", "BACKUP", "FAULT"})
        if (contains(text, state))
            return state;
    return {};
}

/// "VRRP_Instance(NAME) …", "(NAME): …": the name, and what follows it.
struct Named
{
    std::string name;
    std::string_view rest;
};

Named namedBy(std::string_view message, std::string_view prefix)
{
    if (!message.starts_with(prefix))
        return {};
    const auto close = message.find(')', prefix.size());
    if (close == std::string_view::npos || close == prefix.size() || close - prefix.size() > longestLogName)
        return {};
    auto rest = message.substr(close + 1);
    while (!rest.empty() && (rest.front() == ':' || rest.front() == ' '))
        rest.remove_prefix(1);
    return {std::string(message.substr(prefix.size(), close - prefix.size())), rest};
}

LogFact fact(Kind kind, std::string name, std::string detail = {})
{
    LogFact made;
    made.kind = kind;
    made.name = std::move(name);
    made.detail = std::move(detail);
    return made;
}

LogFact entered(Kind kind, const Named &instance)
{
    auto made = fact(kind, instance.name, inBrackets(instance.rest));
    made.to = stateIn(instance.rest);
    if (const auto script = wordAfter(instance.rest, "due to script "); !script.empty())
        made.detail = "script " + script;
    return made.to.empty() ? fact(Kind::Unread, {}) : made;
}

LogFact advert(Kind kind, const Named &instance)
{
    auto made = fact(kind, instance.name);
    made.sender = wordAfter(instance.rest, " from ");
    made.to = wordAfter(instance.rest, " priority ");
    if (made.to.empty())
        made.to = wordAfter(instance.rest, "prio advert ");
    if (made.to.starts_with('(')) // "(101)"
        made.to.erase(0, 1);
    if (made.to.find_first_not_of("0123456789") != std::string::npos)
        made.to.clear();
    return made;
}

LogFact priorityChange(const Named &instance)
{
    auto made = fact(Kind::PriorityChanged, instance.name);
    made.from = wordAfter(instance.rest, " from ");
    made.to = wordAfter(instance.rest, " to ");
    if (made.to.empty())
        made.to = wordAfter(instance.rest, "= ");
    return made;
}

LogFact instanceFact(const Named &instance)
{
    const auto rest = instance.rest;
    if (rest.starts_with("Entering ") && contains(rest, "(init)"))
        return entered(Kind::StartedIn, instance);
    if (rest.starts_with("entering FAULT"))
        return entered(Kind::StartedIn, instance);
    if (rest.starts_with("Entering  STATE")) // 2.x with a mangled state
        return fact(Kind::Noise, {});
    if (rest.starts_with("Entering ") || rest.starts_with("Now in "))
        return entered(Kind::Entered, instance);
    if (contains(rest, "ffective priority"))
        return priorityChange(instance);
    if (contains(rest, "dvert") && (contains(rest, "higher prio") || contains(rest, "same priority")))
        return advert(Kind::HigherAdvert, instance);
    if (contains(rest, "dvert") && contains(rest, "lower prio"))
        return advert(Kind::LowerAdvert, instance);
    if (contains(rest, "received priority 0"))
        return fact(Kind::PriorityZero, instance.name);
    if (contains(rest, "Receive advertisement timeout"))
        return fact(Kind::AdvertTimeout, instance.name);
    if (contains(rest, "forcing a new MASTER election") || contains(rest, "prio is higher than received"))
        return fact(Kind::Election, instance.name);
    if (rest.starts_with("interface ") && rest.ends_with(" is down"))
        return fact(Kind::LinkDown, wordAfter(rest, "interface "));
    constexpr std::array<std::string_view, 23> known{"Transition to MASTER",
                                                     "setting ",
                                                     "removing ",
                                                     "Sending",
                                                     "sent 0 priority",
                                                     "sending 0 priority",
                                                     "start preempt",
                                                     "stop preempt",
                                                     "reset preempt",
                                                     "master set to",
                                                     "master changed from",
                                                     "received an invalid",
                                                     "WARNING",
                                                     "ip address",
                                                     "invalid ",
                                                     "ignoring",
                                                     "Ignoring",
                                                     "tracked file",
                                                     "leaving FAULT",
                                                     "Warning",
                                                     "Gratuitous",
                                                     "Cannot",
                                                     "received"};
    const bool isNoise = std::ranges::any_of(known, [&](std::string_view part) { return rest.starts_with(part); });
    return fact(isNoise ? Kind::Noise : Kind::Unread, {});
}

LogFact scriptFact(const Named &script)
{
    if (script.rest.starts_with("succeeded") || contains(script.rest, "considered successful"))
        return fact(Kind::ScriptGood, script.name);
    if (script.rest.starts_with("failed"))
        return fact(Kind::ScriptBad, script.name, inBrackets(script.rest));
    if (script.rest.starts_with("timed"))
        return fact(Kind::ScriptBad, script.name, "timed out");
    return fact(contains(script.rest, "unsuccessful") ? Kind::ScriptBad : Kind::Unread, script.name);
}

LogFact groupFact(const Named &group)
{
    auto made = fact(Kind::GroupSyncing, group.name);
    made.to = stateIn(group.rest);
    if (!group.rest.starts_with("Syncing") || made.to.empty())
        return fact(group.rest.empty() ? Kind::Unread : Kind::Noise, {});
    return made;
}

/// "Netlink reports eth0 down", "Kernel is reporting: interface eth0 DOWN"
LogFact linkFact(std::string_view message)
{
    std::string name = wordAfter(message, "interface ");
    if (name.empty())
        name = wordAfter(message, "Netlink reports ");
    if (message.ends_with(" down") || message.ends_with(" DOWN"))
        return fact(Kind::LinkDown, name);
    return fact(message.ends_with(" up") || message.ends_with(" UP") ? Kind::LinkUp : Kind::Noise, name);
}

LogFact ownFact(std::string_view message)
{
    if (message.starts_with("Starting Keepalived v"))
        return fact(Kind::Started, {}, wordAfter(message, "Starting Keepalived v"));
    if (message.starts_with("Stopping") || message.starts_with("Stopped Keepalived"))
        return fact(Kind::Stopping, {});
    if (message.starts_with("Reloading"))
        return fact(Kind::Reloading, {});
    if (contains(message, "thread timer expired"))
        return fact(Kind::Stalled, {}, wordAfter(message, "expired "));
    if (message.starts_with("Netlink reports ") || message.starts_with("Kernel is reporting: interface "))
        return linkFact(message);
    return fact(Kind::Noise, {});
}

/// rsyslog's "message repeated 3 times: [ (VI_1) …]": once is enough, since states do not repeat.
std::string_view unrepeated(std::string_view message)
{
    const auto open = message.find(" times: [ ");
    if (!message.starts_with("message repeated ") || open == std::string_view::npos || !message.ends_with(']'))
        return message;
    message.remove_suffix(1);
    return message.substr(open + std::string_view(" times: [ ").size());
}

} // namespace

LogFact readFact(std::string_view text)
{
    const auto message = unrepeated(text);
    for (const char *prefix : {"VRRP_Instance(", "("}) {
        if (const auto instance = namedBy(message, prefix); !instance.name.empty())
            return instanceFact(instance);
    }
    if (const auto script = namedBy(message, "VRRP_Script("); !script.name.empty())
        return scriptFact(script);
    if (const auto group = namedBy(message, "VRRP_Group("); !group.name.empty())
        return groupFact(group);
    return ownFact(message);
}

} // namespace tandem::keepalived
