// SPDX-License-Identifier: GPL-3.0-or-later
// Logins that fail, and an auto_failover that turned itself off.
#include "daemon/agent/mode/autofailoverwatch.h"
#include "daemon/agent/mode/loginwatch.h"

#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;

model::MaxScaleStatus withAutoFailover(std::optional<bool> on, std::int64_t startedAtNs = 1)
{
    model::MaxScaleStatus status;
    status.reachable = true;
    status.startedAtNs = startedAtNs;
    model::MonitorStatus monitor;
    monitor.name = "Monitor1";
    monitor.autoFailover = on;
    status.monitors = {monitor};
    return status;
}

std::vector<model::NodeStatus> peer(std::optional<bool> on)
{
    model::NodeStatus node;
    node.name = "maxscale2";
    node.reachable = true;
    node.maxscale = withAutoFailover(on);
    return {node};
}

} // namespace

TEST(LoginWatch, ForetellsAHostBlock)
{
    LoginWatch watch;
    watch.take(100, {}, Instant(0s));
    EXPECT_FALSE(watch.finding(Instant(0s))) << "those of before count for nothing";
    watch.take(104, {}, Instant(10s));
    EXPECT_FALSE(watch.finding(Instant(10s))) << "somebody mistyped";
    watch.take(105, {}, Instant(20s));
    const auto finding = watch.finding(Instant(20s));
    ASSERT_TRUE(finding);
    EXPECT_EQ(finding->code, "logins-failing");
    EXPECT_THAT(finding->text, HasSubstr("5 logins failed within a minute"));
    EXPECT_THAT(finding->text, HasSubstr("1129"));
}

TEST(LoginWatch, EndsAMinuteLater)
{
    LoginWatch watch;
    watch.take(0, {}, Instant(0s));
    watch.take(9, {}, Instant(10s));
    watch.take(9, {}, Instant(40s));
    EXPECT_TRUE(watch.finding(Instant(69s)));
    EXPECT_FALSE(watch.finding(Instant(71s))) << "though MaxScale was not asked since";
    watch.take(9, {}, Instant(71s));
    EXPECT_FALSE(watch.finding(Instant(71s)));
}

TEST(LoginWatch, TakesAFewADayForNone)
{
    LoginWatch watch;
    for (int i = 0; i < 1000; ++i) {
        const Instant now(i * 30s);
        watch.take(i, {}, now);
        EXPECT_FALSE(watch.finding(now));
    }
}

TEST(LoginWatch, SeesAStormAtTenLooksASecond)
{
    LoginWatch watch;
    bool seen = false;
    for (int i = 0; i < 600; ++i) {
        const Instant now(i * 100ms);
        watch.take(i / 10, {}, now);
        seen = watch.finding(now).has_value();
    }
    EXPECT_TRUE(seen);
}

TEST(LoginWatch, BeginsAnewWithMaxScale)
{
    LoginWatch watch;
    watch.take(500, {}, Instant(0s));
    watch.take(2, {}, Instant(10s));
    EXPECT_FALSE(watch.finding(Instant(10s)));
    watch.take({}, {}, Instant(11s));
    EXPECT_FALSE(watch.finding(Instant(11s)));
}

TEST(LoginWatch, KnowsTheLimitThatIsConfigured)
{
    LoginWatch watch;
    watch.take(0, 100, Instant(0s));
    watch.take(49, 100, Instant(10s));
    EXPECT_FALSE(watch.finding(Instant(10s)));
    watch.take(50, 100, Instant(11s));
    EXPECT_TRUE(watch.finding(Instant(11s)));
    watch.take(500, 0, Instant(12s));
    EXPECT_FALSE(watch.finding(Instant(12s))) << "it blocks nobody";
}

TEST(AutoFailoverWatch, SeesItGoOff)
{
    AutoFailoverWatch watch;
    EXPECT_THAT(watch.look(withAutoFailover(true), {}), IsEmpty());
    const auto found = watch.look(withAutoFailover(false), {});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].code, "auto-failover-off");
    EXPECT_THAT(found[0].text, HasSubstr("maxctrl alter monitor Monitor1 auto_failover true"));
    EXPECT_THAT(watch.turnedOff(), testing::ElementsAre("Monitor1"));
    EXPECT_THAT(watch.look(withAutoFailover(true), {}), IsEmpty());
    EXPECT_THAT(watch.turnedOff(), IsEmpty());
}

TEST(AutoFailoverWatch, SeesThatAPeerStillHasItOn)
{
    AutoFailoverWatch watch;
    const auto found = watch.look(withAutoFailover(false), peer(true));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_THAT(found[0].text, HasSubstr("on at maxscale2"));
    auto silent = peer(true);
    silent[0].reachable = false;
    EXPECT_THAT(watch.look(withAutoFailover(false), silent), IsEmpty());
}

TEST(AutoFailoverWatch, LeavesAloneWhoeverDoesNotWantIt)
{
    AutoFailoverWatch watch;
    EXPECT_THAT(watch.look(withAutoFailover(false), peer(false)), IsEmpty());
    EXPECT_THAT(watch.look(withAutoFailover({}), {}), IsEmpty());
    watch.look(withAutoFailover(true), peer(true));
    EXPECT_THAT(watch.look(withAutoFailover(false), peer(false)), IsEmpty()) << "turned off on all of them";
    watch.look(withAutoFailover(true), {});
    EXPECT_THAT(watch.look(withAutoFailover(false, 2), {}), IsEmpty()) << "MaxScale started with it off";
}

} // namespace tandem::agent
