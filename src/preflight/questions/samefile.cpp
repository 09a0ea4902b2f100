// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/question.h"

namespace tandem::preflight {

namespace {

void ask(const View &view, Report &report)
{
    for (const Host &host : view.hosts) {
        if (!host.answers() || host.facts->clusterFile.empty())
            continue;
        if (host.facts->clusterFile == view.digest)
            report.fine(host.node, "it has this cluster file");
        else
            report.add(Outcome::Note, host.node, "it has another cluster file in force",
                       "what is said of MaxScale and of adverts is true of that one",
                       "copy this file there, then systemctl reload tandemd and restart tandem-agent");
    }
}

} // namespace

const Question sameFile{"PRE003", "the file is in force", ask};

} // namespace tandem::preflight
