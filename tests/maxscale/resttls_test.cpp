// SPDX-License-Identifier: GPL-3.0-or-later
// REST by HTTPS: whom RestClient trusts.
#include "maxscale/restclient.h"

#include "fakeserver.h"
#include "fixtures.h"
#include "waituntil.h"

#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QTemporaryDir>
#include <gmock/gmock.h>
#include <optional>

namespace tandem::maxscale {

namespace {

using namespace std::chrono_literals;
using test::waitUntil;

class RestTlsTest : public testing::Test
{
protected:
    std::string pathOf(const QString &name) const { return m_directory.filePath(name).toStdString(); }

    /// `name`.key and `name`.crt, signed by itself, for an address.
    void makeCertificate(const QString &name, const QString &address)
    {
        QProcess openssl;
        openssl.start(QStringLiteral("openssl"),
                      {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                       "-subj", "/CN=" + name, "-addext", "subjectAltName=IP:" + address, "-keyout",
                       m_directory.filePath(name + ".key"), "-out", m_directory.filePath(name + ".crt")});
        ASSERT_TRUE(openssl.waitForFinished());
        ASSERT_EQ(openssl.exitCode(), 0) << openssl.readAllStandardError().toStdString();
    }

    /// Answers each connection with the recorded list of servers.
    void serve(const QString &name)
    {
        QFile key(m_directory.filePath(name + ".key"));
        ASSERT_TRUE(key.open(QIODevice::ReadOnly));
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setLocalCertificateChain(QSslCertificate::fromPath(m_directory.filePath(name + ".crt")));
        tls.setPrivateKey(QSslKey(key.readAll(), QSsl::Ec));
        m_server.setSslConfiguration(tls);
        QObject::connect(&m_server, &QSslServer::pendingConnectionAvailable, [this] {
            QTcpSocket *client = m_server.nextPendingConnection();
            QObject::connect(client, &QTcpSocket::readyRead, [this, client] {
                m_received += client->readAll();
                if (!m_received.contains("\r\n\r\n"))
                    return;
                client->write(test::recordedAnswer("normal__servers.http"));
                client->disconnectFromHost();
            });
        });
        ASSERT_TRUE(m_server.listen(QHostAddress::LocalHost));
    }

    RestResult get(const std::string &caFile)
    {
        const auto client =
            RestClient::create("https://127.0.0.1:" + std::to_string(m_server.serverPort()), caFile).value();
        std::optional<RestResult> result;
        client->get("/v1/servers", {"admin", "mariadb"}, 5s, [&](const RestResult &r) { result = r; });
        EXPECT_TRUE(waitUntil([&] { return result.has_value(); }));
        return result.value_or(tl::unexpected(RestError{}));
    }
    void expectNoTrust(const std::string &caFile, const char *why)
    {
        const RestResult result = get(caFile);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().fault, RestFault::Tls);
        EXPECT_THAT(result.error().error.text, testing::HasSubstr(why));
        EXPECT_TRUE(m_received.isEmpty()) << "no password for whom nobody trusts";
    }

    QTemporaryDir m_directory;
    QSslServer m_server;
    QByteArray m_received;
};

} // namespace

TEST_F(RestTlsTest, TrustsWhomTheCaFileSigns)
{
    makeCertificate("maxscale", "127.0.0.1");
    serve("maxscale");
    const RestResult result = get(pathOf("maxscale.crt"));
    ASSERT_TRUE(result) << describe(result.error().error);
    EXPECT_EQ(result->body, test::recordedJson("normal__servers.http"));
}

TEST_F(RestTlsTest, ReadsTheCaFileOnce)
{
    makeCertificate("maxscale", "127.0.0.1");
    serve("maxscale");
    const auto client =
        RestClient::create("https://127.0.0.1:" + std::to_string(m_server.serverPort()), pathOf("maxscale.crt"))
            .value();
    ASSERT_TRUE(QFile::remove(m_directory.filePath("maxscale.crt")));
    std::optional<RestResult> result;
    client->get("/v1/servers", {"admin", "mariadb"}, 5s, [&](const RestResult &r) { result = r; });
    ASSERT_TRUE(waitUntil([&] { return result.has_value(); }));
    EXPECT_TRUE(*result);
}

TEST_F(RestTlsTest, DoesNotTrustWhomAnotherSigned)
{
    makeCertificate("maxscale", "127.0.0.1");
    makeCertificate("other", "127.0.0.1");
    serve("maxscale");
    expectNoTrust(pathOf("other.crt"), "TLS: SSL certificate problem");
}

TEST_F(RestTlsTest, DoesNotTrustByTheSystemsAuthoritiesWhatNobodySigned)
{
    makeCertificate("maxscale", "127.0.0.1");
    serve("maxscale");
    expectNoTrust({}, "TLS: SSL certificate problem");
}

TEST_F(RestTlsTest, DoesNotTrustACertificateForAnotherAddress)
{
    makeCertificate("maxscale", "127.0.0.2");
    serve("maxscale");
    expectNoTrust(pathOf("maxscale.crt"), "TLS: SSL: no alternative certificate subject name matches");
}

} // namespace tandem::maxscale
