// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/judgement.h"

#include "maxscale/serverlist.h"

#include <algorithm>
#include <optional>

namespace tandem::agent {

namespace {

using maxscale::ProbeOutcome;
using maxscale::ProbeResult;
using maxscale::RestFault;
using model::AlarmSeverity;
using Kind = Observation::Kind;

bool greets(const ProbeResult &probe)
{
    return probe.outcome == ProbeOutcome::Greeted || probe.outcome == ProbeOutcome::ErrorPacket;
}

const ProbeResult *firstOf(const std::vector<ProbeResult> &greetings, ProbeOutcome outcome)
{
    const auto found = std::ranges::find(greetings, outcome, &ProbeResult::outcome);
    return found == greetings.end() ? nullptr : &*found;
}

/// Nobody at all answers. Nothing where somebody does.
std::optional<Observation> judgeSilence(const Sight &sight)
{
    if (sight.servers || std::ranges::any_of(sight.greetings, greets))
        return std::nullopt;
    const auto &error = sight.servers.error();
    std::string evidence = describe(error.error);
    for (const ProbeResult &probe : sight.greetings)
        evidence += ", " + probe.evidence;
    const bool nobodyListens = std::ranges::all_of(sight.greetings, [](const ProbeResult &probe) {
        // A dying process still takes connections into a queue that it never reads.
        return probe.outcome == ProbeOutcome::Refused || probe.outcome == ProbeOutcome::Closed;
    });
    switch (error.fault) {
    case RestFault::Refused:
        return nobodyListens ? Observation{Kind::Gone, "refused", evidence}
                             : Observation{Kind::Bad, "frozen", evidence};
    case RestFault::TimedOut: return Observation{Kind::Bad, "frozen", evidence};
    case RestFault::Unreachable: return Observation{Kind::Bad, "unreachable", evidence};
    default: return std::nullopt; // whatever REST said, it spoke
    }
}

/// Somebody answers, but a listener does not do its work.
std::optional<Observation> judgeListeners(const std::vector<ProbeResult> &greetings)
{
    if (const auto *probe = firstOf(greetings, ProbeOutcome::Refused))
        return Observation{Kind::Gone, "listener refused", probe->evidence};
    if (const auto *probe = firstOf(greetings, ProbeOutcome::Silent))
        return Observation{Kind::Bad, "listener stopped", probe->evidence};
    if (const auto *probe = firstOf(greetings, ProbeOutcome::Malformed))
        return Observation{Kind::Bad, "wrong protocol", probe->evidence};
    for (const ProbeOutcome outcome : {ProbeOutcome::Closed, ProbeOutcome::Unreachable})
        if (const auto *probe = firstOf(greetings, outcome))
            return Observation{Kind::Bad, "no greeting", probe->evidence};
    return std::nullopt;
}

std::optional<Observation> judgeServers(const std::vector<model::ServerStatus> &servers, const Expectation &expected,
                                        std::vector<Finding> &findings)
{
    for (const std::string &name : expected.servers)
        if (std::ranges::find(servers, name, &model::ServerStatus::name) == servers.end())
            return Observation{Kind::Bad, "server missing", "MaxScale does not list server \"" + name + "\""};
    const bool usable =
        std::ranges::any_of(servers, [](const auto &server) { return maxscale::isUsable(server.state); });
    if (usable)
        return std::nullopt;
    std::string states = servers.empty() ? "MaxScale lists no server" : "no server takes clients:";
    for (const auto &server : servers)
        states += " " + server.name + " (" + server.state + ")";
    if (expected.peersSeeUsable)
        return Observation{Kind::Bad, "no server usable here", states};
    findings.push_back({"no-server-usable", AlarmSeverity::Critical, states});
    return std::nullopt;
}

Finding findingOf(const maxscale::RestError &error)
{
    const std::string text = describe(error.error);
    switch (error.fault) {
    case RestFault::Unauthorized:
    case RestFault::Forbidden: return {"maxscale-unauthorized", AlarmSeverity::Warning, text};
    case RestFault::Tls: return {"maxscale-tls", AlarmSeverity::Warning, text};
    case RestFault::TimedOut: return {"maxscale-rest-silent", AlarmSeverity::Warning, text};
    case RestFault::Refused:
    case RestFault::Unreachable: return {"maxscale-rest-unreachable", AlarmSeverity::Warning, text};
    default: return {"maxscale-bad-answer", AlarmSeverity::Warning, text};
    }
}

void judgeGreetings(const std::vector<ProbeResult> &greetings, const Expectation &expected,
                    std::vector<Finding> &findings)
{
    for (const ProbeResult &probe : greetings) {
        if (probe.outcome == ProbeOutcome::ErrorPacket) {
            const std::string code = probe.errorCode == 1040   ? "maxscale-too-many-connections"
                                     : probe.errorCode == 1129 ? "maxscale-host-blocked"
                                                               : "maxscale-listener-error";
            findings.push_back({code, AlarmSeverity::Warning, probe.evidence});
        } else if (probe.outcome == ProbeOutcome::Greeted && !expected.versionString.empty() &&
                   probe.versionString != expected.versionString) {
            findings.push_back({"maxscale-version-string", AlarmSeverity::Warning,
                                probe.evidence + " instead of " + expected.versionString});
        }
    }
}

std::string praise(const Sight &sight)
{
    std::string evidence;
    for (const ProbeResult &probe : sight.greetings)
        evidence += (evidence.empty() ? "" : ", ") + probe.evidence;
    if (sight.servers)
        evidence += (evidence.empty() ? "" : ", ") + std::string("REST lists ") +
                    std::to_string(sight.servers->size()) + " servers";
    else
        evidence += (evidence.empty() ? "" : ", ") + describe(sight.servers.error().error);
    return evidence;
}

} // namespace

Judgement judge(const Sight &sight, const Expectation &expected)
{
    Judgement judgement;
    if (auto silence = judgeSilence(sight)) {
        judgement.observation = std::move(*silence);
        return judgement;
    }
    judgeGreetings(sight.greetings, expected, judgement.findings);
    if (!sight.servers)
        judgement.findings.push_back(findingOf(sight.servers.error()));
    auto failure = judgeListeners(sight.greetings);
    if (!failure && sight.servers)
        failure = judgeServers(*sight.servers, expected, judgement.findings);
    judgement.observation = failure ? std::move(*failure) : Observation{Kind::Good, "ok", praise(sight)};
    return judgement;
}

} // namespace tandem::agent
