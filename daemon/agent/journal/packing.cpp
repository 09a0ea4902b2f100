// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/journal/packing.h"

namespace tandem::agent {

void Packer::add(std::uint64_t value)
{
    for (; value >= 0x80; value >>= 7U)
        m_octets.append(static_cast<char>(value | 0x80U));
    m_octets.append(static_cast<char>(value));
}

void Packer::addSigned(std::int64_t value)
{
    const auto bits = static_cast<std::uint64_t>(value);
    add(value < 0 ? ~(bits << 1U) : bits << 1U);
}

std::optional<std::uint64_t> Unpacker::next()
{
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && m_at < m_octets.size(); shift += 7) {
        const auto octet = static_cast<std::uint8_t>(m_octets[m_at++]);
        const std::uint64_t bits = octet & 0x7fU;
        if (shift == 63 && bits > 1)
            return std::nullopt;
        value |= bits << shift;
        if ((octet & 0x80U) == 0)
            return value;
    }
    return std::nullopt;
}

std::optional<std::int64_t> Unpacker::nextSigned()
{
    const auto value = next();
    if (!value)
        return std::nullopt;
    const std::uint64_t half = *value >> 1U;
    return static_cast<std::int64_t>((*value & 1U) != 0 ? ~half : half);
}

} // namespace tandem::agent
