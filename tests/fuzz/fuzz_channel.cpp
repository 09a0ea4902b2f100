// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/channel/message.h"

#include <cstdlib>

using namespace tandem;

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
    const std::vector<std::uint8_t> packet(data, data + size); // its own memory: reading past it is seen
    const auto message = channel::decode(packet);
    if (!message) {
        require(message.error().code == ErrorCode::BadMessage && !message.error().text.empty());
        return 0;
    }
    const auto again = channel::encode(*message);
    require(again == packet); // one message has one form
    const auto decoded = channel::decode(again);
    require(decoded && *decoded == *message);
    return 0;
}
