// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/channel/message.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace tandem::channel {

/// Puts fields behind each other: integers little-endian, strings u16 length + octets.
class Writer
{
public:
    /// `most`: how long it may become; only lists give way to it.
    explicit Writer(std::size_t most = longestMessage) : m_most(most) {}

    template <class Integer>
    void integer(Integer value)
    {
        auto rest = static_cast<std::make_unsigned_t<Integer>>(value);
        for (std::size_t i = 0; i < sizeof(Integer); ++i) {
            m_octets.push_back(static_cast<std::uint8_t>(rest & 0xffU));
            rest = static_cast<std::make_unsigned_t<Integer>>(static_cast<std::uint64_t>(rest) >> 8U);
        }
    }

    /// Cut to longestString octets, never within a UTF-8 character.
    void string(std::string_view text);

    /// A list, u16 count first: as many of `items`, from the first on, as are allowed in number (mostItems) and in
    /// place: `reserve` octets stay free, for the fields behind the list.
    template <class Items, class WriteItem>
    void list(const Items &items, std::size_t reserve, WriteItem writeItem)
    {
        const std::size_t countAt = m_octets.size();
        integer<std::uint16_t>(0);
        std::uint16_t count = 0;
        for (const auto &item : items) {
            const std::size_t before = m_octets.size();
            writeItem(*this, item);
            if (!accepts(count, reserve)) {
                m_octets.resize(before);
                break;
            }
            ++count;
        }
        m_octets[countAt] = static_cast<std::uint8_t>(count & 0xffU);
        m_octets[countAt + 1] = static_cast<std::uint8_t>(count >> 8U);
    }

    void append(const Writer &other) { m_octets.insert(m_octets.end(), other.m_octets.begin(), other.m_octets.end()); }

    std::vector<std::uint8_t> take() { return std::move(m_octets); }

private:
    bool accepts(std::size_t count, std::size_t reserve) const;

    std::size_t m_most;
    std::vector<std::uint8_t> m_octets;
};

} // namespace tandem::channel
