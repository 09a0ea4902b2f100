// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/question.h"

namespace tandem::preflight {

namespace {

void ask(const View &view, Report &report)
{
    for (const Host &host : view.hosts) {
        if (host.answers())
            report.fine(host.node, "its helper answers");
        else
            report.add(
                Outcome::Error, host.node,
                host.trouble ? "its helper does not answer: " + host.trouble->text : "its helper does not answer",
                "nothing else can be said of this host",
                host.trouble && !host.trouble->fix.empty() ? host.trouble->fix : "see whether tandem-agent runs there");
    }
}

} // namespace

const Question helperAnswers{"PRE001", "helpers answer", ask};

} // namespace tandem::preflight
