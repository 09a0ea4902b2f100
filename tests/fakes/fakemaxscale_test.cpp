// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/fakemaxscaletest.h"
#include "tests/fakes/greeting.h"
#include <QFile>
#include <QJsonArray>

using namespace tandem;
using namespace tandem::fakes;
using testing::HasSubstr;
using testing::StartsWith;

TEST(Greeting, IsByteForByteWhatMaxScaleSends)
{
    const auto recorded = QByteArray::fromHex("530000000a5072696d6172794d61785363616c65000c000000"
                                              "6a7b32725d30242c00def7080200bf0115000000000000"
                                              "1c0000005e662f6559752a7539452c3a00"
                                              "6d7973716c5f6e61746976655f70617373776f726400");
    const auto salt = QByteArray::fromHex("6a7b32725d30242c5e662f6559752a7539452c3a");
    EXPECT_EQ(greetingPacket("PrimaryMaxScale", 12, salt).toHex(), recorded.toHex());
}

TEST(Greeting, SaltIsPrintableAndNeverTheSame)
{
    const QByteArray salt = randomSalt();
    EXPECT_EQ(salt.size(), 20);
    EXPECT_NE(salt, randomSalt());
    for (const char octet : salt)
        EXPECT_TRUE(octet > 0x20 && octet < 0x7f);
}

TEST(HttpRequest, ComesInPieces)
{
    const QByteArray whole = "PATCH /v1/maxscale/?sync=false HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}GET";
    for (qsizetype i = 0; i < whole.size() - 3; ++i)
        EXPECT_EQ(parseRequest(whole.left(i)).state, RequestState::Incomplete) << i;
    const ParsedRequest parsed = parseRequest(whole);
    ASSERT_EQ(parsed.state, RequestState::Complete);
    EXPECT_EQ(parsed.request.path, "/v1/maxscale");
    EXPECT_EQ(parsed.request.query.queryItemValue("sync"), "false");
    EXPECT_EQ(parsed.request.body, "{}");
    EXPECT_EQ(parsed.length, whole.size() - 3);
}

TEST(HttpRequest, IsBoundedAndChecked)
{
    EXPECT_EQ(parseRequest(QByteArray(20000, 'x')).state, RequestState::Bad);
    EXPECT_EQ(parseRequest("nonsense\r\n\r\n").state, RequestState::Bad);
    EXPECT_EQ(parseRequest("GET / HTTP/1.1\r\nContent-Length: 70000\r\n\r\n").state, RequestState::Bad);
}

TEST(Options, AreNamedWhereTheyAreWrong)
{
    const auto text = [](const QStringList &arguments) {
        const auto options = parseOptions(QStringList{"fake-maxscale"} + arguments);
        return options ? std::string() : describe(options.error());
    };
    EXPECT_THAT(text({"--rest", "localhost"}), HasSubstr("is not ADDRESS:PORT"));
    EXPECT_THAT(text({"--rest-answer", "xml"}), HasSubstr("\"xml\" is none of"));
    EXPECT_THAT(text({"--login", "probe"}), HasSubstr("is not NAME:PASSWORD"));
    EXPECT_THAT(text({"--nonsense"}), HasSubstr("nonsense"));
    const auto good = parseOptions({"fake-maxscale", "--listener", "127.0.0.1:4006", "--listener", "127.0.0.1:4007"});
    ASSERT_TRUE(good);
    EXPECT_EQ(good->listeners.size(), 2U);
}

TEST_F(FakeMaxScaleTest, GreetsWithItsVersionString)
{
    start();
    QTcpSocket socket;
    EXPECT_EQ(firstBytes(socket).mid(5, 16), QByteArray("PrimaryMaxScale\0", 16));
    EXPECT_EQ(m_maxscale->listeners()[0]->counts().greeted, 1);
}

TEST_F(FakeMaxScaleTest, CountsClientsThatLoggedInAsSessions)
{
    start();
    QTcpSocket socket;
    firstBytes(socket);
    EXPECT_EQ(m_maxscale->listeners()[0]->counts().sessions, 0);
    socket.write(QByteArray::fromHex("01000001ff"));
    ASSERT_TRUE(waitFor([&] { return socket.bytesAvailable() > 0; }));
    EXPECT_EQ(socket.readAll(), okPacket(2));
    const QJsonValue services = get("/v1/services");
    EXPECT_EQ(services["data"].toArray().size(), 1);
    EXPECT_EQ(services["data"][0]["attributes"]["statistics"]["connections"].toInt(), 1);
    socket.write(QByteArray::fromHex("0100000001")); // COM_QUIT
    EXPECT_TRUE(waitFor([&] { return m_maxscale->listeners()[0]->counts().sessions == 0; }));
}

TEST(MysqlLoginTest, TakesItsUserAndRefusesOthers)
{
    const QByteArray salt = randomSalt();
    const auto login = [&](const QByteArray &name, const QByteArray &password) {
        const QByteArray scramble = scrambled(password, salt);
        const QByteArray payload = QByteArray(32, '\0') + name + '\0' + static_cast<char>(scramble.size()) + scramble;
        MysqlLogin client({"probe", "secret"}, salt);
        const auto reply = client.answer({1, payload});
        EXPECT_EQ(reply.close, !client.isLoggedIn());
        return reply.octets;
    };
    EXPECT_EQ(login("probe", "secret"), okPacket(2));
    EXPECT_THAT(login("probe", "other").toStdString(), HasSubstr("Access denied"));
    EXPECT_THAT(login("other", "secret").toStdString(), HasSubstr("Access denied"));
    MysqlLogin client({"probe", "secret"}, salt);
    EXPECT_TRUE(client.answer({1, "x"}).close);
}

TEST_F(FakeMaxScaleTest, LetsInItsLoginOnly)
{
    m_options.login = LoginUser{"probe", "secret"};
    start();
    QTcpSocket socket;
    firstBytes(socket);
    socket.write(QByteArray::fromHex("01000001ff"));
    ASSERT_TRUE(waitFor([&] { return socket.state() == QAbstractSocket::UnconnectedState; }));
    EXPECT_THAT(socket.readAll().toStdString(), HasSubstr("Access denied"));
    EXPECT_EQ(m_maxscale->listeners()[0]->counts().totalSessions, 0);
}

TEST_F(FakeMaxScaleTest, SendsErrorPacketsInsteadOfGreetingsWhenTold)
{
    m_options.greeting = Greeting::TooManyConnections;
    start();
    QTcpSocket socket;
    const QByteArray bytes = firstBytes(socket);
    EXPECT_EQ(bytes.mid(4, 3), QByteArray::fromHex("ff1004"));
    EXPECT_TRUE(waitFor([&] { return socket.state() == QAbstractSocket::UnconnectedState; }));
}

TEST_F(FakeMaxScaleTest, AnswersWithWhatIsAlive)
{
    start();
    const QJsonObject maxscale = get("/v1/maxscale")["data"]["attributes"].toObject();
    EXPECT_EQ(maxscale["version"].toString(), "24.02.4");
    EXPECT_EQ(maxscale["parameters"]["passive"], QJsonValue(false));
    EXPECT_EQ(maxscale["system"]["os"]["nodename"].toString(), "maxscale1");
    EXPECT_THAT(maxscale["started_at"].toString().toStdString(),
                HasSubstr(std::to_string(QDateTime::currentDateTimeUtc().date().year())));
    const QJsonValue servers = get("/v1/servers?pretty=false");
    EXPECT_EQ(servers["data"][0]["attributes"]["state"].toString(), "Master, Running");
    EXPECT_EQ(servers["data"][1]["attributes"]["state"].toString(), "Slave, Running");
    EXPECT_EQ(get("/v1/monitors")["data"][0]["attributes"]["monitor_diagnostics"]["state"].toString(), "Idle");
    EXPECT_EQ(get("/v1/listeners")["data"][0]["attributes"]["parameters"]["port"].toInt(),
              m_maxscale->listeners()[0]->port());
    EXPECT_EQ(get("/v1/maxscale/threads")["data"].toArray().size(), 2);
    EXPECT_EQ(get("/v1/servers/server2")["data"]["id"].toString(), "server2");
}

TEST_F(FakeMaxScaleTest, IsCompactWhenAsked)
{
    start();
    EXPECT_LT(ask("GET", "/v1/servers?pretty=false").size(), ask("GET", "/v1/servers").size() / 2);
}

TEST_F(FakeMaxScaleTest, KnowsWhatItHasNot)
{
    start();
    EXPECT_THAT(ask("GET", "/v1/nosuch").toStdString(), StartsWith("HTTP/1.1 404"));
    EXPECT_THAT(ask("GET", "/v1/servers/nosuch").toStdString(), HasSubstr("nosuch is not a server"));
}

TEST_F(FakeMaxScaleTest, RefusesStrangersAndWritesOfReaders)
{
    start();
    EXPECT_THAT(ask("GET", "/v1/maxscale", {}, "admin:wrong").toStdString(), StartsWith("HTTP/1.1 401"));
    EXPECT_THAT(ask("GET", "/v1/maxscale", {}, "monitor:monitor").toStdString(), StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(ask("PATCH", "/v1/maxscale", passiveBody("true"), "monitor:monitor").toStdString(),
                StartsWith("HTTP/1.1 401"));
    EXPECT_FALSE(passive());
}

TEST_F(FakeMaxScaleTest, TakesANewUserAndRemembersHimInTheFileOfUsers)
{
    m_options.usersFile = m_directory.filePath("passwd");
    QFile file(m_options.usersFile);
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write("admin:mariadb:admin\n");
    file.close();
    const QByteArray user = R"({"data":{"id":"ro","type":"inet","attributes":{"password":"x","account":"basic"}}})";
    start();
    EXPECT_THAT(ask("POST", "/v1/users/inet", user, "ro:x").toStdString(), StartsWith("HTTP/1.1 401"));
    EXPECT_THAT(ask("POST", "/v1/users/inet", "{\"data\":{\"id\":\"ro\"}}").toStdString(), StartsWith("HTTP/1.1 400"));
    EXPECT_THAT(ask("POST", "/v1/users/inet", user).toStdString(), StartsWith("HTTP/1.1 204"));
    EXPECT_THAT(ask("GET", "/v1/maxscale", {}, "ro:x").toStdString(), StartsWith("HTTP/1.1 200"));
    m_maxscale.reset();
    start();
    EXPECT_THAT(ask("GET", "/v1/maxscale", {}, "ro:x").toStdString(), StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(ask("PATCH", "/v1/maxscale", passiveBody("true"), "ro:x").toStdString(), StartsWith("HTTP/1.1 401"));
}

TEST_F(FakeMaxScaleTest, TakesPassiveAsBooleanOnly)
{
    start();
    EXPECT_THAT(ask("PATCH", "/v1/maxscale", passiveBody("\"true\"")).toStdString(),
                HasSubstr("passive: Expected a json boolean, but got a json string."));
    EXPECT_THAT(ask("PATCH", "/v1/maxscale", "{\"data\":").toStdString(), StartsWith("HTTP/1.1 400"));
    EXPECT_FALSE(passive());
    EXPECT_THAT(ask("PATCH", "/v1/maxscale?sync=false", passiveBody("true")).toStdString(),
                StartsWith("HTTP/1.1 204 No Content\r\nMxs-Warning: "));
    EXPECT_TRUE(passive());
    EXPECT_THAT(ask("PATCH", "/v1/maxscale", passiveBody("true")).toStdString(),
                testing::Not(HasSubstr("Mxs-Warning")));
}

TEST_F(FakeMaxScaleTest, RemembersPassiveAcrossARestart)
{
    start();
    ask("PATCH", "/v1/maxscale", passiveBody("true"));
    m_maxscale.reset();
    start();
    EXPECT_TRUE(passive());
    ask("PATCH", "/v1/maxscale", passiveBody("false"));
    m_maxscale.reset();
    m_options.passive = true; // a saved false wins over the command line
    start();
    EXPECT_FALSE(passive());
}

TEST_F(FakeMaxScaleTest, StartsPassiveWhenToldAndNothingWasSaved)
{
    m_options.passive = true;
    start();
    EXPECT_TRUE(passive());
}

TEST_F(FakeMaxScaleTest, MisbehavesWhenTold)
{
    start();
    m_maxscale->rest().setAnswer(RestAnswer::Html);
    EXPECT_THAT(ask("GET", "/v1/maxscale").toStdString(), HasSubstr("text/html"));
    m_maxscale->rest().setAnswer(RestAnswer::Empty);
    EXPECT_EQ(ask("GET", "/v1/maxscale"), QByteArray());
    m_maxscale->rest().setAnswer(RestAnswer::Unauthorized);
    EXPECT_THAT(ask("GET", "/v1/maxscale").toStdString(), StartsWith("HTTP/1.1 401"));
    m_maxscale->rest().setAnswer(RestAnswer::HalfJson);
    const QByteArray half = ask("GET", "/v1/maxscale");
    EXPECT_TRUE(QJsonDocument::fromJson(half.mid(half.indexOf("\r\n\r\n") + 4)).isNull());
    m_maxscale->rest().setAnswer(RestAnswer::Slow);
    m_maxscale->rest().setDelay(1);
    EXPECT_THAT(ask("GET", "/v1/maxscale").toStdString(), StartsWith("HTTP/1.1 200"));
}

TEST_F(FakeMaxScaleTest, SaysWhichPortIsInUse)
{
    start();
    Options second = m_options;
    second.rest.port = m_maxscale->rest().port();
    const auto started = FakeMaxScale(second).start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, ErrorCode::InUse);
    EXPECT_EQ(started.error().place, "127.0.0.1:" + std::to_string(second.rest.port));
}

TEST_F(FakeMaxScaleTest, KeepsIdleConnectionsOpen)
{
    start();
    QTcpSocket idle;
    idle.connectToHost(QHostAddress(QHostAddress::LocalHost), m_maxscale->rest().port());
    ASSERT_TRUE(waitFor([&] { return idle.state() == QAbstractSocket::ConnectedState; }));
    get("/v1/maxscale");
    EXPECT_EQ(idle.state(), QAbstractSocket::ConnectedState);
}
