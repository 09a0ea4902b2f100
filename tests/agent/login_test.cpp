// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/loginprobe.h"

#include "tests/fakes/mysqllogin.h"
#include "tests/maxscale/fakeserver.h"
#include "tests/maxscale/waituntil.h"

#include <gmock/gmock.h>
#include <map>
#include <sys/eventfd.h>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;
using Outcome = LoginResult::Outcome;
using test::waitUntil;

const fakes::LoginUser probe{"probe", "s3cret"};

/// A listener that logs in one user, and can be told to misbehave.
class FakeListener
{
public:
    QByteArray instead;     ///< of the answer to whatever the client says after its login
    QByteArray loginAnswer; ///< instead of the answer to the login
    bool drips = false;     ///< the greeting, for ever, octet by octet
    int logins = 0;

    FakeListener()
    {
        server.onConnect = [this](test::FakeServer &, std::size_t i) {
            const QByteArray salt = fakes::randomSalt();
            m_logins.insert_or_assign(i, fakes::MysqlLogin(probe, salt));
            const QByteArray greeting = fakes::greetingPacket("MaxScale", 1, salt);
            if (!drips)
                server.send(i, greeting);
            else
                drip(i, greeting, 0);
        };
        server.onData = [this](test::FakeServer &, std::size_t i) {
            auto &received = server.connection(i).received;
            while (const auto packet = fakes::takePacket(received))
                answer(i, *packet);
        };
    }
    test::FakeServer server;

private:
    void drip(std::size_t i, const QByteArray &octets, qsizetype at)
    {
        if (at == octets.size() || !server.connection(i).open)
            return;
        server.send(i, octets.mid(at, 1));
        QTimer::singleShot(20, &m_context, [this, i, octets, at] { drip(i, octets, at + 1); });
    }
    void answer(std::size_t i, const fakes::Packet &packet)
    {
        fakes::MysqlLogin &login = m_logins.at(i);
        const bool wasIn = login.isLoggedIn();
        const auto reply = login.answer(packet);
        logins += wasIn ? 0 : 1;
        const QByteArray &other = wasIn ? instead : loginAnswer;
        if (!wasIn && other == "silence")
            return;
        server.send(i, other.isEmpty() || reply.close ? reply.octets : other);
        if (reply.close)
            server.close(i);
    }
    std::map<std::size_t, fakes::MysqlLogin> m_logins;
    QObject m_context;
};

/// logIn() blocks, and the listener is in this thread.
class LoginSessionTest : public testing::Test
{
protected:
    LoginResult logIn(const std::string &password, std::chrono::milliseconds timeout = 10s)
    {
        LoginResult result;
        std::atomic<bool> done = false;
        const LoginOrder order{"127.0.0.1", m_listener.server.port(), "probe", password, timeout};
        const std::unique_ptr<QThread> thread(QThread::create([&] {
            result = agent::logIn(order, m_cancel.get());
            done = true;
        }));
        thread->start();
        EXPECT_TRUE(waitUntil([&] { return done.load(); }, 20s));
        thread->wait();
        return result;
    }

    FakeListener m_listener;
    Descriptor m_cancel{::eventfd(0, EFD_CLOEXEC)};
};

} // namespace

TEST_F(LoginSessionTest, ProvesThatAQueryIsAnswered)
{
    const LoginResult result = logIn("s3cret");
    EXPECT_EQ(result.outcome, Outcome::Answered) << result.evidence;
    EXPECT_GT(result.latency, 0ns);
    EXPECT_TRUE(waitUntil([&] { return m_listener.server.openConnections() == 0; }));
    EXPECT_EQ(m_listener.server.connection(0).end, test::FakeServer::End::Open) << "it said QUIT, and was let go";
}

TEST_F(LoginSessionTest, TellsADenialApart)
{
    const LoginResult result = logIn("wrong");
    EXPECT_EQ(result.outcome, Outcome::Denied);
    EXPECT_THAT(result.evidence, testing::HasSubstr("error 1045 Access denied"));
    EXPECT_THAT(result.evidence, testing::Not(testing::HasSubstr("wrong")));
}

TEST_F(LoginSessionTest, FailsWhereNobodyListens)
{
    m_listener.server.kill();
    const LoginResult result = logIn("s3cret");
    EXPECT_EQ(result.outcome, Outcome::Failed);
    EXPECT_THAT(result.evidence, testing::HasSubstr("error 2002")) << result.evidence;
}

TEST_F(LoginSessionTest, FailsWhenTheQueryIsAnsweredWithoutAResult)
{
    m_listener.instead = fakes::okPacket(1);
    const LoginResult result = logIn("s3cret");
    EXPECT_EQ(result.outcome, Outcome::Failed);
    EXPECT_THAT(result.evidence, testing::HasSubstr("gave no result"));
}

TEST_F(LoginSessionTest, FailsInTimeWhenTheLoginIsNeverAnswered)
{
    m_listener.loginAnswer = "silence";
    const LoginResult result = logIn("s3cret", 200ms);
    EXPECT_EQ(result.outcome, Outcome::Failed);
    EXPECT_THAT(result.evidence, testing::HasSubstr("no answer within 200 ms"));
    EXPECT_LT(result.latency, 5s);
}

TEST_F(LoginSessionTest, FailsInTimeHoweverSlowlyTheOtherSideDrips)
{
    m_listener.drips = true; // 20 ms an octet: no single wait is long, together they are 1.5 s
    const LoginResult result = logIn("s3cret", 300ms);
    EXPECT_EQ(result.outcome, Outcome::Failed);
    EXPECT_THAT(result.evidence, testing::HasSubstr("no answer within 300 ms"));
}

TEST_F(LoginSessionTest, GivesNoPasswordInClearAndNoFile)
{
    // An authentication switch to mysql_clear_password, as a false MaxScale would ask for.
    m_listener.loginAnswer = QByteArray::fromHex("17000002fe") + QByteArray("mysql_clear_password") + '\0' + '\0';
    const LoginResult result = logIn("s3cret");
    EXPECT_EQ(result.outcome, Outcome::Denied);
    EXPECT_THAT(result.evidence, testing::EndsWith("asks for an authentication other than mysql_native_password and "
                                                   "ed25519"));
    ASSERT_TRUE(waitUntil([&] { return m_listener.server.openConnections() == 0; }));
    for (const auto &connection : m_listener.server.connections())
        EXPECT_FALSE(connection.received.contains("s3cret"));
}

TEST_F(LoginSessionTest, EndsAtOnceWhenItIsCancelled)
{
    m_listener.loginAnswer = "silence";
    ::eventfd_write(m_cancel.get(), 1);
    const LoginResult result = logIn("s3cret", 1h);
    EXPECT_EQ(result.outcome, Outcome::Cancelled);
}

namespace {

class LoginStateTest : public testing::Test
{
protected:
    LoginResult answered() { return {Outcome::Answered, "fine", 1ms}; }
    LoginResult denied() { return {Outcome::Denied, "error 1045", 1ms}; }
    LoginResult failed() { return {Outcome::Failed, "error 2013", 1ms}; }
    bool due(Duration at) { return m_state.due(m_premises, m_begin + at); }
    void take(const LoginResult &result, Duration at)
    {
        m_state.began(m_begin + at);
        m_state.take(result, m_premises, m_begin + at, 100 + at / 1s);
    }
    std::string code()
    {
        const auto findings = m_state.findings();
        return findings.empty() ? "" : findings.front().code;
    }

    LoginState m_state{10s};
    LoginPremises m_premises{"secret", 5, true};
    Instant m_begin{1h};
};

} // namespace

TEST_F(LoginStateTest, IsDueAtItsIntervalWhileMaxScaleIsReady)
{
    EXPECT_TRUE(due(0s));
    take(answered(), 0s);
    EXPECT_FALSE(due(9s));
    EXPECT_TRUE(due(10s));
    m_premises.ready = false;
    EXPECT_FALSE(due(10s));
}

TEST_F(LoginStateTest, TriesNothingAfterADenialUntilTheSecretIsAnother)
{
    take(denied(), 0s);
    EXPECT_EQ(code(), "maxscale-login-denied");
    EXPECT_FALSE(due(24h));
    m_premises.secret = "new";
    EXPECT_TRUE(due(24h));
    take(answered(), 24h);
    EXPECT_EQ(code(), "");
}

TEST_F(LoginStateTest, TriesOnceMoreWhenMaxScaleWasStartedAnew)
{
    take(denied(), 0s);
    m_premises.startedAtNs = std::nullopt; // while it is down
    EXPECT_FALSE(due(1h));
    m_premises.startedAtNs = 6;
    EXPECT_TRUE(due(1h));
    take(denied(), 1h);
    EXPECT_FALSE(due(2h));
    EXPECT_EQ(m_state.findings()[0].sinceNs, 100) << "it is the same trouble";
}

TEST_F(LoginStateTest, TriesAgainAMinuteLaterWhenDatabasesHadGoneMeanwhile)
{
    take(denied(), 0s); // MaxScale answers 1045 where no server is left that could tell
    m_premises.ready = false;
    m_state.review(m_premises);
    m_premises.ready = true;
    m_state.review(m_premises);
    EXPECT_FALSE(due(59s));
    EXPECT_TRUE(due(60s));
}

TEST_F(LoginStateTest, AlarmsAboutTheSecondFailureInARow)
{
    take(failed(), 0s);
    EXPECT_EQ(code(), "");
    take(failed(), 10s);
    ASSERT_EQ(code(), "maxscale-login-failing");
    EXPECT_EQ(m_state.findings()[0].severity, model::AlarmSeverity::Critical);
    EXPECT_EQ(m_state.findings()[0].sinceNs, 100);
    EXPECT_TRUE(due(20s)) << "a failure is no denial";
    take(answered(), 20s);
    EXPECT_EQ(code(), "");
}

TEST_F(LoginStateTest, ForgetsFailuresWhenMaxScaleIsDownAnyway)
{
    take(failed(), 0s);
    take(failed(), 10s);
    m_premises.ready = false;
    m_state.review(m_premises);
    EXPECT_EQ(code(), "");
}

namespace {

class LoginProbeTest : public testing::Test
{
protected:
    void start()
    {
        LoginProbe::Surroundings around;
        around.secret = [this] { return m_secret; };
        around.place = [this]() -> std::optional<LoginProbe::Place> {
            return LoginProbe::Place{"127.0.0.1", m_listener.server.port()};
        };
        around.startedAtNs = [this] { return m_startedAt; };
        m_probe = std::make_unique<LoginProbe>(LoginProbe::Settings{"probe", 20ms, 5s}, around);
        QObject::connect(m_probe.get(), &LoginProbe::measured, [this](std::int64_t ns) { m_latencies.push_back(ns); });
        m_probe->start();
    }
    bool alarms(const std::string &code)
    {
        const auto findings = m_probe->findings();
        return !findings.empty() && findings.front().code == code;
    }

    FakeListener m_listener;
    Result<std::string> m_secret = std::string("s3cret");
    std::optional<std::int64_t> m_startedAt = 1;
    std::vector<std::int64_t> m_latencies;
    std::unique_ptr<LoginProbe> m_probe;
};

} // namespace

TEST_F(LoginProbeTest, MeasuresAgainAndAgain)
{
    start();
    ASSERT_TRUE(waitUntil([&] { return m_latencies.size() >= 3; }));
    EXPECT_GT(m_latencies[0], 0);
    EXPECT_TRUE(m_probe->findings().empty());
}

TEST_F(LoginProbeTest, LogsInOnceWithAWrongPasswordAndAgainWithAnother)
{
    m_secret = std::string("wrong");
    start();
    ASSERT_TRUE(waitUntil([&] { return alarms("maxscale-login-denied"); }));
    m_secret = fail(ErrorCode::BadFile, "/etc/tandem/x", "this secret is empty");
    ASSERT_TRUE(waitUntil([&] { return alarms("maxscale-login-secret"); }));
    m_secret = std::string("wrong");
    ASSERT_TRUE(waitUntil([&] { return alarms("maxscale-login-denied"); }));
    EXPECT_EQ(m_listener.logins, 1) << "many intervals, one login";
    m_secret = std::string("s3cret");
    ASSERT_TRUE(waitUntil([&] { return !m_latencies.empty(); }));
    EXPECT_EQ(m_listener.logins, 2);
}

TEST_F(LoginProbeTest, EndsWhileALoginIsUnderWay)
{
    m_listener.loginAnswer = "silence";
    start();
    ASSERT_TRUE(waitUntil([&] { return m_listener.logins == 1; }));
    m_probe.reset();
    EXPECT_TRUE(m_latencies.empty());
}

} // namespace tandem::agent
