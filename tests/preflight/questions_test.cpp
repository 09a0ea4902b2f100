// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/question.h"
#include "twohosts.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <set>

namespace tandem::preflight {
namespace {

using State = model::AddressAnswer::State;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// "OUTCOME NODE: TEXT" of what a question says that is not fine.
std::vector<std::string> troubles(const View &view, const Question &question)
{
    std::vector<std::string> texts;
    for (const auto &answer : ask(view, std::vector{std::string(question.code)})) {
        EXPECT_EQ(answer.code, question.code);
        if (answer.outcome == Outcome::Fine)
            continue;
        texts.push_back(std::string(nameOf(answer.outcome)) + " " + answer.node + ": " + answer.text);
        if (answer.outcome != Outcome::NotKnown) {
            EXPECT_NE(answer.why, "") << answer.text;
            EXPECT_NE(answer.fix, "") << answer.text;
        }
    }
    return texts;
}

const std::string maxscale = "[maxscale]\nuser = \"monitor\"\npassword = \"Secret1\"\nmode = \"passive\"\n"
                             "[[check]]\nname = \"maxscale\"\nkind = \"maxscale\"\n";

TEST(Questions, HaveCodesInOrderAndNothingToSayOfASoundPair)
{
    std::set<std::string_view> codes;
    for (const auto *question : allQuestions()) {
        EXPECT_TRUE(codes.empty() || question->code > *codes.rbegin());
        codes.insert(question->code);
        EXPECT_NE(question->title, "");
        EXPECT_THAT(troubles(soundView(clusterOf(maxscale)), *question), IsEmpty()) << question->code;
    }
    EXPECT_EQ(codes.size(), 14U);
    const auto all = ask(soundView(clusterOf(maxscale)));
    for (const auto code : codes)
        EXPECT_TRUE(std::ranges::any_of(all, [&](const Answer &one) { return one.code == code; })) << code;
}

TEST(Questions, OfAHostThatDoesNotAnswerOnlyTheFirstSpeaks)
{
    auto view = soundView(clusterOf(maxscale));
    view.hosts[1].facts.reset();
    view.hosts[1].trouble = Error{ErrorCode::NotReachable, {}, "refused", "start it"};
    for (const auto *question : allQuestions()) {
        if (question != &helperAnswers) {
            EXPECT_THAT(troubles(view, *question), IsEmpty()) << question->code;
        }
    }
    EXPECT_THAT(troubles(view, helperAnswers), ElementsAre("error m2: its helper does not answer: refused"));
}

TEST(Questions, VersionsAgree)
{
    auto view = soundView();
    view.hosts[1].facts->helperVersion = "0.2.0";
    EXPECT_THAT(troubles(view, sameVersions), ElementsAre("warning m2: tandemd is 0.1.0 and tandem-agent 0.2.0",
                                                          "warning m2: it has Tandem 0.2.0, and m1 has 0.1.0"));
    view.hosts[1].facts->engineVersion.clear();
    EXPECT_THAT(troubles(view, sameVersions), testing::Contains("warning m2: tandemd does not run"));
}

TEST(Questions, TheFileIsInForce)
{
    auto view = soundView();
    view.digest = "d2";
    EXPECT_THAT(troubles(view, sameFile), ElementsAre("note m1: it has another cluster file in force",
                                                      "note m2: it has another cluster file in force"));
}

TEST(Questions, InterfacesAreThere)
{
    auto view = soundView();
    view.hosts[0].facts->interfaces[0].name = "eth1";
    view.hosts[1].facts->interfaces[0].up = false;
    view.hosts[1].facts->interfaces[0].addresses = {"10.77.0.9/24"};
    EXPECT_THAT(troubles(view, interfacesAreThere),
                ElementsAre("error m1: it has no interface eth0",
                            "warning m1: its address 10.77.0.1 is on eth1, not on eth0", "error m2: eth0 is down",
                            "error m2: no interface has its address 10.77.0.2"));
}

TEST(Questions, VipsFitTheirNetworks)
{
    EXPECT_THAT(troubles(soundView(clusterOf("", "10.88.0.100")), vipsFitTheirNetworks),
                ElementsAre(HasSubstr("warning m1: VIP 10.88.0.100 of VI_1 lies in no network of eth0 (10.77.0.1/24)"),
                            HasSubstr("warning m2")));
    auto view = soundView(clusterOf("", "10.88.0.100"));
    view.hosts[0].facts->interfaces[0].addresses.emplace_back("10.88.0.100/24");
    EXPECT_EQ(troubles(view, vipsFitTheirNetworks).size(), 2U) << "a VIP that is there is no network of the host";
}

TEST(Questions, VipsAreFree)
{
    auto view = soundView();
    view.hosts[0].addresses[0] = {"10.77.0.100", State::Silent, "", ""};
    view.hosts[1].addresses[0] = {"10.77.0.100", State::Answered, "02:00:00:00:00:99", ""};
    EXPECT_THAT(troubles(view, vipsAreFree),
                ElementsAre("error : 10.77.0.100 is answered by 02:00:00:00:00:99, which is no node's, as m2 hears"));
    view.hosts[1].addresses[0].mac = "00:00:5e:00:01:33";
    EXPECT_THAT(troubles(view, vipsAreFree),
                ElementsAre(HasSubstr("warning : 10.77.0.100 is answered by a virtual router")));
    view.hosts[1].addresses[0].state = State::Silent;
    EXPECT_THAT(troubles(view, vipsAreFree), IsEmpty());
    view.hosts[0].addresses[0].state = view.hosts[1].addresses[0].state = State::Own;
    EXPECT_THAT(troubles(view, vipsAreFree), ElementsAre("error : 10.77.0.100 is on m1 and on m2"));
    for (auto &host : view.hosts) {
        host.addresses.clear();
        host.addressTrouble = "you are a viewer";
    }
    EXPECT_THAT(troubles(view, vipsAreFree),
                ElementsAre("not-known : nobody could ask who has 10.77.0.100: m2: you are a viewer"));
}

TEST(Questions, RouterIdsAreFree)
{
    auto view = soundView();
    view.hosts[0].facts->heard = {{"eth0", 51, "10.77.0.66", false},
                                  {"eth0", 7, "10.77.0.7", false},
                                  {"eth0", 51, "10.77.0.2", false},
                                  {"eth1", 51, "10.77.0.66", false}};
    EXPECT_THAT(troubles(view, routerIdsAreFree),
                ElementsAre("error m1: 10.77.0.66 speaks for router id 51 on eth0, which is that of VI_1"));
    view.hosts[1].facts->engineVersion.clear();
    EXPECT_THAT(troubles(view, routerIdsAreFree), testing::Contains(HasSubstr("not-known m2")));
}

TEST(Questions, OneProgramForVrrp)
{
    auto view = soundView();
    view.hosts[1].facts->keepalived = {12, 13};
    EXPECT_THAT(troubles(view, otherPrograms), ElementsAre("warning m2: Keepalived runs here too (process 12, 13)"));
    view.cluster.engine = config::EngineKind::Keepalived;
    EXPECT_THAT(troubles(view, otherPrograms), ElementsAre("warning m1: Keepalived does not run"));
}

TEST(Questions, AdvertsPassBothWays)
{
    auto view = soundView();
    view.hosts[1].facts->heard.clear();
    EXPECT_THAT(troubles(view, advertsPass), ElementsAre("error m2: adverts do not pass from m1 to m2 (multicast)"));
    view.hosts[1].facts->heard = {{"eth0", 249, "10.77.0.1", true}, {"eth0", 250, "10.77.0.1", false}};
    EXPECT_EQ(troubles(view, advertsPass).size(), 1U) << "another probe, and no probe";
    view.hosts[0].sendTrouble = "eth0: EPERM";
    EXPECT_THAT(troubles(view, advertsPass), ElementsAre("error m1: its kernel sends no adverts to m2: eth0: EPERM"));
    view.hosts[0].probeTrouble = "tandemd does not run here";
    EXPECT_THAT(troubles(view, advertsPass),
                ElementsAre(HasSubstr("not-known m2: whether adverts pass from m1 to m2")));
    view = soundView(clusterOf("unicast = true\n"));
    EXPECT_THAT(ask(view, std::vector{std::string("PRE009")}).front().text, HasSubstr("(unicast)"));
}

TEST(Questions, KernelSettings)
{
    auto view = soundView();
    auto &interfaces = view.hosts[0].facts->interfaces;
    interfaces[0].rpFilter = 1;
    EXPECT_THAT(troubles(view, kernelSettings), IsEmpty()) << "strict, and there is one way only";
    interfaces.push_back({"eth1", true, "", {"10.77.0.41/24"}, "", false, 0, 0});
    EXPECT_THAT(
        troubles(view, kernelSettings),
        ElementsAre("warning m1: net.ipv4.conf.eth0.rp_filter is 1, and eth1 is in the network of 10.77.0.100 too"));
    interfaces[0].arpIgnore = 8;
    EXPECT_THAT(troubles(view, kernelSettings), ElementsAre("error m1: net.ipv4.conf.eth0.arp_ignore is 8"));
    interfaces[0].arpIgnore.reset();
    interfaces[0].rpFilter.reset();
    EXPECT_THAT(troubles(view, kernelSettings), ElementsAre(HasSubstr("not-known m1")));
}

TEST(Questions, NobodyTakesVipsAway)
{
    auto view = soundView();
    auto &interface = view.hosts[0].facts->interfaces[0];
    interface.manager = "systemd-networkd";
    EXPECT_THAT(troubles(view, networkManagers),
                ElementsAre("note m1: systemd-networkd sets up eth0, and may take VIPs away"));
    view.cluster.engine = config::EngineKind::Keepalived;
    EXPECT_THAT(troubles(view, networkManagers), ElementsAre(HasSubstr("warning m1")));
    interface.keepsAddresses = true;
    EXPECT_THAT(troubles(view, networkManagers), IsEmpty());
}

TEST(Questions, ClocksAgree)
{
    auto view = soundView();
    view.hosts[1].clockOffsetNs = 1'501'000'000;
    EXPECT_THAT(troubles(view, clocksAgree),
                ElementsAre("warning : the clock of m2 is ahead of m1's: 1500 ms apart (+/- 2 ms)"));
    view.hosts[1].clockOffsetNs.reset();
    EXPECT_THAT(troubles(view, clocksAgree), ElementsAre(HasSubstr("not-known m2")));
}

TEST(Questions, MaxScaleAnswersAndTakesTheMode)
{
    auto view = soundView(clusterOf(maxscale));
    view.hosts[0].status->maxscale.verdict = "refused";
    view.hosts[0].facts->mayWriteMode = false;
    view.hosts[0].facts->writerTrouble = "401";
    view.hosts[1].status->maxscale.verdict.clear();
    view.hosts[1].facts->mayWriteMode.reset();
    EXPECT_THAT(troubles(view, maxScaleAnswers),
                ElementsAre("error m1: MaxScale is refused: greeted", HasSubstr("not-known m2")));
    EXPECT_THAT(
        troubles(view, modeCanBeWritten),
        ElementsAre("error m1: MaxScale lets the user of [maxscale] not write: 401", HasSubstr("not-known m2")));
    EXPECT_THAT(ask(soundView(), std::vector<std::string>{"PRE013", "PRE014"}), IsEmpty()) << "there is no [maxscale]";
}

TEST(FreeRouterId, IsNobodys)
{
    auto view = soundView();
    view.hosts[0].facts->heard = {{"eth0", 255, "10.77.0.9", false}, {"eth0", 254, "10.77.0.9", false}};
    EXPECT_EQ(freeRouterId(view.cluster, view.hosts), 253);
    view.hosts[0].facts->heard.clear();
    for (int id = 1; id <= 255; ++id)
        view.hosts[0].facts->heard.push_back({"eth0", id, "10.77.0.9", false});
    EXPECT_EQ(freeRouterId(view.cluster, view.hosts), 0);
}

} // namespace
} // namespace tandem::preflight
