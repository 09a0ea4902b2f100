// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <cstdint>
#include <optional>

/// The few packets of the MariaDB protocol that a MaxScale listener sends before anybody routes a query.
namespace tandem::fakes {

/// 20 octets, printable and never 0, as MaxScale draws them.
QByteArray randomSalt();

/// The greeting (HandshakeV10) byte for byte as MaxScale 24.02.4 sends it. `salt` has 20 octets.
QByteArray greetingPacket(const QString &versionString, std::uint32_t threadId, const QByteArray &salt);

/// Framed well, but over after the version's first octets.
QByteArray truncatedGreetingPacket(const QString &versionString);

/// Instead of a greeting, e.g. 1040 "Too many connections", 1129 "Host is blocked".
QByteArray errorPacket(std::uint16_t number, const QByteArray &sqlState, const QByteArray &text);

QByteArray okPacket(std::uint8_t sequence);

/// Takes the first whole packet off `buffer`: its payload and sequence number; nothing while it is not whole.
struct Packet
{
    std::uint8_t sequence = 0;
    QByteArray payload;
};
std::optional<Packet> takePacket(QByteArray &buffer);

inline constexpr std::uint8_t commandQuit = 0x01;

} // namespace tandem::fakes
