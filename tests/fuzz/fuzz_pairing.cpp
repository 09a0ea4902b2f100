// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody types -> a pairing code -> its text -> the same code; and hex digits of a peer -> a fingerprint.
#include "rpc/pairing.h"

#include <cstdlib>

using namespace tandem;
using namespace tandem::rpc;

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    if (const auto code = readPairingCode(text)) {
        const auto again = readPairingCode(code->text());
        require(code->text().size() == 19 && again && *again == *code);
    } else {
        require(code.error().code == ErrorCode::Usage);
    }
    require(fingerprintFromHex(text).has_value() ==
            (size == 64 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos));
    return 0;
}
