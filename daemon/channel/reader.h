// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace tandem::channel {

/// Takes fields from the front, what Writer wrote. The first one that is not there or not allowed makes it failed; all
/// that is read from then on is zero or empty.
class Reader
{
public:
    explicit Reader(std::span<const std::uint8_t> octets) : m_rest(octets) {}

    template <class Integer>
    Integer integer()
    {
        std::uint64_t value = 0;
        const auto octets = take(sizeof(Integer));
        for (std::size_t i = 0; i < octets.size(); ++i)
            value |= static_cast<std::uint64_t>(octets[i]) << 8U * i;
        return static_cast<Integer>(static_cast<std::make_unsigned_t<Integer>>(value));
    }

    std::string string();

    /// One octet, 0 or 1: whether something is there, or is so.
    bool mark()
    {
        const auto value = integer<std::uint8_t>();
        if (value > 1)
            fail("a mark of presence is " + std::to_string(value));
        return value == 1;
    }

    /// An enumerator, one octet, not past `last`.
    template <class Enum>
    Enum enumerator(Enum last, const char *what)
    {
        const auto value = integer<std::uint8_t>();
        if (value <= static_cast<std::uint8_t>(last))
            return static_cast<Enum>(value);
        fail(std::string(what) + " " + std::to_string(value) + " is not known");
        return Enum{};
    }

    template <class Item, class ReadItem>
    std::vector<Item> list(ReadItem readItem)
    {
        std::vector<Item> items;
        const std::size_t count = listCount();
        for (std::size_t i = 0; i < count && !failed(); ++i)
            items.push_back(readItem(*this));
        return items;
    }

    void fail(std::string why);
    bool failed() const { return !m_failure.empty(); }
    const std::string &failure() const { return m_failure; } ///< why; the first reason
    std::size_t left() const { return m_rest.size(); }

private:
    std::span<const std::uint8_t> take(std::size_t count);
    std::size_t listCount();

    std::span<const std::uint8_t> m_rest;
    std::string m_failure;
};

} // namespace tandem::channel
