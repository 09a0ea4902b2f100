// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace tandem::rpc {

/// Part of every key and proof: a proof of another version is another proof.
inline constexpr std::string_view pairingVersion = "1";

/// SHA-256 of a certificate's DER form, as bytes.
using Fingerprint = std::array<std::uint8_t, 32>;

/// BadMessage unless it is 64 hex digits.
Result<Fingerprint> fingerprintFromHex(std::string_view text);

/// What one side shows and a person carries to the other: 80 bits, since whoever sits between the two learns a proof
/// and may try codes at home. Crockford's base32, which has none of I, L, O and U.
struct PairingCode
{
    std::array<std::uint8_t, 10> bytes{};

    std::string text() const; ///< "0123-4567-89AB-CDEF"
    bool operator==(const PairingCode &) const = default;
};

/// From the system's random numbers.
Result<PairingCode> makePairingCode();

/// As people type it: either case, with or without dashes and blanks, O for 0, I or L for 1. Usage if it is none; the
/// error never repeats what was typed.
Result<PairingCode> readPairingCode(std::string_view text);

/// Who proves. The two proofs differ, so that none can be sent back to its maker.
enum class PairingSide : std::uint8_t { Client, Agent };

/// Both certificates as the one who proves or checks saw them on the connection.
struct PairedCertificates
{
    Fingerprint client{};
    Fingerprint agent{};
};

/// What the code becomes: slow to derive, and of use with one agent's certificate only. SPEC.md has the formulas.
using PairingKey = std::array<std::uint8_t, 32>;
Result<PairingKey> pairingKey(const PairingCode &code, const Fingerprint &agent);

using PairingProof = std::array<std::uint8_t, 32>;
Result<PairingProof> pairingProof(const PairingKey &key, PairingSide side, const PairedCertificates &certificates);

/// Takes the same time wherever they differ.
bool sameProof(const PairingProof &a, const PairingProof &b);

} // namespace tandem::rpc
