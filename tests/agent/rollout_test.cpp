// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/rollout/driftwatch.h"
#include "daemon/agent/rollout/filedesk.h"

#include "preflight/digest.h"

#include <QFile>
#include <QTemporaryDir>
#include <gmock/gmock.h>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class FileDeskTest : public testing::Test
{
protected:
    FileDesk::Surroundings around()
    {
        FileDesk::Surroundings made;
        made.node = "maxscale1";
        made.runDir = m_directory.path().toStdString();
        made.digest = "old";
        made.text = "shown";
        made.check = [this](const std::string &) { return errors; };
        made.send = [this](const channel::FileOrder &order) {
            orders.push_back(order);
            return engineRuns;
        };
        made.trialUntilNs = [this] { return trialUntil; };
        made.record = [this](const model::Event &event) { events.push_back(event); };
        return made;
    }
    /// The answer, or the error's text; "nothing yet".
    std::string ask(FileRequest::Kind kind, const std::string &digest, const std::string &text = {})
    {
        FileRequest request;
        request.kind = kind;
        request.text = text;
        request.was = request.digest = digest;
        request.seconds = 60;
        request.askedBy = "alice";
        last = "nothing yet";
        desk.carryOut(request, [this](const Result<QJsonObject> &answer) {
            last = answer ? answer->value("digest").toString().toStdString() : answer.error().text;
        });
        return last;
    }
    void answer(std::optional<Error> refusal = std::nullopt) { desk.take({orders.back().id, std::move(refusal), {}}); }
    std::string laid() const
    {
        QFile file(m_directory.filePath("offered.toml"));
        return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : "";
    }

    std::vector<Error> errors;
    std::vector<channel::FileOrder> orders;
    std::vector<model::Event> events;
    std::int64_t trialUntil = 0;
    bool engineRuns = true;
    std::string last;

private:
    QTemporaryDir m_directory;

protected:
    FileDesk desk{around()};
};

} // namespace

using Kind = FileRequest::Kind;

TEST_F(FileDeskTest, AnOfferLiesWhereTandemdReadsItAndIsItsToTake)
{
    EXPECT_EQ(ask(Kind::Offer, "old", "new file"), "nothing yet");
    EXPECT_EQ(laid(), "new file");
    ASSERT_EQ(orders.size(), 1U);
    EXPECT_EQ(orders[0].kind, channel::FileOrder::Kind::Check);
    answer();
    EXPECT_EQ(last, preflight::digestOf("new file"));
    EXPECT_EQ(ask(Kind::Try, preflight::digestOf("new file")), "nothing yet");
    EXPECT_EQ(orders[1].seconds, 60U);
    answer(Error{ErrorCode::Refused, "tandemd", "no", ""});
    EXPECT_EQ(last, "no");
}

TEST_F(FileDeskTest, WhoeverTakesAnotherFileForTheOneInForceIsToldSo)
{
    EXPECT_THAT(ask(Kind::Offer, "another", "new file"), HasSubstr("another one than was taken for granted"));
    EXPECT_EQ(laid(), "");
    EXPECT_TRUE(orders.empty());
}

TEST_F(FileDeskTest, AFileThatTheAgentCannotTakeIsNotLaid)
{
    errors = {{ErrorCode::BadFile, "the offered file:3:1", "is wrong", ""}};
    EXPECT_EQ(ask(Kind::Offer, "old", "new file"), "is wrong");
    EXPECT_EQ(laid(), "");
}

TEST_F(FileDeskTest, OnlyWhatWasOfferedIsTriedAndOnlyWhatIsInForceIsKept)
{
    EXPECT_THAT(ask(Kind::Try, "something"), HasSubstr("not the file that was offered last"));
    EXPECT_THAT(ask(Kind::Keep, "something"), HasSubstr("not the file that is in force"));
    EXPECT_EQ(ask(Kind::Keep, "old"), "nothing yet");
    EXPECT_EQ(orders.back().kind, channel::FileOrder::Kind::Keep);
}

TEST_F(FileDeskTest, OneRequestAtATime)
{
    ask(Kind::Offer, "old", "new file");
    EXPECT_TRUE(desk.isBusy());
    desk.carryOut({}, [this](const Result<QJsonObject> &answer) { last = answer.error().text; });
    EXPECT_THAT(last, HasSubstr("under way"));
    desk.take({orders.back().id + 1, std::nullopt, {}});
    EXPECT_TRUE(desk.isBusy()) << "an answer to something else";
    answer();
    EXPECT_FALSE(desk.isBusy());
}

TEST_F(FileDeskTest, WithoutTandemdNothingIsTaken)
{
    engineRuns = false;
    EXPECT_THAT(ask(Kind::Offer, "old", "new file"), HasSubstr("tandemd does not run"));
}

TEST_F(FileDeskTest, WhoAskedIsInTheJournalAlsoWhereItIsRefused)
{
    ask(Kind::Offer, "another", "new file");
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].to, "file-offer");
    EXPECT_THAT(events[0].reason, HasSubstr("asked for by alice: refused: "));
}

namespace {

class DriftWatchTest : public testing::Test
{
protected:
    std::vector<model::NodeStatus> nodes() const
    {
        model::NodeStatus own;
        own.name = "maxscale1";
        own.clusterFile = "mine";
        return {own, peer};
    }
    std::string alarm()
    {
        const auto found = watch.findings();
        return found.empty() ? "" : found.front().text;
    }
    std::string after(std::chrono::seconds time, bool onTrialHere = false)
    {
        m_now += time;
        watch.review(nodes(), onTrialHere, m_now);
        return alarm();
    }

    model::NodeStatus peer = [] {
        model::NodeStatus made;
        made.name = "maxscale2";
        made.reachable = true;
        made.clusterFile = "another";
        return made;
    }();
    std::string theirs = "a = 2\n";
    DriftWatch watch{"maxscale1", "mine", "a = 1\n",
                     [this](const std::string &, const std::function<void(std::string)> &reply) { reply(theirs); }};

private:
    Instant m_now{std::chrono::hours(1)};
};

} // namespace

TEST_F(DriftWatchTest, AFileThatDiffersIsAnAlarmWithTheDifferenceOnceItLasts)
{
    EXPECT_EQ(after(0s), "");
    EXPECT_EQ(after(4s), "");
    EXPECT_EQ(after(1s), "maxscale2 has another cluster file: line 1 is `a = 2` there, and `a = 1` here");
    peer.clusterFile = "mine";
    EXPECT_EQ(after(1s), "");
}

TEST_F(DriftWatchTest, ATrialIsNoDrift)
{
    after(0s);
    EXPECT_EQ(after(10s, true), "");
    peer.trialUntilNs = 5;
    after(1s);
    EXPECT_EQ(after(10s), "");
}

TEST_F(DriftWatchTest, APeerThatSaysNothingOfItsFileHasNoOther)
{
    peer.clusterFile.clear();
    after(0s);
    EXPECT_EQ(after(10s), "");
}

TEST_F(DriftWatchTest, APeerOutOfReachHasItsLastWord)
{
    after(0s);
    after(5s);
    peer.reachable = false;
    peer.clusterFile.clear();
    EXPECT_NE(after(5s), "");
}

TEST_F(DriftWatchTest, SecretsAndCommentsAreSaidToBeAllThatDiffers)
{
    theirs = "# mine\na = 1\n";
    after(0s);
    EXPECT_EQ(after(5s), "maxscale2 has another cluster file: only comments, blanks or secrets differ");
}

} // namespace tandem::agent
