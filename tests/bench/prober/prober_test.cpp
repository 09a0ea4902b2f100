// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/prober/greetingreader.h"
#include "tests/bench/prober/options.h"
#include "tests/bench/prober/outagelog.h"
#include "tests/bench/prober/report.h"
#include <gmock/gmock.h>

using namespace tandem;
using namespace tandem::bench;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

namespace {

ProbeResult good(std::uint64_t number, const std::string &who = "A")
{
    return {number, static_cast<std::int64_t>(number) * 2, who, {}};
}

ProbeResult bad(std::uint64_t number, const std::string &why = "refused")
{
    return {number, static_cast<std::int64_t>(number) * 2, {}, why};
}

Section onlySection(OutageLog &log, std::uint64_t probes)
{
    log.mark("s", probes);
    const auto sections = log.takeSections();
    EXPECT_THAT(sections, SizeIs(1));
    return sections.empty() ? Section{} : sections[0];
}

std::string packet(const std::string &payload)
{
    return std::string{static_cast<char>(payload.size()), '\0', '\0', '\0'} + payload;
}

} // namespace

TEST(OutageLog, OutageIsFromFirstBadToNextGoodStart)
{
    OutageLog log;
    log.add(good(0));
    log.add(bad(1));
    log.add(bad(2));
    log.add(good(3, "B"));
    const Section section = onlySection(log, 4);
    EXPECT_THAT(section.outages, ElementsAre(Outage{2, 6}));
    EXPECT_EQ(section.probes, 4);
    EXPECT_EQ(section.failed, 2);
    EXPECT_THAT(section.services, ElementsAre(Service{"A", 0, 0, 1}, Service{"B", 6, 6, 1}));
}

TEST(OutageLog, OrderOfEndingDoesNotMatter)
{
    OutageLog log;
    log.add(good(3));
    log.add(bad(1));
    log.add(good(0));
    log.add(bad(2));
    EXPECT_THAT(onlySection(log, 4).outages, ElementsAre(Outage{2, 6}));
}

TEST(OutageLog, EachInterruptionIsItsOwnOutage)
{
    OutageLog log;
    for (const auto &result : {good(0), bad(1), good(2), bad(3), bad(4), good(5)})
        log.add(result);
    EXPECT_THAT(onlySection(log, 6).outages, ElementsAre(Outage{2, 4}, Outage{6, 10}));
}

TEST(OutageLog, NoOutageWithoutAFailure)
{
    OutageLog log;
    log.add(good(0));
    log.add(good(1));
    const Section section = onlySection(log, 2);
    EXPECT_THAT(section.outages, IsEmpty());
    EXPECT_THAT(section.services, ElementsAre(Service{"A", 0, 2, 2}));
}

TEST(OutageLog, OutageThatIsNotOverHasNoEndAndGoesOnInTheNextSection)
{
    OutageLog log;
    log.add(good(0));
    log.add(bad(1));
    EXPECT_THAT(onlySection(log, 2).outages, ElementsAre(Outage{2, std::nullopt}));
    log.add(good(2));
    EXPECT_THAT(onlySection(log, 3).outages, ElementsAre(Outage{2, 4}));
}

TEST(OutageLog, SectionWaitsForItsLastProbe)
{
    OutageLog log;
    log.add(good(0));
    log.mark("first", 2);
    log.add(good(2));
    EXPECT_THAT(log.takeSections(), IsEmpty());
    log.add(bad(1));
    const auto sections = log.takeSections();
    ASSERT_THAT(sections, SizeIs(1));
    EXPECT_EQ(sections[0].name, "first");
    EXPECT_EQ(sections[0].probes, 2);
    EXPECT_EQ(onlySection(log, 3).probes, 1);
}

TEST(OutageLog, TellsHowLateTheProberItselfWas)
{
    OutageLog log;
    log.add({0, 0, "A", {}});
    log.add({1, 2'000'000, "A", {}});
    log.add({2, 9'000'000, "A", {}});
    EXPECT_EQ(onlySection(log, 3).longestGapNs, 7'000'000);
}

TEST(GreetingReader, ReadsTheVersionStringInPieces)
{
    const std::string greeting = packet(std::string("\x0aPrimaryMaxScale\0rest", 21));
    GreetingReader reader;
    for (std::size_t i = 0; i + 1 < greeting.size(); ++i)
        ASSERT_EQ(reader.read(greeting.substr(i, 1)), GreetingReader::State::Incomplete) << i;
    EXPECT_EQ(reader.read(greeting.substr(greeting.size() - 1)), GreetingReader::State::Greeted);
    EXPECT_EQ(reader.versionString(), "PrimaryMaxScale");
}

TEST(GreetingReader, TellsErrorPackets)
{
    GreetingReader reader;
    EXPECT_EQ(reader.read(packet(std::string("\xff\x10\x04#08004Too many connections"))),
              GreetingReader::State::Refused);
    EXPECT_EQ(reader.errorNumber(), 1040);
}

TEST(GreetingReader, IsNotFooledByOtherProtocols)
{
    EXPECT_EQ(GreetingReader().read("SSH-2.0-OpenSSH"), GreetingReader::State::Nonsense);
    EXPECT_EQ(GreetingReader().read(packet("\x0awithout an end")), GreetingReader::State::Nonsense);
    EXPECT_EQ(GreetingReader().read(packet("\xff")), GreetingReader::State::Nonsense);
}

TEST(ProberOptions, AreCheckedWithTheirPlace)
{
    EXPECT_EQ(parseOptions({}).error().code, ErrorCode::Usage);
    EXPECT_EQ(parseOptions({"10.0.0.1"}).error().place, "10.0.0.1");
    EXPECT_EQ(parseOptions({"10.0.0.1:0"}).error().place, "10.0.0.1:0");
    EXPECT_EQ(parseOptions({"--interval-ms", "x", "10.0.0.1:1"}).error().place, "--interval-ms");
    const auto options = parseOptions({"--timeout-ms", "20", "10.77.0.100:4006"});
    ASSERT_TRUE(options);
    EXPECT_EQ(options->port, 4006);
    EXPECT_EQ(options->timeout, std::chrono::milliseconds(20));
}

TEST(ProberReport, IsOneLineOfJson)
{
    Section section;
    section.name = "a \"b\"\n";
    section.probes = 3;
    section.failed = 1;
    section.longestGapNs = 2'500'000;
    section.outages = {{2, 4}, {6, std::nullopt}};
    section.services = {{"A\xe9", 1, 5, 2}};
    section.failures = {{"refused", 1}};
    EXPECT_EQ(toJson(section),
              "{\"section\":\"a \\\"b\\\"\\u000a\",\"begin_ns\":0,\"end_ns\":0,\"probes\":3,\"failed\":1,"
              "\"longest_gap_ms\":2.500,\"outages\":[{\"begin_ns\":2,\"end_ns\":4},{\"begin_ns\":6,\"end_ns\":null}],"
              "\"served_by\":[{\"version_string\":\"A\\u00e9\",\"begin_ns\":1,\"end_ns\":5,\"probes\":2}],"
              "\"failures\":{\"refused\":1}}");
}
