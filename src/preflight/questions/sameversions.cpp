// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/question.h"

namespace tandem::preflight {

namespace {

void askEngine(const View &view, const Host &host, Report &report)
{
    const auto &facts = *host.facts;
    if (view.cluster.engine != config::EngineKind::Tandemd)
        return;
    if (facts.engineVersion.empty())
        report.add(Outcome::Warning, host.node, "tandemd does not run",
                   "without it nobody speaks VRRP here, and nobody can see what else is on the wire",
                   "systemctl start tandemd");
    else if (facts.engineVersion != facts.helperVersion)
        report.add(Outcome::Warning, host.node,
                   "tandemd is " + facts.engineVersion + " and tandem-agent " + facts.helperVersion,
                   "one of them was not restarted after an upgrade", "restart the older one");
}

void ask(const View &view, Report &report)
{
    std::string first;
    std::string of;
    for (const Host &host : view.hosts) {
        if (!host.answers())
            continue;
        askEngine(view, host, report);
        const auto &version = host.facts->helperVersion;
        if (first.empty()) {
            first = version;
            of = host.node;
        } else if (version != first) {
            report.add(Outcome::Warning, host.node, "it has Tandem " + version + ", and " + of + " has " + first,
                       "what only one of them knows is not tried out together", "upgrade the older one");
            continue;
        }
        report.fine(host.node, "Tandem " + version);
    }
}

} // namespace

const Question sameVersions{"PRE002", "versions agree", ask};

} // namespace tandem::preflight
