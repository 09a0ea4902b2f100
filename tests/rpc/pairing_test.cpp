// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers come from another implementation of SPEC.md's formulas: Python's hashlib and hmac.
#include "rpc/pairing.h"

#include <gtest/gtest.h>

using namespace tandem;
using namespace tandem::rpc;

namespace {

constexpr const char *knownText = "0123-4567-89AB-CDEF";

Fingerprint filled(std::uint8_t value)
{
    Fingerprint fingerprint;
    fingerprint.fill(value);
    return fingerprint;
}

const PairedCertificates both{filled(0x11), filled(0x22)};

PairingKey knownKey()
{
    return pairingKey(readPairingCode(knownText).value(), both.agent).value();
}

} // namespace

TEST(PairingCode, IsWrittenInGroupsOfFour)
{
    EXPECT_EQ((PairingCode{{0, 10, 20, 30, 40, 50, 60, 70, 80, 90}}).text(), "0051-87H8-68Y4-CM2T");
    EXPECT_EQ((PairingCode{{0x00, 0x44, 0x32, 0x14, 0xc7, 0x42, 0x54, 0xb6, 0x35, 0xcf}}).text(), knownText);
    EXPECT_EQ((PairingCode{{0x84, 0x65, 0x3a, 0x56, 0xd7, 0xc6, 0x75, 0xbe, 0x77, 0xdf}}).text(),
              "GHJK-MNPQ-RSTV-WXYZ");
}

TEST(PairingCode, IsReadAsItWasWritten)
{
    for (const char *text : {"0000-0000-0000-0000", "ZZZZ-ZZZZ-ZZZZ-ZZZZ", knownText, "GHJK-MNPQ-RSTV-WXYZ"})
        EXPECT_EQ(readPairingCode(text).value().text(), text);
}

TEST(PairingCode, IsReadHoweverItIsTyped)
{
    const auto known = readPairingCode(knownText).value();
    EXPECT_EQ(readPairingCode("0123456789abcdef").value(), known);
    EXPECT_EQ(readPairingCode(" o i23 4567\t89ab-cdef\r\n").value(), known);
    EXPECT_EQ(readPairingCode("OL23-4567-89AB-CDEF").value(), known);
}

TEST(PairingCode, IsRefusedWhereItIsNoneWithoutBeingRepeated)
{
    for (const char *text : {"", "----", "0123-4567-89AB-CDE", "0123-4567-89AB-CDEFG", "0123-4567-89AB-CDEU",
                             "0123-4567-89AB-CDE\xc3\xa4", "0123_4567_89AB_CDEF"}) {
        const auto code = readPairingCode(text);
        ASSERT_FALSE(code) << text;
        EXPECT_EQ(code.error().code, ErrorCode::Usage);
        EXPECT_EQ(describe(code.error()).find("4567"), std::string::npos);
    }
}

TEST(PairingCode, IsAnotherOneEachTime)
{
    EXPECT_NE(makePairingCode().value(), makePairingCode().value());
}

TEST(Fingerprint, IsReadFromSixtyFourHexDigitsOnly)
{
    EXPECT_EQ(fingerprintFromHex(std::string(62, '1') + "aF").value().back(), 0xaf);
    EXPECT_EQ(fingerprintFromHex(std::string(64, '2')).value(), both.agent);
    for (const std::string &text : {std::string(), std::string(63, '1'), std::string(65, '1'), std::string(64, 'g')})
        EXPECT_FALSE(fingerprintFromHex(text)) << text;
}

TEST(PairingProof, IsWhatAnotherImplementationDerives)
{
    const PairingKey key = knownKey();
    EXPECT_EQ(key, fingerprintFromHex("c6b82d05dc4452bbddc8d35ec74ed2508b5540467a3545c1101df7553480636e").value());
    EXPECT_EQ(pairingProof(key, PairingSide::Client, both).value(),
              fingerprintFromHex("caad0d546f439dbf99713617b336900fa286c739a493f638e3e991b3aeeac17f").value());
    EXPECT_EQ(pairingProof(key, PairingSide::Agent, both).value(),
              fingerprintFromHex("907d0ad66d459e3f7d436242b26a0dae6628cc493b0f4935384bbae3f04e7dff").value());
}

TEST(PairingProof, IsOfUseForItsSideAndItsTwoCertificatesOnly)
{
    const PairingKey key = knownKey();
    const PairingProof proof = pairingProof(key, PairingSide::Client, both).value();
    const PairedCertificates swapped{both.agent, both.client};
    const PairedCertificates otherClient{filled(0x33), both.agent};
    const PairedCertificates otherAgent{both.client, filled(0x33)};
    EXPECT_FALSE(sameProof(proof, pairingProof(key, PairingSide::Agent, both).value()));
    for (const PairedCertificates &other : {swapped, otherClient, otherAgent})
        EXPECT_FALSE(sameProof(proof, pairingProof(key, PairingSide::Client, other).value()));
    EXPECT_NE(pairingKey(readPairingCode(knownText).value(), filled(0x33)).value(), key);
}

TEST(PairingProof, DiffersWhereverOneBitDiffers)
{
    const PairingProof proof = pairingProof(knownKey(), PairingSide::Client, both).value();
    EXPECT_TRUE(sameProof(proof, PairingProof(proof)));
    for (std::size_t i = 0; i < proof.size(); ++i) {
        PairingProof other = proof;
        other.at(i) ^= 1U;
        EXPECT_FALSE(sameProof(proof, other)) << "octet " << i;
    }
}
