// SPDX-License-Identifier: GPL-3.0-or-later
// Seeds of another protocol would be refused at their second octet, and the fuzzer would begin with nothing.
#include "daemon/channel/message.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <set>

namespace tandem::channel {

TEST(FuzzSeeds, AreMessagesOfThisProtocolAndOfEveryKind)
{
    std::set<std::size_t> kinds;
    for (const auto &entry : std::filesystem::directory_iterator(TANDEM_SOURCE_DIR "/tests/fuzz/corpus/channel")) {
        std::ifstream file(entry.path(), std::ios::binary);
        const std::vector<std::uint8_t> packet{std::istreambuf_iterator<char>(file), {}};
        const auto message = decode(packet);
        ASSERT_TRUE(message) << entry.path() << ": " << describe(message.error());
        kinds.insert(message->index());
    }
    EXPECT_EQ(kinds.size(), std::variant_size_v<Message>);
}

} // namespace tandem::channel
