// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/monitorwatch.h"

#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;

std::vector<std::string> codesAt(MonitorWatch &watch, Duration at, std::int64_t ticks,
                                 const std::string &state = "Running")
{
    std::vector<std::string> codes;
    for (const Finding &finding : watch.look({{"Monitor1", state, ticks, "Idle", {}, {}}}, Instant(at)))
        codes.push_back(finding.code);
    return codes;
}

} // namespace

TEST(MonitorWatch, AlarmsAboutAStoppedMonitorAtOnce)
{
    MonitorWatch watch;
    EXPECT_THAT(codesAt(watch, 0s, 1, "Stopped"), testing::ElementsAre("maxscale-monitor-stopped"));
}

TEST(MonitorWatch, AlarmsWhenTheTicksStandStill)
{
    MonitorWatch watch;
    EXPECT_THAT(codesAt(watch, 0s, 5), testing::IsEmpty());
    EXPECT_THAT(codesAt(watch, 9s, 5), testing::IsEmpty());
    EXPECT_THAT(codesAt(watch, 10s, 5), testing::ElementsAre("maxscale-monitor-stale"));
    EXPECT_THAT(codesAt(watch, 11s, 6), testing::IsEmpty());
    EXPECT_THAT(codesAt(watch, 20s, 6), testing::IsEmpty());
}

} // namespace tandem::agent
