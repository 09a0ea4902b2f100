// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/sessionlist.h"

#include "fixtures.h"

#include <QJsonArray>
#include <gmock/gmock.h>

namespace tandem::maxscale {

TEST(SessionList, TellsUserAddressAndPortOfARealMaxScalesSessions)
{
    const auto sessions = readSessions(test::recordedJson("normal__sessions.http"));
    ASSERT_TRUE(sessions) << describe(sessions.error());
    ASSERT_GE(sessions->size(), 1U);
    EXPECT_EQ(sessions->front(), (Session{"app", "127.0.0.1", 53264}));
}

TEST(SessionList, AsksForNothingThatMayHoldSql)
{
    EXPECT_EQ(sessionsPath(), "/v1/sessions?pretty=false&fields[sessions]=user,remote,port");
}

TEST(SessionList, TakesWhatIsThere)
{
    const QJsonObject odd{{"id", "1"},
                          {"attributes", QJsonObject{{"user", QString(5000, 'x')}, {"port", 70000}, {"remote", 5}}}};
    const auto sessions = readSessions({{"data", QJsonArray{odd}}});
    ASSERT_TRUE(sessions);
    EXPECT_EQ(sessions->front(), (Session{std::string(longestUser, 'x'), "", {}}));
    EXPECT_FALSE(readSessions({{"data", 1}}));
    EXPECT_FALSE(readSessions({{"data", QJsonArray{1}}}));
}

TEST(SessionList, IsBounded)
{
    QJsonArray many;
    for (std::size_t i = 0; i <= mostSessions; ++i)
        many.append(QJsonObject{{"id", "1"}, {"attributes", QJsonObject{}}});
    EXPECT_EQ(readSessions({{"data", many}})->size(), mostSessions);
}

} // namespace tandem::maxscale
