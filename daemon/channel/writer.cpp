// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/channel/writer.h"

namespace tandem::channel {

namespace {

std::string_view cut(std::string_view text)
{
    if (text.size() <= longestString)
        return text;
    std::size_t length = longestString;
    // A UTF-8 character is at most 4 octets, its following ones are 10xxxxxx.
    for (int back = 0; back < 3 && (static_cast<unsigned char>(text[length]) & 0xc0U) == 0x80U; ++back)
        --length;
    return text.substr(0, length);
}

} // namespace

void Writer::string(std::string_view text)
{
    const auto bounded = cut(text);
    integer(static_cast<std::uint16_t>(bounded.size()));
    m_octets.insert(m_octets.end(), bounded.begin(), bounded.end());
}

bool Writer::accepts(std::size_t count, std::size_t reserve) const
{
    return count < mostItems && m_octets.size() + reserve <= m_most;
}

} // namespace tandem::channel
