// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/commandline.h"
#include "gui/eventtext.h"
#include "gui/format.h"
#include "gui/overview/headline.h"
#include "gui/recentwindow.h"
#include "scenes.h"

#include <gmock/gmock.h>

namespace tandem::gui {
namespace {

constexpr std::int64_t ms = 1'000'000;
constexpr std::int64_t second = 1000 * ms;

TEST(Format, WritesTimesInUtc)
{
    EXPECT_EQ(Format::time(scenes::deathNs), "02:10:58.246");
    EXPECT_EQ(Format::time(scenes::deathNs, 0), "02:10:58");
    EXPECT_EQ(Format::dateTime(scenes::deathNs), "2026-01-17 02:10:58.246");
    EXPECT_EQ(Format::time(scenes::deathNs + 999'999, 6), "02:10:58.246999");
}

TEST(Format, WritesDurationsAsExactlyAsTheyMatter)
{
    EXPECT_EQ(Format::duration(4'000), "4 µs");
    EXPECT_EQ(Format::duration(180'000), "0.18 ms");
    EXPECT_EQ(Format::duration(9 * ms + 440'000), "9.4 ms");
    EXPECT_EQ(Format::duration(611 * ms), "611 ms");
    EXPECT_EQ(Format::duration(3'414 * ms), "3.41 s");
    EXPECT_EQ(Format::duration(41 * second), "41.0 s");
    EXPECT_EQ(Format::duration(72 * second), "00:01:12");
    EXPECT_EQ(Format::duration(-310'000), "−0.31 ms");
    EXPECT_EQ(Format::clock(90'061 * second), "1 d 01:01:01");
    EXPECT_EQ(Format::clock(-5), "00:00:00");
}

TEST(Format, WritesTicksAsExactlyAsTheirStepNeeds)
{
    EXPECT_EQ(Format::tick(scenes::deathNs, 100 * ms), "58.2");
    EXPECT_EQ(Format::tick(scenes::deathNs, ms), "58.246");
    EXPECT_EQ(Format::tick(scenes::deathNs, second), "02:10:58");
    EXPECT_EQ(Format::tick(scenes::deathNs, 60 * second), "02:10");
}

TEST(RecentWindows, AreAllThatIsKnownWhileItIsYoung)
{
    const std::int64_t now = scenes::deathNs;
    const auto young = RecentWindow::of(now - 300 * second, now, 3600 * second);
    EXPECT_LT(young.beginNs, now - 300 * second);
    EXPECT_EQ(young.title(), "Since 02:05:58");
    EXPECT_EQ(RecentWindow::of(now - second, now, 3600 * second).beginNs, now - 60 * second);
    const auto old = RecentWindow::of(now - 7200 * second, now, 3600 * second);
    EXPECT_EQ(old.beginNs, now - 3600 * second);
    EXPECT_EQ(old.title(), "Last hour");
    EXPECT_EQ(old.inWords(), "in the last hour");
    EXPECT_EQ(RecentWindow::last(300 * second, now).title(), "Last 5 minutes");
}

TEST(EventWords, ReadAVipFromEitherEnd)
{
    model::Event event;
    event.kind = model::EventKind::Vip;
    event.to = "10.77.0.100";
    EXPECT_EQ(vipChangeOf(event).vip, "10.77.0.100");
    EXPECT_TRUE(vipChangeOf(event).held);
    event.to.clear();
    event.from = "fd00::9/64";
    EXPECT_EQ(vipChangeOf(event).vip, "fd00::9");
    EXPECT_FALSE(vipChangeOf(event).held);
}

TEST(EventWords, SayChangeTitleAndCause)
{
    const auto event = scenes::event(0, "maxscale2", model::EventKind::State, "BACKUP", "MASTER", "r",
                                     model::CauseType::Advert, {"from", "10.77.0.1", "priority", "0"}, "VI_1");
    EXPECT_EQ(EventText::change(event), "BACKUP → MASTER");
    EXPECT_EQ(EventText::title(event), "maxscale2 became MASTER");
    EXPECT_EQ(EventText::cause(event), "advert · from 10.77.0.1 · priority 0");
}

TEST(EventWords, DoNotSayTheCauseTwice)
{
    const auto event =
        scenes::event(0, "a", model::EventKind::Health, "ok", "refused", "check failed", model::CauseType::Check,
                      {"check", "maxscale", "evidence", "127.0.0.1:8989 connection refused"});
    EXPECT_EQ(EventText::cause(event), "check maxscale · evidence 127.0.0.1:8989 connection refused");
    EXPECT_EQ(EventText::evidence(event), "check failed (127.0.0.1:8989 connection refused)");
}

TEST(Headlines, SayWhatMattersMost)
{
    scenes::SceneSource source(scenes::shop());
    scenes::connecting(source);
    EXPECT_EQ(Headline::of(source).text, "Connecting to 2 helpers…");
    scenes::fillFailover(source);
    EXPECT_EQ(Headline::of(source).text, "maxscale1 holds 10.77.0.100, one other node could take it");
    EXPECT_EQ(Headline::of(source).look, Appearance::Master);
    source.node(1).instances[0].state = model::VrrpState::Fault;
    EXPECT_EQ(Headline::of(source).text, "maxscale1 holds 10.77.0.100, and no other node could take it");
    source.node(0).instances[0].heldVips.clear();
    EXPECT_EQ(Headline::of(source).text, "Nobody holds 10.77.0.100");
    EXPECT_EQ(Headline::of(source).look, Appearance::Conflict);
}

TEST(Headlines, DoNotClaimWhatIsNotKnown)
{
    scenes::SceneSource source(scenes::shop());
    scenes::loseSecond(source);
    EXPECT_EQ(Headline::of(source).text,
              "maxscale1 holds 10.77.0.100; whether another node could take it is not known");
    source.node(0).reachable = false;
    source.editLink(0).state = fleet::Link::State::Lost;
    EXPECT_EQ(Headline::of(source).text, "Who holds 10.77.0.100 is not known: not every node answers");
}

Result<Options> parse(const QStringList &arguments)
{
    return CommandLine::parse(QStringList{"tandem"} + arguments);
}

TEST(CommandLine, HasTheContractsOptions)
{
    const auto options = parse({"shop.toml", "--page", "charts", "--theme", "dark", "--size", "1024x700",
                                "--screenshot", "/tmp/a.png", "--identity", "/etc/x"});
    ASSERT_TRUE(options);
    EXPECT_EQ(options->files, QStringList{"shop.toml"});
    EXPECT_EQ(options->page, Page::Charts);
    EXPECT_EQ(options->scheme, Scheme::Dark);
    EXPECT_EQ(options->size, QSize(1024, 700));
    EXPECT_EQ(options->screenshot, "/tmp/a.png");
    EXPECT_EQ(options->identityDirectory, "/etc/x");
}

TEST(CommandLine, FollowsTheDesktopAndTheDefaultsWithoutOptions)
{
    const auto options = parse({});
    ASSERT_TRUE(options);
    EXPECT_EQ(options->page, Page::Overview);
    EXPECT_FALSE(options->scheme);
    EXPECT_EQ(options->size, QSize(1440, 900));
    EXPECT_TRUE(options->identityDirectory.endsWith("/tandem"));
}

TEST(CommandLine, RefusesWhatItDoesNotKnow)
{
    for (const QStringList &wrong :
         {QStringList{"--nonsense"}, QStringList{"--page", "drills"}, QStringList{"--theme", "pink"},
          QStringList{"--size", "big"}, QStringList{"--size", "99999x1"}, QStringList{"--page"}}) {
        const auto options = parse(wrong);
        ASSERT_FALSE(options) << wrong.join(' ').toStdString();
        EXPECT_EQ(options.error().code, ErrorCode::Usage) << wrong.join(' ').toStdString();
    }
}

TEST(CommandLine, PrintsHelpAndVersion)
{
    EXPECT_TRUE(parse({"--version"})->print.startsWith("tandem "));
    EXPECT_TRUE(parse({"--help"})->print.contains("--screenshot"));
}

} // namespace
} // namespace tandem::gui
