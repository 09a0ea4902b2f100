// SPDX-License-Identifier: GPL-3.0-or-later
// A state directory that a disk or a person has damaged.
#include "agentfixture.h"

#include "rpc/tlsidentity.h"

#include <QFile>

namespace tandem::agent {

namespace {

using testing::HasSubstr;

class CorruptStateTest : public AgentTest
{
protected:
    void write(const QString &name, const QByteArray &bytes)
    {
        QFile file(m_directory.filePath(name));
        ASSERT_TRUE(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(bytes);
    }
    QByteArray read(const QString &name)
    {
        QFile file(m_directory.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
};

} // namespace

TEST_F(CorruptStateTest, AJournalIsSetAsideAndBegunAnewAndItIsSaid)
{
    write("journal.db", QByteArray(8192, 'x'));
    start();
    ASSERT_TRUE(waitUntil([&] { return hasAlarm("journal-set-aside"); }));
    const auto aside = QDir(m_directory.path()).entryList({"journal.db.corrupt-*"}, QDir::Files);
    ASSERT_EQ(aside.size(), 1);
    EXPECT_EQ(read(aside[0]).size(), 8192) << "as it was";
    const auto alarms = m_agent->status().alarms;
    EXPECT_THAT(std::ranges::find(alarms, "journal-set-aside", &model::Alarm::code)->text,
                HasSubstr(aside[0].toStdString()));
    ASSERT_TRUE(waitUntil([&] { return !eventsOf(EventKind::Helper).empty(); })) << "the new one takes events";
}

TEST_F(CorruptStateTest, AnIdentityIsNotReplacedButNamed)
{
    const agent::Setup made = setup();
    ASSERT_TRUE(prepareIdentity(made));
    const QByteArray certificate = read("identity.crt");
    for (const char *file : {"identity.crt", "identity.key"}) {
        const QByteArray before = read(file);
        write(file, "\xff\xfe garbage");
        const auto identity = prepareIdentity(made);
        ASSERT_FALSE(identity) << file;
        EXPECT_EQ(identity.error().code, ErrorCode::BadFile);
        EXPECT_THAT(describe(identity.error()), HasSubstr(file));
        EXPECT_EQ(read(file), QByteArray("\xff\xfe garbage")) << "left for who can tell what it was";
        write(file, before);
    }
    EXPECT_TRUE(prepareIdentity(made));
}

TEST_F(CorruptStateTest, PinnedPeersAreNotGuessedButNamed)
{
    const agent::Setup made = setup();
    ASSERT_TRUE(prepareIdentity(made));
    for (const char *text : {"", "{", "[{\"name\":1}]", "[{\"name\":\"a\",\"sha256\":\"00\",\"role\":\"viewer\"}]"}) {
        write("peers.json", text);
        const auto identity = prepareIdentity(made);
        ASSERT_FALSE(identity) << text;
        EXPECT_EQ(identity.error().code, ErrorCode::BadFile);
        EXPECT_THAT(describe(identity.error()), HasSubstr("peers.json"));
    }
}

} // namespace tandem::agent
