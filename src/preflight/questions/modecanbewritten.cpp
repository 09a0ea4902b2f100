// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/question.h"

namespace tandem::preflight {

namespace {

void ask(const View &view, Report &report)
{
    if (!view.cluster.maxscale || view.cluster.maxscale->mode != config::Mode::Passive)
        return;
    for (const Host &host : view.hosts) {
        if (!host.answers())
            continue;
        const auto &facts = *host.facts;
        if (!facts.mayWriteMode)
            report.notKnown(host.node,
                            facts.writerTrouble.empty()
                                ? "whether the mode can be written: the file that is in force there leaves it alone"
                                : "whether the mode can be written: " + facts.writerTrouble,
                            "ask again when MaxScale answers and this file is in force");
        else if (*facts.mayWriteMode)
            report.fine(host.node, "MaxScale lets the user of [maxscale] write");
        else
            report.add(Outcome::Error, host.node,
                       "MaxScale lets the user of [maxscale] not write: " + facts.writerTrouble,
                       "`passive` stays as it is: both MaxScales would fail over the database, or neither",
                       "name a user of account type admin (maxctrl create user NAME PASSWORD --type=admin) as "
                       "admin_user, or see its password");
    }
}

} // namespace

const Question modeCanBeWritten{"PRE014", "the mode can be written", ask};

} // namespace tandem::preflight
