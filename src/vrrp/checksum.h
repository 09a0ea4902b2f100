// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ipaddress.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace tandem::vrrp {

/// The Internet checksum (RFC 1071) in pieces: a running one's complement sum of 16-bit words in network order.
/// Every piece but the last has an even number of octets.
class ChecksumSum
{
public:
    void add(std::span<const std::uint8_t> octets);
    void addWord(std::uint16_t word) { m_sum += word; }
    /// Folded to 16 bits. 0xffff over data that includes its right checksum.
    std::uint16_t folded() const;
    /// What goes into the checksum field.
    std::uint16_t checksum() const { return static_cast<std::uint16_t>(~folded()); }

private:
    std::uint64_t m_sum = 0;
};

/// The pseudo-header of RFC 8200 8.1 (IPv6) or its IPv4 form of RFC 5798 5.2.8, with protocol 112: source and
/// destination as they stand in the IP header, and the length of the VRRP message.
ChecksumSum pseudoHeaderSum(const IpAddress &source, const IpAddress &destination, std::size_t length);

} // namespace tandem::vrrp
