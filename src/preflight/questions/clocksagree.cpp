// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/question.h"

#include <algorithm>

namespace tandem::preflight {

namespace {

constexpr std::int64_t millisecond = 1'000'000;
/// Failover does not depend on clocks; reading what happened does. Half a second is less than any take-over at 1 s.
constexpr std::int64_t most = 500 * millisecond;

void ask(const View &view, Report &report)
{
    const Host *earliest = nullptr;
    const Host *latest = nullptr;
    std::int64_t error = 0;
    for (const Host &host : view.hosts) {
        if (!host.answers())
            continue;
        if (!host.clockOffsetNs) {
            report.notKnown(host.node, "how its clock stands to the others'");
            continue;
        }
        error = std::max(error, host.clockErrorNs);
        if (earliest == nullptr || *host.clockOffsetNs < *earliest->clockOffsetNs)
            earliest = &host;
        if (latest == nullptr || *host.clockOffsetNs > *latest->clockOffsetNs)
            latest = &host;
    }
    if (earliest == latest)
        return;
    const std::int64_t apart = *latest->clockOffsetNs - *earliest->clockOffsetNs;
    const std::string text =
        std::to_string(apart / millisecond) + " ms apart (+/- " + std::to_string(2 * error / millisecond + 1) + " ms)";
    if (apart <= most)
        report.fine({}, "the clocks are " + text);
    else
        report.add(
            Outcome::Warning, {}, "the clock of " + latest->node + " is ahead of " + earliest->node + "'s: " + text,
            "logs and MaxScale's own times of the two cannot be compared; Tandem's timeline takes the difference out",
            "let chrony or systemd-timesyncd set both");
}

} // namespace

const Question clocksAgree{"PRE012", "clocks agree", ask};

} // namespace tandem::preflight
