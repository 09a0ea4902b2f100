// SPDX-License-Identifier: GPL-3.0-or-later
// The checks of kinds script, tcp, process and file, with real scripts, sockets, processes and files.
#include "daemon/agent/health/filecheck.h"
#include "daemon/agent/health/processcheck.h"
#include "daemon/agent/health/processfinder.h"
#include "daemon/agent/health/scriptcheck.h"
#include "daemon/agent/health/tcpcheck.h"

#include "scripts.h"
#include "tests/maxscale/fakeserver.h"
#include "tests/maxscale/waituntil.h"

#include <QDir>
#include <gmock/gmock.h>
#include <sys/prctl.h>
#include <sys/stat.h>

namespace tandem::agent {

namespace {

using namespace std::chrono_literals;
using config::CheckKind;
using test::waitUntil;
using testing::ElementsAre;
using testing::HasSubstr;

class PeriodicChecksTest : public testing::Test
{
protected:
    config::Check settings(CheckKind kind)
    {
        config::Check check;
        check.name = "one";
        check.kind = kind;
        check.interval = 30ms;
        check.timeout = 10s;
        return check;
    }
    void watch(std::unique_ptr<HealthCheck> check)
    {
        m_check = std::move(check);
        QObject::connect(m_check.get(), &HealthCheck::verdictChanged,
                         [this](const Tracker::Change &change) { m_changes.push_back(change.from + ">" + change.to); });
        QObject::connect(m_check.get(), &HealthCheck::looked, [this] { ++m_looks; });
        m_check->start();
    }
    bool becomes(Health health)
    {
        return waitUntil([&] { return m_check->health() == health; });
    }
    bool looks(int more)
    {
        const int until = m_looks + more;
        return waitUntil([&] { return m_looks >= until; });
    }
    std::string evidence() const { return m_check->tracker().evidence(); }

    test::Scripts m_scripts;
    std::unique_ptr<HealthCheck> m_check;
    std::vector<std::string> m_changes;
    int m_looks = 0;
};

class ScriptCheckTest : public PeriodicChecksTest
{
protected:
    void run(const QByteArray &body) { run(body, settings(CheckKind::Script)); }
    void run(const QByteArray &body, config::Check check)
    {
        check.script =
            m_scripts.write("check.sh", "cd " + QByteArray::fromStdString(m_scripts.directory()) + "\n" + body);
        watch(std::make_unique<ScriptCheck>(check, m_scripts.directory()));
    }
};

} // namespace

TEST_F(ScriptCheckTest, TakesExitCodeZeroForGoodAndTheFirstResultAtOnce)
{
    run("echo all is fine");
    ASSERT_TRUE(becomes(Health::Up));
    EXPECT_EQ(m_looks, 1);
    EXPECT_EQ(evidence(), "exit code 0: all is fine");
    EXPECT_THAT(m_changes, ElementsAre(">ok"));
}

TEST_F(ScriptCheckTest, TakesAFirstFailureAtOnceAsKeepalivedDoes)
{
    run("exit 3");
    ASSERT_TRUE(becomes(Health::Down));
    EXPECT_EQ(m_looks, 1);
    EXPECT_THAT(m_changes, ElementsAre(">exit code 3"));
}

TEST_F(ScriptCheckTest, CountsFallAndRise)
{
    config::Check check = settings(CheckKind::Script);
    check.fall = 3;
    check.rise = 2;
    // Looks 1, 2: good; 3 and 4: bad, which is not enough; 5: good; 6 to 8: bad; then good.
    run("echo . >> runs; n=$(wc -l < runs); case $n in 1|2|5) exit 0;; 3|4|6|7|8) exit 1;; esac", check);
    ASSERT_TRUE(waitUntil([&] { return m_changes.size() == 3; }));
    EXPECT_THAT(m_changes, ElementsAre(">ok", "ok>exit code 1", "exit code 1>ok"));
    EXPECT_EQ(m_looks, 10);
}

TEST_F(ScriptCheckTest, IsDownFromTheBeginningWithInitFailUntilItRises)
{
    config::Check check = settings(CheckKind::Script);
    check.initFail = true;
    check.rise = 2;
    run("exit 0", check);
    EXPECT_EQ(m_check->health(), Health::Down);
    EXPECT_EQ(m_check->tracker().verdict(), "init_fail");
    EXPECT_EQ(m_looks, 1) << "said before the first result";
    ASSERT_TRUE(becomes(Health::Up));
    EXPECT_EQ(m_looks, 3);
    EXPECT_THAT(m_changes, ElementsAre("init_fail>ok"));
}

TEST_F(ScriptCheckTest, IsBadWhenItTakesTooLong)
{
    config::Check check = settings(CheckKind::Script);
    check.timeout = 100ms;
    run("echo $$ > leader; echo slow; sleep 300", check);
    ASSERT_TRUE(becomes(Health::Down));
    EXPECT_EQ(m_check->tracker().verdict(), "timed out");
    const pid_t leader = m_scripts.pid("leader");
    EXPECT_TRUE(waitUntil([&] { return test::isGone(leader); }));
}

TEST_F(ScriptCheckTest, IsNotStartedAgainWhileItRuns)
{
    run("echo . >> runs; while [ ! -e go ]; do sleep 0.01; done");
    ASSERT_TRUE(waitUntil([&] { return m_scripts.lines("runs") == 1; }));
    QElapsedTimer passed;
    passed.start();
    ASSERT_TRUE(waitUntil([&] { return passed.elapsed() > 200; })); // of the 30 ms that are its interval
    EXPECT_EQ(m_scripts.lines("runs"), 1);
    EXPECT_EQ(m_looks, 0);
    m_scripts.write("go", "");
    ASSERT_TRUE(looks(3));
    EXPECT_GE(m_scripts.lines("runs"), 3);
}

TEST_F(ScriptCheckTest, GoesDownThoughTheScriptBeforeDoesNotEnd)
{
    config::Check check = settings(CheckKind::Script);
    check.timeout = 50ms;
    check.fall = 4;
    run("[ -e ran ] || { touch ran; exit 0; }; trap '' TERM; while true; do sleep 0.01; done", check);
    ASSERT_TRUE(becomes(Health::Up));
    QElapsedTimer passed;
    passed.start();
    ASSERT_TRUE(becomes(Health::Down));
    EXPECT_LT(passed.elapsed(), 2 * std::chrono::milliseconds(ScriptProcess::grace).count())
        << "not only after four scripts that were killed";
}

TEST_F(ScriptCheckTest, HasADirectoryOfItsOwnToWriteIn)
{
    config::Check check = settings(CheckKind::Script);
    check.script = m_scripts.write("check.sh", "touch here");
    watch(std::make_unique<ScriptCheck>(check, m_scripts.directory()));
    ASSERT_TRUE(becomes(Health::Up));
    EXPECT_TRUE(QFile::exists(QString::fromStdString(m_scripts.path("scripts/one/here"))));
}

TEST_F(PeriodicChecksTest, TcpIsGoodWhereSomebodyAcceptsAndLeavesWithFin)
{
    test::FakeServer server;
    config::Check check = settings(CheckKind::Tcp);
    check.port = server.port();
    check.interval = 10min;
    server.onConnect = [](test::FakeServer &self, std::size_t i) { self.send(i, "hello"); };
    watch(std::make_unique<TcpCheck>(check));
    ASSERT_TRUE(becomes(Health::Up));
    EXPECT_EQ(evidence(), "127.0.0.1:" + std::to_string(check.port) + " accepts");
    ASSERT_TRUE(waitUntil([&] { return !server.connections().empty() && server.openConnections() == 0; }));
    EXPECT_EQ(server.connection(0).end, test::FakeServer::End::Fin);
}

TEST_F(PeriodicChecksTest, TcpLeavesWithFinAlsoWhereNobodySpeaks)
{
    test::FakeServer server;
    config::Check check = settings(CheckKind::Tcp);
    check.port = server.port();
    check.interval = 10min;
    watch(std::make_unique<TcpCheck>(check));
    ASSERT_TRUE(becomes(Health::Up));
    ASSERT_TRUE(waitUntil([&] { return !server.connections().empty() && server.openConnections() == 0; }));
    EXPECT_EQ(server.connection(0).end, test::FakeServer::End::Fin);
}

TEST_F(PeriodicChecksTest, TcpIsBadWhereNobodyListens)
{
    test::FakeServer server;
    config::Check check = settings(CheckKind::Tcp);
    check.port = server.port();
    watch(std::make_unique<TcpCheck>(check));
    ASSERT_TRUE(becomes(Health::Up));
    server.kill();
    ASSERT_TRUE(becomes(Health::Down));
    EXPECT_THAT(m_changes, ElementsAre(">ok", "ok>refused"));
    EXPECT_EQ(evidence(), "127.0.0.1:" + std::to_string(check.port) + " connection refused");
}

TEST_F(PeriodicChecksTest, TcpIsBadWhereNobodyAcceptsInTime)
{
    // A full queue: the kernel drops further SYNs.
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
    ASSERT_EQ(::listen(listener, 0), 0);
    socklen_t length = sizeof address;
    ::getsockname(listener, reinterpret_cast<sockaddr *>(&address), &length);
    std::vector<int> fillers;
    for (int i = 0; i < 3; ++i) {
        fillers.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        ::connect(fillers.back(), reinterpret_cast<sockaddr *>(&address), sizeof address);
    }
    config::Check check = settings(CheckKind::Tcp);
    check.port = ntohs(address.sin_port);
    check.timeout = 100ms;
    watch(std::make_unique<TcpCheck>(check));
    ASSERT_TRUE(becomes(Health::Down));
    EXPECT_EQ(m_check->tracker().verdict(), "timed out");
    EXPECT_EQ(evidence(), "no answer in 100 ms");
    for (const int fd : fillers)
        ::close(fd);
    ::close(listener);
}

TEST_F(PeriodicChecksTest, ProcessIsGoodWhileOneOfThatNameLives)
{
    // A program of a name that nobody else has.
    ASSERT_TRUE(QFile::copy("/bin/sleep", QString::fromStdString(m_scripts.path("tandem-sleeper"))));
    QProcess sleeper;
    sleeper.start(QString::fromStdString(m_scripts.path("tandem-sleeper")), {"300"});
    ASSERT_TRUE(sleeper.waitForStarted());
    config::Check check = settings(CheckKind::Process);
    check.process = "tandem-sleeper";
    watch(std::make_unique<ProcessCheck>(check));
    ASSERT_TRUE(becomes(Health::Up));
    EXPECT_EQ(evidence(), "1 process \"tandem-sleeper\" (first pid " + std::to_string(sleeper.processId()) + ")");
    sleeper.kill();
    ASSERT_TRUE(becomes(Health::Down));
    EXPECT_THAT(m_changes, ElementsAre(">ok", "ok>no process"));
    EXPECT_EQ(evidence(), "no process \"tandem-sleeper\"");
    sleeper.waitForFinished();
}

TEST(ProcessFinder, KnowsAProcessByCommAndByItsProgram)
{
    test::Scripts proc;
    QDir base(QString::fromStdString(proc.directory()));
    const auto add = [&](const QString &pid, const QByteArray &comm, const QByteArray &arguments, char state) {
        base.mkpath(pid);
        const auto put = [&](const QString &name, const QByteArray &text) {
            QFile file(base.filePath(pid + "/" + name));
            ASSERT_TRUE(file.open(QIODevice::WriteOnly));
            file.write(text);
        };
        put("comm", comm + "\n");
        put("cmdline", arguments);
        put("stat", pid.toLatin1() + " (" + comm + ") " + state + " 1 1 1");
    };
    add("10", "maxscale", QByteArray("/usr/bin/maxscale\0-d\0", 21), 'S');
    add("11", "Worker) Z (x", QByteArray("/usr/bin/maxscale\0", 18), 'S');
    add("12", "maxscale", "", 'Z');
    add("13", "bash", QByteArray("bash\0maxscale\0", 14), 'S');
    add("14", "maxscale2", QByteArray("maxscale2\0", 10), 'S');
    add("self", "maxscale", "maxscale", 'S');
    ProcessFinder finder("maxscale", proc.directory());
    EXPECT_THAT(finder.find(Instant{1h}), testing::UnorderedElementsAre(10, 11));
    add("15", "maxscale", "", 'S');
    EXPECT_EQ(finder.find(Instant{1h + 1s}).size(), 2U) << "those that are known suffice";
    EXPECT_EQ(finder.find(Instant{1h + 11s}).size(), 3U);
    for (const char *pid : {"10", "11", "15"})
        add(pid, "maxscale", "", 'Z');
    EXPECT_TRUE(finder.find(Instant{1h + 12s}).empty());
    add("16", "maxscale", "", 'S');
    EXPECT_THAT(finder.find(Instant{1h + 13s}), ElementsAre(16)) << "nobody was known: looked for at once";
}

TEST_F(PeriodicChecksTest, FileIsGoodWhileItIsThere)
{
    config::Check check = settings(CheckKind::File);
    check.file = m_scripts.write("in-service", "");
    watch(std::make_unique<FileCheck>(check));
    ASSERT_TRUE(becomes(Health::Up));
    QFile::remove(QString::fromStdString(check.file));
    ASSERT_TRUE(becomes(Health::Down));
    EXPECT_THAT(m_changes, ElementsAre(">ok", "ok>missing"));
    EXPECT_EQ(evidence(), check.file + ": No such file or directory");
}

TEST(LookAtFile, TakesANumberAsKeepalivedsTrackFileDoes)
{
    test::Scripts files;
    const auto verdictOf = [&](const QByteArray &content) {
        QFile file(QString::fromStdString(files.path("f")));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(content);
        file.close();
        return lookAtFile(files.path("f")).verdict;
    };
    for (const char *good : {"", "0", "0\n", " -0 \n", "+000\r\n", "in service", "5 of 5", "-", "\n5", "v2"})
        EXPECT_EQ(verdictOf(good), "ok") << good;
    for (const char *bad : {"1", "-5\n", "+254", "\t7\r\nmore"})
        EXPECT_EQ(verdictOf(bad), "not zero") << bad;
    EXPECT_EQ(verdictOf(QByteArray(100'000'000, '0')), "ok") << "no more than its beginning is read";
}

TEST(LookAtFile, WaitsForNoFifoAndTakesADirectoryForWhatIsThere)
{
    test::Scripts files;
    ASSERT_EQ(::mkfifo(files.path("fifo").c_str(), 0600), 0);
    EXPECT_EQ(lookAtFile(files.path("fifo")).verdict, "ok");
    EXPECT_EQ(lookAtFile(files.directory()).verdict, "ok");
    EXPECT_EQ(lookAtFile(files.path("nothing")).verdict, "missing");
    EXPECT_EQ(lookAtFile(files.path("fifo") + "/x").verdict, "unreadable");
}

TEST(Errand, OutlivesWhoeverSentIt)
{
    auto errand = std::make_unique<Errand>();
    const auto gate = std::make_shared<std::atomic_bool>(false);
    const auto ran = std::make_shared<std::atomic_bool>(false);
    errand->run([gate, ran]() -> Observation {
        gate->wait(false);
        ran->store(true);
        ran->notify_all();
        return {};
    });
    EXPECT_TRUE(errand->isBusy());
    errand.reset(); // does not wait
    gate->store(true);
    gate->notify_all();
    ran->wait(false);
    EXPECT_TRUE(ran->load());
}

} // namespace tandem::agent
