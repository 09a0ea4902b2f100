// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <cstdint>
#include <optional>
#include <utility>

namespace tandem::agent {

// Whole numbers as the journal stores them: seven bits an octet, the lowest first, the eighth tells that more follow.
// Signed ones alternate, 0 -1 1 -2 …, so that small ones of either sign stay short. Most of a sample's values take one
// to four octets.

class Packer
{
public:
    void add(std::uint64_t value);
    void addSigned(std::int64_t value);
    QByteArray take() { return std::move(m_octets); }

private:
    QByteArray m_octets = QByteArrayLiteral(""); ///< a null one would be NULL
};

/// Nothing where the octets end too early or are no number.
class Unpacker
{
public:
    explicit Unpacker(const QByteArray &octets) : m_octets(octets) {}

    bool atEnd() const { return m_at >= m_octets.size(); }
    std::optional<std::uint64_t> next();
    std::optional<std::int64_t> nextSigned();

private:
    const QByteArray &m_octets;
    qsizetype m_at = 0;
};

} // namespace tandem::agent
