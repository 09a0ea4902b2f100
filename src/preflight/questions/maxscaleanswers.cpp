// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/question.h"

namespace tandem::preflight {

namespace {

void askHost(const Host &host, Report &report)
{
    const auto &maxscale = host.status->maxscale;
    if (!maxscale.notChecked.empty())
        return report.notKnown(host.node, maxscale.notChecked);
    if (maxscale.verdict.empty())
        return report.notKnown(host.node, "its helper has not looked at MaxScale yet", "ask again in some seconds");
    if (maxscale.reachable && maxscale.verdict == "ok")
        return report.fine(host.node, "MaxScale " + maxscale.version + ": " + maxscale.evidence);
    report.add(Outcome::Error, host.node, "MaxScale is " + maxscale.verdict + ": " + maxscale.evidence,
               "its check fails: this node would not take the VIPs, or give them up",
               "see whether MaxScale runs there, and url, user and password of [maxscale]");
}

void ask(const View &view, Report &report)
{
    if (!view.cluster.maxscale)
        return;
    for (const Host &host : view.hosts)
        if (host.answers() && host.status)
            askHost(host, report);
}

} // namespace

const Question maxScaleAnswers{"PRE013", "MaxScale answers", ask};

} // namespace tandem::preflight
