// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/handshake.h"

#include "fakeserver.h"
#include "fixtures.h"

#include <QRegularExpression>
#include <gmock/gmock.h>

namespace tandem::maxscale {

namespace {

using testing::HasSubstr;

Handshake read(const QByteArray &octets)
{
    return readHandshake(
        {reinterpret_cast<const std::uint8_t *>(octets.constData()), static_cast<std::size_t>(octets.size())});
}

/// The octets of the n-th hex dump of a recorded file.
QByteArray recordedGreeting(const QString &name, int n)
{
    const QStringList parts =
        QString::fromLatin1(test::recordedAnswer(name)).split(QRegularExpression(QStringLiteral("port \\d+ connect")));
    QByteArray octets;
    static const QRegularExpression line(QStringLiteral("^  [0-9a-f]{4}  ((?:[0-9a-f]{2} )+)"),
                                         QRegularExpression::MultilineOption);
    for (auto match = line.globalMatch(parts.at(n + 1)); match.hasNext();)
        octets += QByteArray::fromHex(match.next().captured(1).toLatin1());
    return octets;
}

} // namespace

TEST(Handshake, ReadsTheGreetingOfARealMaxScale)
{
    EXPECT_EQ(read(recordedGreeting("handshake_normal.txt", 0)), Handshake(Greeting{"PrimaryMaxScale", 12}));
    EXPECT_EQ(read(recordedGreeting("handshake_normal.txt", 1)),
              Handshake(Greeting{"5.5.5-10.11.19-MariaDB-0+deb12u1-log", 13}));
}

TEST(Handshake, AsksForMoreUntilTheWholePacketIsThere)
{
    const QByteArray whole = recordedGreeting("handshake_normal.txt", 0);
    for (int n = 0; n < whole.size(); ++n)
        EXPECT_EQ(read(whole.left(n)), Handshake(NeedMore{})) << n;
    EXPECT_EQ(read(whole + "more"), Handshake(Greeting{"PrimaryMaxScale", 12}));
}

TEST(Handshake, ReadsAnErrorInsteadOfAGreeting)
{
    EXPECT_EQ(read(test::errorPacket(1040, "Too many connections")),
              Handshake(GreetingRefusal{1040, "Too many connections"}));
    EXPECT_EQ(read(test::errorPacket(1129, "#HY000Host is blocked")),
              Handshake(GreetingRefusal{1129, "Host is blocked"}));
}

TEST(Handshake, RefusesWhatIsNoMariaDbGreeting)
{
    for (const QByteArray &octets :
         {QByteArray("SSH-2.0-OpenSSH_9.2\r\n"), QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n"),
          QByteArray("\0\0\0\0\x0a", 5), QByteArray("\x05\0\0\0\x09xxxx", 9), QByteArray("\xff\xff\xff\0\x0a", 5),
          QByteArray("\x03\0\0\0\x0a"
                     "ab",
                     7),
          QByteArray("\x04\0\0\0\x0a"
                     "a\0b",
                     8),
          QByteArray("\x02\0\0\0\xff\x10", 6)})
        EXPECT_TRUE(std::holds_alternative<Malformed>(read(octets))) << octets.toHex().toStdString();
}

TEST(Handshake, ShowsNoControlCharactersOfAnotherHost)
{
    const auto handshake = read(test::greeting("bad\x1b[31m"));
    ASSERT_TRUE(std::holds_alternative<Greeting>(handshake));
    EXPECT_EQ(std::get<Greeting>(handshake).versionString, "bad?[31m");
}

} // namespace tandem::maxscale
