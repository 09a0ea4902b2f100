// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/statuscommand.h"
#include "cli/statusnotes.h"

#include <gmock/gmock.h>
#include <sstream>

namespace tandem::cli {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::int64_t now = 1'790'000'000'000'000'000;
constexpr std::int64_t second = 1'000'000'000;

model::NodeStatus quiet()
{
    model::NodeStatus node;
    node.name = "maxscale2";
    node.reachable = true;
    node.strayConnections = 0;
    node.vipAnswers = {{"10.77.0.100", 4006, "PrimaryMaxScale", "02:00:00:00:00:01", "", now}};
    node.maxscale.configSync = {7, "abc", "OK"};
    return node;
}

} // namespace

TEST(StatusNotes, AreNoneWhereAllIsQuiet)
{
    EXPECT_THAT(notesOf(quiet(), now), IsEmpty());
}

TEST(StatusNotes, TellMaintenanceAndHold)
{
    model::NodeStatus node = quiet();
    node.maintenance = true;
    node.hold = model::Hold{now + 90 * second, "root"};
    EXPECT_THAT(notesOf(node, now),
                ElementsAre("in maintenance: takes a VIP only as the last resort", "on hold by root, 00:01:30 left"));
    node.reachable = false;
    EXPECT_THAT(notesOf(node, now), IsEmpty()) << "what it was when it was last heard may be over";
}

TEST(StatusNotes, TellWhoComesPastTheVip)
{
    model::NodeStatus node = quiet();
    node.strayConnections = 1;
    EXPECT_THAT(notesOf(node, now), ElementsAre("1 connection past the VIP"));
    node.strayConnections = 20;
    node.strayClients = {{"10.77.0.9", 4006, 9, "app"},
                         {"10.77.0.8", 4006, 5, ""},
                         {"10.77.0.7", 4008, 2, ""},
                         {"10.77.0.6", 4006, 1, ""}};
    EXPECT_THAT(
        notesOf(node, now),
        ElementsAre("20 connections past the VIP: 9 from 10.77.0.9 (app) to port 4006, 5 from 10.77.0.8 to port "
                    "4006, 2 from 10.77.0.7 to port 4008, and 4 more"));
}

TEST(StatusNotes, TellASilentVipAndAConfigSyncInTrouble)
{
    model::NodeStatus node = quiet();
    node.vipAnswers[0].trouble = "connection refused";
    node.maxscale.configSync->status = "Failed to apply";
    EXPECT_THAT(notesOf(node, now), ElementsAre("nobody greets at 10.77.0.100 port 4006: connection refused",
                                                "config_sync, version 7: Failed to apply"));
}

TEST(StatusNotes, TellWhatIsNotChecked)
{
    model::NodeStatus node = quiet();
    node.maxscale.notChecked = "not checked: a file may not be read";
    EXPECT_THAT(notesOf(node, now), ElementsAre("not checked: a file may not be read"));
}

TEST(StatusNotes, StandInTheStatusOnlyWhereThereAreAny)
{
    fleet::ClusterStatus status;
    status.nodes = {quiet()};
    std::ostringstream out;
    writeStatus(status, now, out);
    EXPECT_THAT(out.str(), Not(HasSubstr("NOTE")));
    status.nodes[0].maintenance = true;
    writeStatus(status, now, out);
    EXPECT_THAT(out.str(), HasSubstr("NODE       NOTE\nmaxscale2  in maintenance"));
}

} // namespace tandem::cli
