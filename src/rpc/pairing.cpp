// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpc/pairing.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <optional>

namespace tandem::rpc {

namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t codeLength = 16;
constexpr std::size_t bitsOfDigit = 5;
constexpr std::size_t groupLength = 4;
constexpr int keyRounds = 100'000; // some 30 ms for a person, 17 bits more for whoever tries codes

std::optional<std::uint8_t> digitOf(char c)
{
    if (c >= 'a' && c <= 'z')
        c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O')
        c = '0';
    else if (c == 'I' || c == 'L')
        c = '1';
    const auto at = alphabet.find(c);
    return at == std::string_view::npos ? std::nullopt : std::optional(static_cast<std::uint8_t>(at));
}

bool isFiller(char c)
{
    return c == '-' || c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::optional<std::uint8_t> hexDigitOf(char c)
{
    if (c >= '0' && c <= '9')
        return static_cast<std::uint8_t>(c - '0');
    if (c >= 'a' && c <= 'f')
        return static_cast<std::uint8_t>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F')
        return static_cast<std::uint8_t>(c - 'A' + 10);
    return std::nullopt;
}

std::string labelOf(std::string_view what)
{
    return "tandem pairing " + std::string(pairingVersion) + " " + std::string(what);
}

void append(std::string &text, const Fingerprint &fingerprint)
{
    text.append(reinterpret_cast<const char *>(fingerprint.data()), fingerprint.size());
}

const unsigned char *octets(const std::string &text)
{
    return reinterpret_cast<const unsigned char *>(text.data());
}

Failure notACode()
{
    return fail(ErrorCode::Usage, {}, "this is no pairing code: it has 16 letters and digits, without U",
                "type the code that tandem-agent pair shows");
}

} // namespace

Result<Fingerprint> fingerprintFromHex(std::string_view text)
{
    Fingerprint fingerprint{};
    bool good = text.size() == 2 * fingerprint.size();
    for (std::size_t i = 0; good && i < fingerprint.size(); ++i) {
        const auto high = hexDigitOf(text[2 * i]);
        const auto low = hexDigitOf(text[2 * i + 1]);
        good = high && low;
        if (good)
            fingerprint.at(i) = static_cast<std::uint8_t>(*high << 4 | *low);
    }
    if (!good)
        return fail(ErrorCode::BadMessage, {}, "a fingerprint has 64 hex digits");
    return fingerprint;
}

std::string PairingCode::text() const
{
    std::string text;
    for (std::size_t i = 0; i < codeLength; ++i) {
        std::size_t digit = 0;
        for (std::size_t bit = i * bitsOfDigit; bit < (i + 1) * bitsOfDigit; ++bit)
            digit = digit << 1 | (bytes.at(bit / 8) >> (7 - bit % 8) & 1U);
        if (i > 0 && i % groupLength == 0)
            text += '-';
        text += alphabet[digit];
    }
    return text;
}

Result<PairingCode> makePairingCode()
{
    PairingCode code;
    if (RAND_bytes(code.bytes.data(), static_cast<int>(code.bytes.size())) != 1)
        return fail(ErrorCode::System, {}, "the system gives no random numbers");
    return code;
}

Result<PairingCode> readPairingCode(std::string_view text)
{
    PairingCode code;
    std::size_t digits = 0;
    for (const char c : text) {
        if (isFiller(c))
            continue;
        const auto digit = digitOf(c);
        if (!digit || digits == codeLength)
            return notACode();
        for (std::size_t i = 0; i < bitsOfDigit; ++i) {
            const std::size_t bit = digits * bitsOfDigit + i;
            const unsigned value = *digit >> (bitsOfDigit - 1 - i) & 1U;
            code.bytes.at(bit / 8) = static_cast<std::uint8_t>(code.bytes.at(bit / 8) | value << (7 - bit % 8));
        }
        ++digits;
    }
    if (digits != codeLength)
        return notACode();
    return code;
}

Result<PairingKey> pairingKey(const PairingCode &code, const Fingerprint &agent)
{
    std::string salt = labelOf("key");
    append(salt, agent);
    PairingKey key{};
    if (PKCS5_PBKDF2_HMAC(reinterpret_cast<const char *>(code.bytes.data()), static_cast<int>(code.bytes.size()),
                          octets(salt), static_cast<int>(salt.size()), keyRounds, EVP_sha256(),
                          static_cast<int>(key.size()), key.data()) != 1)
        return fail(ErrorCode::System, {}, "deriving a key from the pairing code failed");
    return key;
}

Result<PairingProof> pairingProof(const PairingKey &key, PairingSide side, const PairedCertificates &certificates)
{
    std::string text = labelOf(side == PairingSide::Client ? "client" : "agent");
    text += '\0'; // the label ends here, whatever the fingerprints begin with
    append(text, certificates.client);
    append(text, certificates.agent);
    PairingProof proof{};
    unsigned int size = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), octets(text), text.size(), proof.data(), &size) ==
            nullptr ||
        size != proof.size())
        return fail(ErrorCode::System, {}, "making a pairing proof failed");
    return proof;
}

bool sameProof(const PairingProof &a, const PairingProof &b)
{
    return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace tandem::rpc
