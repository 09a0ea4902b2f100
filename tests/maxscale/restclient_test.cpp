// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/restclient.h"

#include "fakeserver.h"
#include "fixtures.h"
#include "waituntil.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <optional>

namespace tandem::maxscale {

namespace {

using namespace std::chrono_literals;
using test::FakeServer;
using test::httpAnswer;
using test::waitUntil;

const Credentials admin{"admin", "mariadb"};
const QJsonObject passiveTrue{
    {"data", QJsonObject{{"attributes", QJsonObject{{"parameters", QJsonObject{{"passive", true}}}}}}}};

class RestClientTest : public testing::Test
{
protected:
    /// Each request is answered with these octets; then the connection is closed.
    void answerWith(const QByteArray &octets)
    {
        m_server.onData = [octets](FakeServer &server, std::size_t i) {
            if (!server.connection(i).received.contains("\r\n\r\n"))
                return;
            server.send(i, octets);
            server.close(i);
        };
    }
    RestResult get(Duration timeout = 5s)
    {
        const auto client = RestClient::create(m_server.url(), {});
        std::optional<RestResult> result;
        client.value()->get("/v1/servers?pretty=false", admin, timeout, [&](const RestResult &r) { result = r; });
        EXPECT_TRUE(waitUntil([&] { return result.has_value(); }));
        return result.value_or(tl::unexpected(RestError{}));
    }
    RestResult patch()
    {
        const auto client = RestClient::create(m_server.url(), {});
        std::optional<RestResult> result;
        client.value()->patch("/v1/maxscale?sync=false", passiveTrue, admin, 5s,
                              [&](const RestResult &r) { result = r; });
        EXPECT_TRUE(waitUntil([&] { return result.has_value(); }));
        return result.value_or(tl::unexpected(RestError{}));
    }
    QByteArray request() { return m_server.connection(0).received; }
    std::optional<RestFault> faultOfGet(Duration timeout = 5s)
    {
        const RestResult result = get(timeout);
        return result ? std::nullopt : std::optional(result.error().fault);
    }

    FakeServer m_server;
};

} // namespace

TEST_F(RestClientTest, TakesEachAnswerForWhatItSaysWhateverTheLastOneSaid)
{
    const auto client = RestClient::create(m_server.url(), {});
    const auto ask = [&](const char *path, const QByteArray &answer) {
        answerWith(answer);
        std::optional<RestResult> result;
        client.value()->get(path, admin, 5s, [&](const RestResult &r) { result = r; });
        EXPECT_TRUE(waitUntil([&] { return result.has_value(); }));
        return result.value_or(tl::unexpected(RestError{}));
    };
    const QByteArray up = R"({"state":"Master"})", down = R"({"state":"Down__"})";
    for (int round = 0; round < 2; ++round) {
        EXPECT_EQ(ask("/v1/servers", httpAnswer("200 OK", up))->body["state"], "Master");
        EXPECT_EQ(ask("/v1/servers", httpAnswer("200 OK", up))->body["state"], "Master");
        EXPECT_EQ(ask("/v1/monitors", httpAnswer("200 OK", down))->body["state"], "Down__");
        EXPECT_EQ(ask("/v1/servers", httpAnswer("200 OK", down))->body["state"], "Down__");
        const auto refused = ask("/v1/servers", httpAnswer("500 Internal Server Error", down));
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().fault, RestFault::Rejected);
        const auto half = ask("/v1/servers", httpAnswer("200 OK", down).chopped(1));
        ASSERT_FALSE(half);
        EXPECT_EQ(half.error().fault, RestFault::HalfJson);
    }
    EXPECT_EQ(m_server.connections().size(), 12U) << "a connection each";
}

TEST_F(RestClientTest, ReadsTheAnswerOfARealMaxScale)
{
    answerWith(test::recordedAnswer("normal__servers.http"));
    const RestResult result = get();
    ASSERT_TRUE(result) << describe(result.error().error);
    EXPECT_EQ(result->status, 200);
    EXPECT_EQ(result->body, test::recordedJson("normal__servers.http"));
    EXPECT_GT(result->latency, 0ns);
}

TEST_F(RestClientTest, AsksUnconditionallyAndOnce)
{
    answerWith(test::recordedAnswer("normal__maxscale.http"));
    ASSERT_TRUE(get());
    const QByteArray asked = request();
    EXPECT_TRUE(asked.startsWith("GET /v1/servers?pretty=false HTTP/1.1\r\n")) << asked.toStdString();
    EXPECT_TRUE(asked.contains("Authorization: Basic " + QByteArray("admin:mariadb").toBase64() + "\r\n"));
    EXPECT_FALSE(asked.toLower().contains("if-modified-since"));
    EXPECT_FALSE(asked.toLower().contains("if-none-match"));
    EXPECT_EQ(m_server.connections().size(), 1U);
}

TEST_F(RestClientTest, WritesJsonAndTakesAnAnswerWithoutBody)
{
    answerWith("HTTP/1.1 204 No Content\r\nDate: Sun, 22 Nov 26 18:10:47 GMT\r\n\r\n");
    const RestResult result = patch();
    ASSERT_TRUE(result) << describe(result.error().error);
    EXPECT_EQ(result->status, 204);
    EXPECT_TRUE(request().startsWith("PATCH /v1/maxscale?sync=false HTTP/1.1\r\n"));
    EXPECT_TRUE(request().endsWith(R"({"data":{"attributes":{"parameters":{"passive":true}}}})"));
}

TEST_F(RestClientTest, TellsRefusedApart)
{
    m_server.kill();
    EXPECT_EQ(faultOfGet(), RestFault::Refused);
}

TEST_F(RestClientTest, TellsTimedOutApart)
{
    EXPECT_EQ(faultOfGet(50ms), RestFault::TimedOut);
}

TEST_F(RestClientTest, TimesOutAnAnswerThatDripsForEver)
{
    m_server.onData = [](FakeServer &server, std::size_t i) {
        server.send(i, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{");
    };
    EXPECT_EQ(faultOfGet(100ms), RestFault::TimedOut);
}

TEST_F(RestClientTest, TellsAWrongPasswordApart)
{
    answerWith(test::recordedAnswer("wrong_password__maxscale.http"));
    EXPECT_EQ(faultOfGet(), RestFault::Unauthorized);
    EXPECT_EQ(m_server.connections().size(), 1U) << "a 401 is not asked again";
}

TEST_F(RestClientTest, TellsForbiddenApart)
{
    answerWith(httpAnswer("403 Forbidden", "{}"));
    EXPECT_EQ(faultOfGet(), RestFault::Forbidden);
}

TEST_F(RestClientTest, QuotesWhyMaxScaleRefused)
{
    answerWith(test::recordedAnswer("stringbool__patch.http"));
    const RestResult result = patch();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().fault, RestFault::Rejected);
    EXPECT_EQ(result.error().error.text, "answered 400: passive: Expected a json boolean, but got a json string.");
}

TEST_F(RestClientTest, TellsHtmlApart)
{
    answerWith(httpAnswer("200 OK", "<html><body>It works!</body></html>", "text/html"));
    const RestResult result = get();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().fault, RestFault::NotJson);
    EXPECT_EQ(result.error().error.text, "answers HTML instead of JSON");
}

TEST_F(RestClientTest, TellsJsonThatIsNoObjectApart)
{
    answerWith(httpAnswer("200 OK", "[1, 2]"));
    EXPECT_EQ(faultOfGet(), RestFault::NotJson);
}

TEST_F(RestClientTest, TellsHalfAJsonApart)
{
    const QByteArray whole = test::recordedBody("normal__servers.http");
    answerWith(httpAnswer("200 OK", whole.left(whole.size() / 2)));
    EXPECT_EQ(faultOfGet(), RestFault::HalfJson);
}

TEST_F(RestClientTest, TellsAConnectionThatEndsInTheMiddleApart)
{
    const QByteArray whole = test::recordedAnswer("normal__servers.http");
    answerWith(whole.left(whole.size() / 2));
    EXPECT_EQ(faultOfGet(), RestFault::HalfJson);
}

TEST_F(RestClientTest, TellsNothingApart)
{
    answerWith("");
    EXPECT_EQ(faultOfGet(), RestFault::Empty);
}

TEST_F(RestClientTest, TellsAnEmptyBodyApart)
{
    answerWith(httpAnswer("200 OK", ""));
    EXPECT_EQ(faultOfGet(), RestFault::Empty);
}

TEST_F(RestClientTest, FindsNoHttpInAnotherProtocol)
{
    answerWith("SSH-2.0-OpenSSH_9.2\r\n");
    const RestResult ssh = get();
    ASSERT_FALSE(ssh);
    EXPECT_EQ(ssh.error().fault, RestFault::NotJson);
    EXPECT_EQ(ssh.error().error.text, "the answer is not HTTP");
    answerWith(test::greeting("PrimaryMaxScale"));
    EXPECT_EQ(faultOfGet(), RestFault::NotJson);
}

TEST_F(RestClientTest, TakesNoProxyFromItsEnvironment)
{
    qputenv("http_proxy", "http://127.0.0.1:1");
    answerWith(test::recordedAnswer("normal__servers.http"));
    EXPECT_EQ(faultOfGet(), std::nullopt);
    qunsetenv("http_proxy");
}

TEST_F(RestClientTest, KeepsItsSocketsFromProgramsThatItStarts)
{
    const auto client = RestClient::create(m_server.url(), {});
    client.value()->get("/v1/servers", admin, 5s, [](const RestResult &) {});
    ASSERT_TRUE(waitUntil([&] { return !m_server.connections().empty(); }));
    int sockets = 0;
    for (int fd = 3; fd < 256; ++fd) {
        sockaddr_in peer{};
        socklen_t length = sizeof peer;
        if (::getpeername(fd, reinterpret_cast<sockaddr *>(&peer), &length) != 0 ||
            peer.sin_port != htons(m_server.port()))
            continue;
        ++sockets;
        EXPECT_NE(::fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
    }
    EXPECT_EQ(sockets, 1);
}

TEST_F(RestClientTest, AnswersManyAtOnceAndAsksAgainFromAnAnswer)
{
    answerWith(test::recordedAnswer("normal__servers.http"));
    const auto client = RestClient::create(m_server.url(), {});
    int good = 0;
    const auto count = [&](const RestResult &result) { good += result ? 1 : 0; };
    for (int i = 0; i < 20; ++i)
        client.value()->get("/v1/servers", admin, 5s, [&](const RestResult &result) {
            count(result);
            client.value()->get("/v1/servers", admin, 5s, count);
        });
    EXPECT_TRUE(waitUntil([&] { return good == 40; })) << good;
}

TEST_F(RestClientTest, MayBeDestroyedByItsOwnAnswer)
{
    answerWith(test::recordedAnswer("normal__servers.http"));
    auto client = RestClient::create(m_server.url(), {}).value();
    int answers = 0;
    for (int i = 0; i < 3; ++i)
        client->get("/v1/servers", admin, 5s, [&](const RestResult &) {
            ++answers;
            client.reset();
        });
    EXPECT_TRUE(waitUntil([&] { return client == nullptr; }));
    EXPECT_TRUE(waitUntil([&] { return m_server.openConnections() == 0; }));
    EXPECT_EQ(answers, 1);
}

TEST_F(RestClientTest, ReadsNoMoreThanItsBound)
{
    answerWith("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n{\"data\"");
    EXPECT_EQ(faultOfGet(), RestFault::TooLarge);
}

TEST_F(RestClientTest, DoesNotFollowRedirects)
{
    answerWith("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(faultOfGet(), RestFault::Rejected);
}

TEST_F(RestClientTest, TellsATlsErrorApart)
{
    answerWith(httpAnswer("400 Bad Request", "")); // plain HTTP behind an https address
    const auto client = RestClient::create("https://127.0.0.1:" + std::to_string(m_server.port()), {});
    m_server.onData = [](FakeServer &server, std::size_t i) {
        server.send(i, "HTTP/1.1 400 Bad Request\r\n\r\n");
        server.close(i);
    };
    std::optional<RestResult> result;
    client.value()->get("/v1/maxscale", admin, 5s, [&](const RestResult &r) { result = r; });
    ASSERT_TRUE(waitUntil([&] { return result.has_value(); }));
    ASSERT_FALSE(*result);
    EXPECT_EQ(result->error().fault, RestFault::Tls);
}

TEST_F(RestClientTest, ForgetsARequestWhenItIsDestroyed)
{
    bool called = false;
    auto client = RestClient::create(m_server.url(), {});
    client.value()->get("/v1/maxscale", admin, 5s, [&](const RestResult &) { called = true; });
    ASSERT_TRUE(waitUntil([&] { return !m_server.connections().empty(); }));
    client.value().reset();
    ASSERT_TRUE(waitUntil([&] { return m_server.openConnections() == 0; }));
    EXPECT_FALSE(called);
}

TEST(RestClient, RefusesAnAddressThatIsNone)
{
    for (const char *url : {"", "127.0.0.1:8989", "ftp://127.0.0.1", "http://", "http://[::1"})
        EXPECT_FALSE(RestClient::create(url, {})) << url;
    EXPECT_EQ(RestClient::create("https://127.0.0.1:8989", "/nonexistent.pem").error().code, ErrorCode::BadFile);
}

TEST(RestClient, NamesItsPlace)
{
    EXPECT_EQ(RestClient::create("http://127.0.0.1:8989", {}).value()->place(), "REST 127.0.0.1:8989");
}

} // namespace tandem::maxscale
