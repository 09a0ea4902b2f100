// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpc/pairingwindow.h"

#include <gtest/gtest.h>

using namespace tandem;
using namespace tandem::rpc;
using namespace std::chrono_literals;

namespace {

Fingerprint filled(std::uint8_t value)
{
    Fingerprint fingerprint;
    fingerprint.fill(value);
    return fingerprint;
}

const PairedCertificates both{filled(0x11), filled(0x22)};
const PairingCode rightCode{{1, 2, 3}};
const PairingCode wrongCode{{1, 2, 4}};
const Instant start{1h};

PairingProof proofOf(const PairingCode &code, PairingSide side = PairingSide::Client,
                     const PairedCertificates &certificates = both)
{
    return pairingProof(pairingKey(code, certificates.agent).value(), side, certificates).value();
}

std::string textOf(const Result<PairingWindow::Welcome> &answer)
{
    return answer ? "welcome" : answer.error().text;
}

} // namespace

class PairingWindowTest : public testing::Test
{
protected:
    void SetUp() override { ASSERT_TRUE(window.open(rightCode, Role::Operator, both.agent, start)); }

    void expectRefused(const Result<PairingWindow::Welcome> &answer, const char *word)
    {
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, ErrorCode::NotAllowed) << "its exit code is 3";
        EXPECT_NE(answer.error().text.find(word), std::string::npos) << answer.error().text;
        EXPECT_FALSE(answer.error().fix.empty());
    }

    PairingWindow window;
};

TEST_F(PairingWindowTest, WelcomesWhoeverProvesTheCodeAndProvesItself)
{
    const auto answer = window.take(proofOf(rightCode), both.client, start + 1s);
    ASSERT_TRUE(answer) << textOf(answer);
    EXPECT_EQ(answer->role, Role::Operator);
    EXPECT_EQ(answer->proof, proofOf(rightCode, PairingSide::Agent));
}

TEST_F(PairingWindowTest, IsUsedOnce)
{
    ASSERT_TRUE(window.take(proofOf(rightCode), both.client, start));
    EXPECT_FALSE(window.isOpen(start));
    expectRefused(window.take(proofOf(rightCode), both.client, start), "used");
}

TEST_F(PairingWindowTest, EndsAfterTenMinutes)
{
    EXPECT_TRUE(window.isOpen(start + 10min - 1ns));
    EXPECT_FALSE(window.isOpen(start + 10min));
    expectRefused(window.take(proofOf(rightCode), both.client, start + 10min), "expired");
}

TEST_F(PairingWindowTest, TakesTheCodeInItsLastInstant)
{
    EXPECT_TRUE(window.take(proofOf(rightCode), both.client, start + 10min - 1ns));
}

TEST_F(PairingWindowTest, CountsFourWrongTriesAndTakesTheFifthThatIsRight)
{
    for (const char *left : {"left: 4", "left: 3", "left: 2", "left: 1"})
        expectRefused(window.take(proofOf(wrongCode), both.client, start), left);
    EXPECT_TRUE(window.take(proofOf(rightCode), both.client, start));
}

TEST_F(PairingWindowTest, ClosesAtTheFifthWrongTryWhoeverMadeIt)
{
    for (std::uint8_t i = 0; i < 5; ++i) {
        EXPECT_TRUE(window.isOpen(start)) << "try " << i + 1;
        expectRefused(window.take(proofOf(wrongCode), filled(i), start), i < 4 ? "wrong" : "five times");
    }
    EXPECT_FALSE(window.isOpen(start));
    expectRefused(window.take(proofOf(rightCode), both.client, start), "five times");
}

TEST_F(PairingWindowTest, RefusesAProofForOtherCertificates)
{
    const PairedCertificates seenThroughAMan{both.client, filled(0x33)};
    expectRefused(window.take(proofOf(rightCode, PairingSide::Client, seenThroughAMan), both.client, start), "wrong");
    expectRefused(window.take(proofOf(rightCode), filled(0x33), start), "wrong");
    expectRefused(window.take(proofOf(rightCode, PairingSide::Agent), both.client, start), "wrong");
}

TEST_F(PairingWindowTest, TakesNothingOnceItIsClosed)
{
    window.close();
    EXPECT_FALSE(window.isOpen(start));
    expectRefused(window.take(proofOf(rightCode), both.client, start), "no pairing");
    expectRefused(PairingWindow().take(PairingProof{}, both.client, start), "no pairing");
}

TEST_F(PairingWindowTest, ForgetsTheFormerCodeItsTriesAndItsTimeWhenItIsOpenedAnew)
{
    expectRefused(window.take(proofOf(wrongCode), both.client, start), "left: 4");
    ASSERT_TRUE(window.open(wrongCode, Role::Viewer, both.agent, start + 9min));
    expectRefused(window.take(proofOf(rightCode), both.client, start + 9min), "left: 4");
    const auto answer = window.take(proofOf(wrongCode), both.client, start + 18min);
    ASSERT_TRUE(answer) << textOf(answer);
    EXPECT_EQ(answer->role, Role::Viewer);
}
