// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/identity/identityfindings.h"

#include <algorithm>
#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;
using maxscale::ProbeOutcome;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto vip = "10.77.0.100";
constexpr auto primaryMac = "02:00:00:00:00:01";
constexpr auto backupMac = "02:00:00:00:00:02";
constexpr auto thirdMac = "02:00:00:00:00:03";
constexpr auto foreignMac = "02:00:00:00:00:99";

/// maxscale1 holds the VIP, maxscale2 and 3 do not; maxscale2 looks.
class Identity : public testing::Test
{
protected:
    Identity()
    {
        int number = 0;
        for (const char *name : {"maxscale1", "maxscale2", "maxscale3"}) {
            config::Node node{.name = name};
            node.versionString = "V" + std::to_string(++number);
            m_cluster.nodes.push_back(node);
            model::NodeStatus status;
            status.name = name;
            status.reachable = true;
            status.engineState = model::EngineState::Running;
            status.maxscale.verdict = "ok";
            status.macs = {"02:00:00:00:00:0" + std::to_string(number)};
            status.instances = {{"VI_1", model::VrrpState::Backup}};
            m_nodes.push_back(status);
        }
        config::Instance instance{.name = "VI_1", .virtualRouterId = *VirtualRouterId::of(51)};
        instance.virtualAddresses.push_back({*IpNetwork::parse("10.77.0.100/24"), "", ""});
        m_cluster.instances = {instance};
        take(0);
    }
    void take(std::size_t node)
    {
        for (auto &status : m_nodes)
            status.instances = {{"VI_1", model::VrrpState::Backup}};
        m_nodes[node].instances[0].state = model::VrrpState::Master;
        m_nodes[node].instances[0].heldVips = {std::string(vip) + "/32"};
    }
    void nobodyHolds() { m_nodes[0].instances = {{"VI_1", model::VrrpState::Backup}}; }
    static VipSighting greeted(const std::string &versionString, const std::string &mac)
    {
        return {{vip, 4006, versionString, mac, "", 1},
                ProbeOutcome::Greeted,
                {mac.empty() ? Neighbour::State::Unknown : Neighbour::State::Resolved, mac}};
    }
    static VipSighting silent(ProbeOutcome outcome = ProbeOutcome::Silent, const std::string &mac = "",
                              Neighbour::State state = Neighbour::State::Unresolved)
    {
        return {{vip, 4006, "", mac, "10.77.0.100:4006 does not accept", 1},
                outcome,
                {mac.empty() ? state : Neighbour::State::Resolved, mac}};
    }
    IdentityView view() const { return {m_cluster, "maxscale2", m_nodes}; }
    std::vector<std::string> codes(const std::vector<VipSighting> &sightings) const
    {
        std::vector<std::string> list;
        for (const VipWrong &wrong : wrongsOf(sightings, view()))
            list.emplace_back(wrong.code);
        return list;
    }
    std::string text(const VipSighting &sighting) const
    {
        const auto wrongs = wrongsOf({sighting}, view());
        return wrongs.empty() ? std::string() : wrongs.front().text;
    }

    config::Cluster m_cluster;
    std::vector<model::NodeStatus> m_nodes;
};

} // namespace

TEST_F(Identity, FitsWhenTheHolderGreetsFromItsOwnAddress)
{
    EXPECT_THAT(codes({greeted("V1", primaryMac)}), IsEmpty());
    EXPECT_THAT(codes({greeted("V1", "")}), IsEmpty());
    EXPECT_THAT(codes({greeted("V1", "00:00:5e:00:01:33")}), IsEmpty()) << "the virtual router's own address";
}

TEST_F(Identity, IsWrongWhenAForeignHostGreets)
{
    EXPECT_THAT(codes({greeted("Foreign", foreignMac)}), ElementsAre("vip-answered-by-other"));
    EXPECT_THAT(text(greeted("Foreign", foreignMac)),
                "10.77.0.100 is held by maxscale1, but port 4006 greets as \"Foreign\" from 02:00:00:00:00:99: another "
                "host has taken the address");
    EXPECT_THAT(codes({greeted("Foreign", "")}), ElementsAre("vip-answered-by-other"));
}

TEST_F(Identity, IsWrongWhenAnotherNodeGreets)
{
    EXPECT_THAT(text(greeted("V3", thirdMac)), HasSubstr("which is maxscale3: an ARP entry is stale"));
    EXPECT_THAT(text(greeted("V3", "")), HasSubstr("which is maxscale3: an ARP entry is stale"));
}

TEST_F(Identity, TellsAWrongVersionStringFromAnotherHostByTheHardwareAddress)
{
    EXPECT_THAT(codes({greeted("10.11-MariaDB", primaryMac)}), IsEmpty());
    m_nodes[0].alarms = {{"", "maxscale-version-string"}};
    EXPECT_THAT(codes({greeted("10.11-MariaDB", "")}), IsEmpty());
    EXPECT_THAT(codes({greeted("10.11-MariaDB", foreignMac)}), ElementsAre("vip-answered-by-other"));
}

TEST_F(Identity, IsWrongWhenTheHardwareAddressAloneDiffers)
{
    EXPECT_THAT(codes({greeted("V1", foreignMac)}), ElementsAre("vip-mac-differs"));
    m_nodes[0].macs.clear();
    EXPECT_THAT(codes({greeted("V1", foreignMac)}), IsEmpty()) << "an agent that does not tell its own";
}

TEST_F(Identity, SaysNothingOfTheHolderWhoseAgentIsOutOfReach)
{
    m_nodes[0].reachable = false;
    EXPECT_THAT(codes({greeted("V1", primaryMac)}), IsEmpty());
    EXPECT_THAT(codes({silent()}), IsEmpty());
    m_nodes[0].macs.clear();
    EXPECT_THAT(codes({greeted("Foreign", foreignMac)}), IsEmpty()) << "it may be that node";
}

TEST_F(Identity, IsWrongWhenAHostGreetsThatNoNodeCanBe)
{
    m_nodes[0].reachable = false; // but its hardware address was heard before
    EXPECT_THAT(codes({greeted("Foreign", foreignMac)}), ElementsAre("vip-answered-by-other"));
}

TEST_F(Identity, IsWrongWhenSomebodyGreetsThoughEachNodeDeniesToHoldIt)
{
    nobodyHolds();
    EXPECT_THAT(codes({greeted("V1", primaryMac)}), ElementsAre("vip-answered-by-other"));
    EXPECT_THAT(codes({silent()}), IsEmpty());
}

TEST_F(Identity, IsWrongWhenNobodyGreetsThoughTheHolderIsWell)
{
    EXPECT_THAT(codes({silent()}), ElementsAre("vip-not-answering"));
    EXPECT_THAT(codes({silent(ProbeOutcome::Refused, primaryMac)}), ElementsAre("vip-not-answering"));
    EXPECT_THAT(codes({silent(ProbeOutcome::Refused, foreignMac)}),
                ElementsAre("vip-mac-differs", "vip-not-answering"));
}

TEST_F(Identity, LeavesAFailureOfTheHoldersMaxScaleToItsOwnAlarm)
{
    m_nodes[0].maxscale.verdict = "refused";
    EXPECT_THAT(codes({silent(ProbeOutcome::Refused, primaryMac)}), IsEmpty());
}

TEST_F(Identity, SaysNothingOfAVipToWhichThisNodeHasNoWay)
{
    EXPECT_THAT(codes({silent(ProbeOutcome::Unreachable, "", Neighbour::State::None)}), IsEmpty());
    EXPECT_THAT(codes({silent(ProbeOutcome::Unreachable, "", Neighbour::State::Unknown)}), IsEmpty());
    EXPECT_THAT(codes({silent(ProbeOutcome::Silent, "", Neighbour::State::Unknown)}), ElementsAre("vip-not-answering"));
}

TEST_F(Identity, TakesAnErrorPacketOrAnotherPortsGreetingForAnAnswer)
{
    EXPECT_THAT(codes({silent(ProbeOutcome::ErrorPacket, primaryMac)}), IsEmpty());
    EXPECT_THAT(codes({silent(ProbeOutcome::Refused, primaryMac), greeted("V1", primaryMac)}), IsEmpty());
}

TEST_F(Identity, KnowsAnAddressOwnerInAnyState)
{
    m_nodes[0].instances[0].state = model::VrrpState::Backup;
    m_nodes[0].instances[0].effectivePriority = 255;
    EXPECT_THAT(codes({greeted("V1", primaryMac)}), IsEmpty());
}

TEST_F(Identity, HasNoFindingForAnOrdinaryFailover)
{
    IdentityFindings findings({6s, 15s});
    const Instant begin{1h};
    // maxscale1 dies: for 4 s nobody answers although it still says to hold it; then the third one does.
    for (auto t = 0s; t < 4s; t += 2s) {
        findings.look({silent()}, view(), begin + t, 1);
        EXPECT_THAT(findings.findings(), IsEmpty());
    }
    findings.look({greeted("V3", thirdMac)}, view(), begin + 4s, 1); // before its agent has said so
    EXPECT_THAT(findings.findings(), IsEmpty());
    take(2);
    for (auto t = 6s; t < 40s; t += 2s) {
        findings.look({greeted("V3", thirdMac)}, view(), begin + t, 1);
        EXPECT_THAT(findings.findings(), IsEmpty());
    }
}

TEST_F(Identity, HasAFindingForAWrongThatLastsUntilItIsOver)
{
    IdentityFindings findings({6s, 15s});
    const Instant begin{1h};
    for (auto t = 0s; t <= 4s; t += 2s)
        findings.look({greeted("Foreign", foreignMac)}, view(), begin + t, 100 + t.count());
    EXPECT_THAT(findings.findings(), IsEmpty());
    findings.look({greeted("Foreign", foreignMac)}, view(), begin + 6s, 106);
    ASSERT_EQ(findings.findings().size(), 1U);
    EXPECT_EQ(findings.findings()[0].code, "vip-answered-by-other");
    EXPECT_EQ(findings.findings()[0].severity, model::AlarmSeverity::Critical);
    EXPECT_EQ(findings.findings()[0].sinceNs, 100);
    findings.look({greeted("V1", primaryMac)}, view(), begin + 8s, 108);
    EXPECT_THAT(findings.findings(), IsEmpty());
}

TEST_F(Identity, WaitsLongerBeforeItCallsAVipSilent)
{
    IdentityFindings findings({6s, 15s});
    const Instant begin{1h};
    for (auto t = 0s; t < 15s; t += 2s)
        findings.look({silent()}, view(), begin + t, 1);
    EXPECT_THAT(findings.findings(), IsEmpty());
    findings.look({silent()}, view(), begin + 15s, 1);
    ASSERT_EQ(findings.findings().size(), 1U);
    EXPECT_EQ(findings.findings()[0].code, "vip-not-answering");
    findings.forget(vip);
    EXPECT_THAT(findings.findings(), IsEmpty());
}

TEST_F(Identity, NamesThreeOfManyVipsInOneFinding)
{
    IdentityFindings findings({0s, 0s});
    for (int i = 1; i <= 5; ++i) {
        VipSighting sighting = greeted("Foreign", foreignMac);
        sighting.answer.vip = "10.77.1." + std::to_string(i);
        m_nodes[0].instances[0].heldVips.push_back(sighting.answer.vip);
        findings.look({sighting}, view(), Instant{1h}, i);
    }
    ASSERT_EQ(findings.findings().size(), 1U);
    EXPECT_THAT(findings.findings()[0].text, testing::EndsWith("; and 2 more"));
    EXPECT_EQ(findings.findings()[0].sinceNs, 1);
}

} // namespace tandem::agent
