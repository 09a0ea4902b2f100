// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/mysqllogin.h"

#include <QCryptographicHash>

namespace tandem::fakes {

namespace {

constexpr qsizetype fixedPart = 4 + 4 + 1 + 23; // capabilities, longest packet, character set, reserved
constexpr std::uint32_t deprecateEof = 1U << 24;
constexpr char commandQuery = 0x03;

QByteArray framed(const QByteArray &payload, std::uint8_t sequence)
{
    QByteArray packet;
    for (int shift = 0; shift < 24; shift += 8)
        packet.append(static_cast<char>((payload.size() >> shift) & 0xff));
    packet.append(static_cast<char>(sequence));
    return packet + payload;
}

/// A string with its length in front, as far as this stand-in has any: below 251 octets.
QByteArray counted(const QByteArray &text)
{
    return static_cast<char>(text.size()) + text;
}

QByteArray sha1(const QByteArray &octets)
{
    return QCryptographicHash::hash(octets, QCryptographicHash::Sha1);
}

std::uint32_t capabilitiesOf(const QByteArray &payload)
{
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i)
        value |= std::uint32_t{static_cast<std::uint8_t>(payload[i])} << (8 * i);
    return value;
}

} // namespace

QByteArray scrambled(const QByteArray &password, const QByteArray &salt)
{
    if (password.isEmpty())
        return {};
    QByteArray scramble = sha1(password);
    const QByteArray mask = sha1(salt + sha1(scramble));
    for (qsizetype i = 0; i < scramble.size(); ++i)
        scramble[i] = static_cast<char>(scramble[i] ^ mask[i]);
    return scramble;
}

MysqlLogin::Reply MysqlLogin::answer(const Packet &packet)
{
    if (!m_loggedIn)
        return answerLogin(packet);
    const auto sequence = static_cast<std::uint8_t>(packet.sequence + 1);
    if (packet.payload.size() == 1 && static_cast<std::uint8_t>(packet.payload[0]) == commandQuit)
        return {{}, true};
    if (packet.payload == commandQuery + QByteArray("SELECT 1"))
        return {resultOfSelectOne(sequence)};
    return {okPacket(sequence)};
}

MysqlLogin::Reply MysqlLogin::answerLogin(const Packet &packet)
{
    const auto sequence = static_cast<std::uint8_t>(packet.sequence + 1);
    if (packet.payload.size() > fixedPart && isRight(packet.payload)) {
        m_loggedIn = true;
        m_withoutEof = (capabilitiesOf(packet.payload) & deprecateEof) != 0;
        return {okPacket(sequence)};
    }
    return {framed(QByteArray::fromHex("ff1504") + "#28000Access denied for user (using password: YES)", sequence),
            true};
}

bool MysqlLogin::isRight(const QByteArray &payload) const
{
    const qsizetype end = payload.indexOf('\0', fixedPart);
    if (end < 0 || end + 1 >= payload.size())
        return false;
    const qsizetype length = static_cast<std::uint8_t>(payload[end + 1]);
    return payload.mid(fixedPart, end - fixedPart) == m_user.name &&
           payload.mid(end + 2, length) == scrambled(m_user.password, m_salt);
}

QByteArray MysqlLogin::resultOfSelectOne(std::uint8_t sequence) const
{
    const QByteArray eof = QByteArray::fromHex("fe00000200");
    QByteArray column = counted("def") + counted("") + counted("") + counted("") + counted("1") + counted("");
    column += QByteArray::fromHex("0c3f0001000000038100000000"); // binary, 1 wide, INT, not null
    QByteArray octets = framed(QByteArray(1, '\1'), sequence++);
    octets += framed(column, sequence++);
    if (!m_withoutEof)
        octets += framed(eof, sequence++);
    octets += framed(counted("1"), sequence++);
    octets += framed(m_withoutEof ? QByteArray::fromHex("fe000002000000") : eof, sequence);
    return octets;
}

} // namespace tandem::fakes
