// SPDX-License-Identifier: GPL-3.0-or-later
#include "vrrp/checksum.h"

#include "vrrp/advert.h"

namespace tandem::vrrp {

void ChecksumSum::add(std::span<const std::uint8_t> octets)
{
    std::size_t i = 0;
    for (; i + 1 < octets.size(); i += 2)
        m_sum += static_cast<std::uint64_t>(octets[i]) << 8U | octets[i + 1];
    if (i < octets.size()) // RFC 1071: an odd octet at the end is padded with zero
        m_sum += static_cast<std::uint64_t>(octets[i]) << 8U;
}

std::uint16_t ChecksumSum::folded() const
{
    std::uint64_t sum = m_sum;
    while (sum > 0xffffU) // at most four rounds
        sum = (sum & 0xffffU) + (sum >> 16U);
    return static_cast<std::uint16_t>(sum);
}

ChecksumSum pseudoHeaderSum(const IpAddress &source, const IpAddress &destination, std::size_t length)
{
    ChecksumSum sum;
    sum.add(source.octets());
    sum.add(destination.octets());
    sum.addWord(static_cast<std::uint16_t>(length >> 16U)); // IPv6 has 32 bits for it; zero for IPv4
    sum.addWord(static_cast<std::uint16_t>(length));
    sum.addWord(protocolNumber);
    return sum;
}

} // namespace tandem::vrrp
