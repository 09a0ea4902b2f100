// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpc/tlsidentity.h"

#include <QFile>
#include <QTemporaryDir>
#include <gtest/gtest.h>
#include <sys/stat.h>

using namespace tandem;
using namespace tandem::rpc;

namespace {

class TlsIdentityTest : public testing::Test
{
protected:
    std::string directory() const { return m_directory.path().toStdString(); }
    std::string pathOf(const char *name) const { return directory() + "/" + name; }

    void write(const char *name, const QByteArray &bytes) const
    {
        QFile file(QString::fromStdString(pathOf(name)));
        ASSERT_TRUE(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(bytes);
    }

    void expectBad(const char *place, const char *text) const
    {
        const auto identity = loadIdentity(directory());
        ASSERT_FALSE(identity);
        EXPECT_EQ(identity.error().code, ErrorCode::BadFile);
        EXPECT_EQ(identity.error().place, pathOf(place));
        EXPECT_NE(identity.error().text.find(text), std::string::npos) << identity.error().text;
    }

    QTemporaryDir m_directory;
};

} // namespace

TEST_F(TlsIdentityTest, IsMadeOnceAndRead)
{
    ASSERT_TRUE(createIdentity(directory(), "maxscale1"));
    const auto identity = loadIdentity(directory());
    ASSERT_TRUE(identity) << describe(identity.error());
    EXPECT_EQ(identity->certificate.subjectInfo(QSslCertificate::CommonName), QStringList{"maxscale1"});
    EXPECT_EQ(identity->key.algorithm(), QSsl::Ec);
    EXPECT_EQ(identity->key.length(), 256);
    EXPECT_EQ(identity->fingerprint().size(), 64U);
    EXPECT_TRUE(identity->peers.empty());
    struct stat info
    {
    };
    ASSERT_EQ(::stat(pathOf("identity.key").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600U);
    EXPECT_FALSE(createIdentity(directory(), "maxscale1")) << "an identity is never replaced";
    EXPECT_EQ(loadIdentity(directory())->fingerprint(), identity->fingerprint());
}

TEST_F(TlsIdentityTest, AKeyThatIsThereAlreadyIsNotOverwritten)
{
    write("identity.key", "mine");
    const auto made = createIdentity(directory(), "maxscale1");
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::BadFile);
    EXPECT_EQ(made.error().place, pathOf("identity.key"));
    EXPECT_NE(made.error().fix.find("remove identity.key"), std::string::npos) << describe(made.error());
    QFile file(QString::fromStdString(pathOf("identity.key")));
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    EXPECT_EQ(file.readAll(), "mine");
}

TEST_F(TlsIdentityTest, AHalfWrittenOneIsNamedWithWhatToDo)
{
    write("identity.key", "mine");
    expectBad("identity.key", "without its certificate");
    EXPECT_NE(loadIdentity(directory()).error().fix.find("remove identity.key"), std::string::npos);
    ASSERT_TRUE(
        QFile::rename(QString::fromStdString(pathOf("identity.key")), QString::fromStdString(pathOf("identity.crt"))));
    expectBad("identity.crt", "without its key");
    EXPECT_NE(loadIdentity(directory()).error().fix.find("remove identity.crt"), std::string::npos);
}

TEST_F(TlsIdentityTest, KnowsItsPeersByFingerprint)
{
    ASSERT_TRUE(createIdentity(directory(), "tandem"));
    const auto self = loadIdentity(directory());
    write("peers.json",
          QByteArray(R"([{"name":"maxscale1","role":"agent","sha256":")") + self->fingerprint().c_str() + "\"}]");
    const auto identity = loadIdentity(directory());
    ASSERT_TRUE(identity) << describe(identity.error());
    const auto peer = identity->peerOf(identity->certificate);
    ASSERT_TRUE(peer);
    EXPECT_EQ(peer->name, "maxscale1");
    EXPECT_EQ(peer->role, Role::Agent);
    EXPECT_FALSE(identity->peerOf(QSslCertificate()));
}

TEST_F(TlsIdentityTest, AKeyThatOthersMayReadIsRefused)
{
    ASSERT_TRUE(createIdentity(directory(), "tandem"));
    ASSERT_EQ(::chmod(pathOf("identity.key").c_str(), 0640), 0);
    expectBad("identity.key", "others may read");
}

TEST_F(TlsIdentityTest, AKeyOfAnotherCertificateIsRefused)
{
    QTemporaryDir other;
    ASSERT_TRUE(createIdentity(directory(), "one"));
    ASSERT_TRUE(createIdentity(other.path().toStdString(), "two"));
    QFile key(other.filePath("identity.key"));
    ASSERT_TRUE(key.open(QIODevice::ReadOnly));
    write("identity.key", key.readAll());
    expectBad("identity.key", "not the key");
}

TEST_F(TlsIdentityTest, MissingOrBrokenFilesAreNamed)
{
    expectBad("identity.crt", "cannot be read");
    ASSERT_TRUE(createIdentity(directory(), "tandem"));
    write("peers.json", "[{");
    expectBad("peers.json", "not JSON");
    write("peers.json", "{}");
    expectBad("peers.json", "must be a list");
    write("peers.json", R"([{"name":"a","sha256":"00","role":"viewer"}])");
    expectBad("peers.json", "entry 1");
    write("peers.json", R"([{"name":"a","sha256":")" + QByteArray(64, '0') + R"(","role":"king"}])");
    expectBad("peers.json", "\"role\"");
    write("peers.json", "[]");
    write("identity.key", "nonsense");
    expectBad("identity.key", "no private EC key");
    write("identity.crt", "nonsense");
    expectBad("identity.crt", "no certificate");
}
