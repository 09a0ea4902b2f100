// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/profiles.h"

#include <algorithm>

namespace tandem::gui {

using namespace std::chrono_literals;

Timing timingOf(Profile profile)
{
    switch (profile) {
    case Profile::Steady: return {1s, 2s, 1s, 2, 2};
    case Profile::Quick: return {100ms, 500ms, 250ms, 2, 3};
    case Profile::Fast: return {10ms, 100ms, 50ms, 2, 3};
    }
    return {};
}

Timing timingOf(const config::Cluster &cluster)
{
    config::Check check;
    const auto found = std::ranges::find(cluster.checks, config::CheckKind::MaxScale, &config::Check::kind);
    if (found != cluster.checks.end())
        check = *found;
    const Duration advertInt = cluster.instances.empty() ? Duration(1s) : cluster.instances.front().advertInt;
    return {advertInt, check.interval, check.timeout, check.fall, check.rise};
}

std::optional<Profile> profileOf(const Timing &timing)
{
    const auto found = std::ranges::find_if(allProfiles, [&](Profile each) { return timingOf(each) == timing; });
    return found == allProfiles.end() ? std::nullopt : std::optional(*found);
}

void setTiming(config::Cluster &cluster, const Timing &timing)
{
    for (config::Instance &instance : cluster.instances) {
        instance.advertInt = timing.advertInt;
        if (instance.version == 2 && timing.advertInt % Duration(1s) != Duration{}) {
            instance.version = 3;
            instance.authPass = false;
            instance.password.clear();
            instance.passwordFile.clear();
        }
    }
    for (config::Check &check : cluster.checks) {
        if (check.kind != config::CheckKind::MaxScale)
            continue;
        check.interval = timing.interval;
        check.timeout = timing.timeout;
        check.fall = timing.fall;
        check.rise = timing.rise;
    }
}

} // namespace tandem::gui
