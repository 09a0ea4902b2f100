// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/channel/reader.h"

#include "daemon/channel/message.h"

#include <utility>

namespace tandem::channel {

std::string Reader::string()
{
    const std::size_t length = integer<std::uint16_t>();
    if (length > longestString) {
        fail("a string of " + std::to_string(length) + " octets, more than " + std::to_string(longestString));
        return {};
    }
    const auto octets = take(length);
    return {octets.begin(), octets.end()};
}

std::size_t Reader::listCount()
{
    const std::size_t count = integer<std::uint16_t>();
    if (count <= mostItems)
        return count;
    fail("a list of " + std::to_string(count) + " items, more than " + std::to_string(mostItems));
    return 0;
}

void Reader::fail(std::string why)
{
    if (m_failure.empty())
        m_failure = std::move(why);
    m_rest = {};
}

std::span<const std::uint8_t> Reader::take(std::size_t count)
{
    if (count > m_rest.size()) {
        fail("it ends before its fields do");
        return {};
    }
    const auto taken = m_rest.first(count);
    m_rest = m_rest.subspan(count);
    return taken;
}

} // namespace tandem::channel
