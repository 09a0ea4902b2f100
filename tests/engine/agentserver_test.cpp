// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/agentserver.h"

#include "enginetest.h"
#include "temporarydirectory.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/wait.h>

namespace tandem::engine::testing {

namespace {

/// An agent's end of the socket.
class Agent
{
public:
    explicit Agent(const std::string &path) : m_socket(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0))
    {
        const auto address = RunDirectory::socketAddress(path);
        connected = connect(m_socket.get(), reinterpret_cast<const sockaddr *>(&*address), sizeof *address) == 0;
    }
    void say(const channel::Message &message) { sayBytes(channel::encode(message)); }
    void sayBytes(const std::vector<std::uint8_t> &bytes)
    {
        send(m_socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
    /// Everything that is there now.
    std::vector<channel::Message> hear()
    {
        std::vector<channel::Message> messages;
        std::vector<std::uint8_t> buffer(channel::longestMessage);
        for (;;) {
            const ssize_t size = recv(m_socket.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
            closed = size == 0;
            if (size <= 0)
                return messages;
            messages.push_back(*channel::decode({buffer.data(), static_cast<std::size_t>(size)}));
        }
    }
    bool connected = false;
    bool closed = false;

private:
    Descriptor m_socket;
};

template <class T>
std::vector<T> only(const std::vector<channel::Message> &messages)
{
    std::vector<T> found;
    for (const auto &message : messages) {
        if (const auto *one = std::get_if<T>(&message))
            found.push_back(*one);
    }
    return found;
}

} // namespace

class AgentServerTest : public EngineTest
{
protected:
    void SetUp() override
    {
        start();
        auto opened = AgentServer::open(path, engine, clock, epoll.get());
        ASSERT_TRUE(opened.has_value());
        server.emplace(std::move(*opened));
    }
    /// Serves until nothing is ready.
    void serve()
    {
        for (int turn = 0; turn < 1000; ++turn) {
            epoll_event events[4];
            const int count = epoll_wait(epoll.get(), events, 4, 0);
            for (int i = 0; i < count; ++i)
                server->ready(events[i].data.fd, events[i].events);
            server->pump();
            if (count <= 0)
                return;
        }
        FAIL() << "never at rest";
    }
    channel::EngineHello greet(Agent &agent, std::uint64_t engineId = 0, std::uint64_t lastSeq = 0)
    {
        serve();
        const auto hello = std::get<channel::EngineHello>(agent.hear().at(0));
        agent.say(channel::AgentHello{"1", engineId == 0 ? 0 : hello.engineId, lastSeq});
        serve();
        return hello;
    }

    TemporaryDirectory directory;
    std::string path = directory.path() + "/engine.sock";
    Descriptor epoll{epoll_create1(EPOLL_CLOEXEC)};
    std::optional<AgentServer> server;
};

TEST_F(AgentServerTest, GreetsFirstAndThenSendsEventsAndStatus)
{
    Agent agent(path);
    ASSERT_TRUE(agent.connected);
    const auto hello = greet(agent);
    EXPECT_EQ(hello.node, "maxscale1");
    EXPECT_EQ(hello.cluster, "shop");
    EXPECT_NE(hello.engineId, 0U);
    EXPECT_GT(hello.leaseSeconds, 0);
    const auto messages = agent.hear();
    EXPECT_EQ(only<channel::EngineEvent>(messages).size(), engine.events().last());
    ASSERT_EQ(only<channel::EngineStatus>(messages).size(), 1U);
    EXPECT_EQ(only<channel::EngineStatus>(messages)[0].instances[0].state, model::VrrpState::Backup);
}

TEST_F(AgentServerTest, SendsOnlyWhatComesAfterTheLastEventThatTheAgentHas)
{
    becomeMaster();
    ASSERT_GT(engine.events().last(), 2U);
    Agent agent(path);
    greet(agent, 1, 2);
    const auto events = only<channel::EngineEvent>(agent.hear());
    ASSERT_EQ(events.size(), engine.events().last() - 2);
    EXPECT_EQ(events[0].event.seq, 3U);
}

TEST_F(AgentServerTest, SendsAllToAnAgentThatSpokeToAnotherEngine)
{
    becomeMaster();
    Agent agent(path);
    serve();
    agent.hear();
    agent.say(channel::AgentHello{"1", 0xdeadbeef, 1000});
    serve();
    EXPECT_EQ(only<channel::EngineEvent>(agent.hear()).size(), engine.events().last());
}

TEST_F(AgentServerTest, AVerdictReachesTheRouter)
{
    ASSERT_TRUE(engine
                    .apply(configOf(clusterText("track = [\"maxscale\"]\n",
                                                "[[check]]\nname = \"maxscale\"\nkind = \"maxscale\"\n[maxscale]\n")))
                    .has_value());
    Agent agent(path);
    greet(agent);
    agent.say(channel::TrackVerdict{"maxscale", channel::TrackVerdict::State::Down, "refused", 1'000'000'000});
    serve();
    EXPECT_EQ(state(), model::VrrpState::Fault);
    const auto statuses = only<channel::EngineStatus>(agent.hear());
    EXPECT_EQ(statuses.back().instances[0].state, model::VrrpState::Fault) << "told at once";
}

TEST_F(AgentServerTest, BeatsEverySecondAndSaysAllNowAndThen)
{
    Agent agent(path);
    agent.say(channel::AgentHello{});
    serve();
    agent.hear();
    std::size_t beats = 0;
    std::size_t statuses = 0;
    for (int second = 0; second < 20; ++second) {
        clock.advance(1s);
        EXPECT_LE(*server->deadline(), clock.now());
        server->pump();
        const auto messages = agent.hear();
        beats += only<channel::EngineBeat>(messages).size();
        statuses += only<channel::EngineStatus>(messages).size();
    }
    EXPECT_EQ(beats + statuses, 20U);
    EXPECT_EQ(statuses, 2U);
}

TEST_F(AgentServerTest, ANewerAgentTakesThePlaceOfTheOlder)
{
    Agent older(path);
    greet(older);
    Agent newer(path);
    greet(newer);
    older.hear();
    EXPECT_TRUE(older.closed);
    EXPECT_FALSE(newer.hear().empty());
}

TEST_F(AgentServerTest, ClosesTheConnectionOfWhoSendsNonsenseOrNoHello)
{
    Agent nonsense(path);
    greet(nonsense);
    nonsense.sayBytes({1, 2, 3});
    serve();
    nonsense.hear();
    EXPECT_TRUE(nonsense.closed);
    Agent silent(path);
    serve();
    silent.say(channel::TrackVerdict{});
    serve();
    silent.hear();
    EXPECT_TRUE(silent.closed);
    EXPECT_FALSE(server->connected());
}

TEST_F(AgentServerTest, AnAgentThatDoesNotReadLosesNothingThatTheRingHolds)
{
    Agent agent(path);
    greet(agent);
    for (int i = 0; i < 1000; ++i)
        engine.tell(model::EventKind::Helper, std::string(300, 'x'), {});
    serve();
    EXPECT_FALSE(server->deadline().has_value()) << "waits for room";
    std::vector<channel::EngineEvent> all;
    for (int turn = 0; turn < 100; ++turn) {
        const auto events = only<channel::EngineEvent>(agent.hear());
        all.insert(all.end(), events.begin(), events.end());
        serve();
    }
    ASSERT_EQ(all.size(), engine.events().last());
    for (std::size_t i = 0; i < all.size(); ++i)
        ASSERT_EQ(all[i].event.seq, i + 1);
}

TEST_F(AgentServerTest, RemovesItsSocketWhenItGoes)
{
    EXPECT_TRUE(std::filesystem::exists(path));
    EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0660));
    server.reset();
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(AgentServerTest, AnswersAnOrderByItsNumber)
{
    Agent agent(path);
    agent.say(channel::AgentHello{});
    agent.say(channel::Order{.id = 77, .kind = channel::Order::Kind::Switchover, .instance = "nobody"});
    serve();
    const auto answers = only<channel::OrderAnswer>(agent.hear());
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0].id, 77U);
    ASSERT_EQ(answers[0].refusals.size(), 1U);
    EXPECT_EQ(answers[0].refusals[0].code, "unknown-instance");
}

TEST_F(AgentServerTest, ObeysTenOrdersASecondAndNotMore)
{
    Agent agent(path);
    agent.say(channel::AgentHello{});
    for (std::uint64_t id = 1; id <= 15; ++id)
        agent.say(channel::Order{.id = id, .kind = channel::Order::Kind::MaintenanceOff, .instance = ""});
    serve();
    int refused = 0;
    for (const auto &answer : only<channel::OrderAnswer>(agent.hear()))
        refused += !answer.refusals.empty() && answer.refusals[0].code == "too-many-orders" ? 1 : 0;
    EXPECT_EQ(refused, 5);
    clock.advance(1s);
    agent.say(channel::Order{.id = 16, .kind = channel::Order::Kind::MaintenanceOff, .instance = ""});
    serve();
    const auto answers = only<channel::OrderAnswer>(agent.hear());
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_TRUE(answers[0].refusals.empty());
}

TEST_F(AgentServerTest, AnOrderBeforeHelloIsNotObeyed)
{
    Agent agent(path);
    agent.say(channel::Order{.id = 1, .kind = channel::Order::Kind::MaintenanceOn, .instance = ""});
    serve();
    EXPECT_TRUE(only<channel::OrderAnswer>(agent.hear()).empty());
    EXPECT_FALSE(engine.inMaintenance());
}

TEST_F(AgentServerTest, SendsAwayWhoIsNotTheAgentThoughHeMayOpenTheSocket)
{
    if (geteuid() != 0)
        GTEST_SKIP() << "only root can become another user";
    std::filesystem::permissions(path, std::filesystem::perms::all);
    std::filesystem::permissions(std::filesystem::path(path).parent_path(), std::filesystem::perms::all);
    Agent agent(path);
    serve();
    const pid_t stranger = fork();
    if (stranger == 0) {
        constexpr uid_t nobody = 65534;
        _exit(setresuid(nobody, nobody, nobody) == 0 && Agent(path).connected ? 0 : 1);
    }
    int status = 0;
    waitpid(stranger, &status, 0);
    ASSERT_EQ(status, 0);
    serve();
    agent.hear();
    EXPECT_TRUE(server->connected());
    EXPECT_FALSE(agent.closed) << "it was not replaced";
}

} // namespace tandem::engine::testing
