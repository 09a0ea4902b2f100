// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/rules/rules.h"

#include "config/highestpriority.h"
#include "config/lease.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace tandem::lint::rules {

namespace {

/// Seconds that the kernel may let an address outlive its lease by.
constexpr double kernelDelay = 1.25;

/// RFC 5798 6.1: Master_Down_Interval of the best other node, seconds.
double shortestDown(const config::Cluster &cluster, const config::Instance &instance, const config::Node &node)
{
    const double interval = std::chrono::duration<double>(instance.advertInt).count();
    double shortest = 4 * interval + 1;
    for (const auto &other : cluster.nodes) {
        if (other.name == node.name)
            continue;
        const int priority = config::highestPriorityOn(cluster, instance, other);
        shortest = std::min(shortest, 3 * interval + (256 - priority) * (instance.version == 2 ? 1 : interval) / 256);
    }
    return shortest;
}

void check(const Subject &subject, Report &report)
{
    for (std::size_t index = 0; index < subject.cluster.instances.size(); ++index) {
        const auto &instance = subject.cluster.instances[index];
        const auto &entry = subject.sections.instances[index];
        double overlap = 0;
        int lease = 0;
        for (const auto &node : subject.cluster.nodes) {
            const int seconds =
                subject.cluster.nodes.size() > 1 && subject.cluster.engine == config::EngineKind::Tandemd
                    ? config::leaseSecondsOn(subject.cluster, instance, node)
                    : 0;
            const double late = seconds > 0 ? seconds + kernelDelay - shortestDown(subject.cluster, instance, node) : 0;
            if (late > overlap) {
                overlap = late;
                lease = seconds;
            }
        }
        if (overlap <= 0)
            continue;
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "%.2f", overlap);
        const std::string sentence = "the lease of " + std::to_string(lease) +
                                     " s outlives Master_Down_Interval by up to " + text.data() + " s in instance " +
                                     config::inQuotes(instance.name);
        if (instance.fence)
            report.note(entry.at("lease"), sentence + "; where the kernel has it, the fence ends the VIP first",
                        "keep fence = true, see that the kernel is Linux 5.16 or newer, or lengthen advert_int");
        else
            report.add(entry.at("lease"), sentence, "set fence = true, shorten lease, or lengthen advert_int");
    }
}

} // namespace

const Rule leaseOverlap{"TND005", Severity::Warning,
                        "until the lease of a frozen owner ends, its VIP is answered for by its successor too", check};

} // namespace tandem::lint::rules
