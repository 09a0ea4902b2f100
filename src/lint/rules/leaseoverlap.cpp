// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/rules/rules.h"

#include "config/lease.h"

#include <array>
#include <chrono>
#include <cstdio>

namespace tandem::lint::rules {

namespace {

void check(const Subject &subject, Report &report)
{
    if (subject.cluster.nodes.size() < 2 || subject.cluster.engine != config::EngineKind::Tandemd)
        return;
    for (std::size_t index = 0; index < subject.cluster.instances.size(); ++index) {
        const auto &instance = subject.cluster.instances[index];
        const auto &entry = subject.sections.instances[index];
        double overlap = 0;
        int lease = 0;
        for (const auto &on : config::leasesOf(subject.cluster, instance)) {
            const auto end = std::chrono::seconds(on.seconds) + config::kernelDelay;
            const double late = on.seconds > 0 ? std::chrono::duration<double>(end - on.successorAfter).count() : 0;
            if (late > overlap) {
                overlap = late;
                lease = on.seconds;
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
