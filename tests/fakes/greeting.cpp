// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/greeting.h"

#include <QRandomGenerator>

namespace tandem::fakes {

namespace {

constexpr int saltLength = 20;
constexpr int saltHead = 8; // the salt comes in two parts, the first of 8 octets

void appendLittleEndian(QByteArray &bytes, std::uint32_t value, int octets)
{
    for (int i = 0; i < octets; ++i)
        bytes.append(static_cast<char>((value >> (8 * i)) & 0xff));
}

QByteArray framed(const QByteArray &payload, std::uint8_t sequence)
{
    QByteArray packet;
    appendLittleEndian(packet, static_cast<std::uint32_t>(payload.size()), 3);
    packet.append(static_cast<char>(sequence));
    return packet + payload;
}

} // namespace

QByteArray randomSalt()
{
    QByteArray salt;
    for (int i = 0; i < saltLength; ++i)
        salt.append(static_cast<char>(QRandomGenerator::global()->bounded(0x21, 0x7f)));
    return salt;
}

QByteArray greetingPacket(const QString &versionString, std::uint32_t threadId, const QByteArray &salt)
{
    QByteArray payload(1, '\x0a'); // protocol 10
    payload += versionString.toLatin1();
    payload += '\0';
    appendLittleEndian(payload, threadId, 4);
    payload += salt.left(saltHead);
    payload += '\0';
    payload += QByteArray::fromHex("def7" // capabilities, low half
                                   "08"   // latin1_swedish_ci
                                   "0200" // autocommit
                                   "bf01" // capabilities, high half
                                   "15"   // length of the salt with its end
                                   "000000000000"
                                   "1c000000"); // MariaDB's own capabilities
    payload += salt.mid(saltHead);
    payload += '\0';
    payload += "mysql_native_password";
    payload += '\0';
    return framed(payload, 0);
}

QByteArray truncatedGreetingPacket(const QString &versionString)
{
    return framed('\x0a' + versionString.toLatin1(), 0);
}

QByteArray errorPacket(std::uint16_t number, const QByteArray &sqlState, const QByteArray &text)
{
    QByteArray payload(1, '\xff');
    appendLittleEndian(payload, number, 2);
    payload += '#' + sqlState + text;
    return framed(payload, 0);
}

QByteArray okPacket(std::uint8_t sequence)
{
    return framed(QByteArray::fromHex("00000002000000"), sequence);
}

std::optional<Packet> takePacket(QByteArray &buffer)
{
    constexpr qsizetype header = 4;
    if (buffer.size() < header)
        return std::nullopt;
    const auto octet = [&](int i) { return static_cast<std::uint8_t>(buffer[i]); };
    const qsizetype length = octet(0) | octet(1) << 8 | octet(2) << 16;
    if (buffer.size() < header + length)
        return std::nullopt;
    Packet packet{octet(3), buffer.mid(header, length)};
    buffer.remove(0, header + length);
    return packet;
}

} // namespace tandem::fakes
