// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/descriptor.h"
#include "base/result.h"
#include "daemon/channel/message.h"
#include "daemon/engine/engine.h"
#include "daemon/engine/neighbourdesk.h"
#include "daemon/engine/rundirectory.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <sys/epoll.h>
#include <sys/types.h>
#include <vector>

namespace tandem::engine {

/// How many orders are taken: what asks for more is broken, or not the agent. Pure.
class OrderBudget
{
public:
    static constexpr int mostASecond = 10;
    bool take(Instant now)
    {
        if (now - m_begin >= std::chrono::seconds(1)) {
            m_begin = now;
            m_taken = 0;
        }
        return ++m_taken <= mostASecond;
    }

private:
    Instant m_begin{};
    int m_taken = 0;
};

/// RUN-DIR/engine.sock: tells the agent what happens and hears its verdicts. Never waits for it: what does not fit into
/// the socket is sent when there is room again, from the ring of events. Asks neighbours for it. One agent is served; a
/// newer one replaces it. It has to be of the user "tandem", of this process's own, or root: the group of the socket
/// has operators in it too.
class AgentServer
{
public:
    /// `path` does not exist, or is left over from an engine that is gone (its lock is ours).
    /// `neighbours`: asked for the agent; null: nobody is.
    static Result<AgentServer> open(const std::string &path, Engine &engine, const ClockPort &clock, int epoll,
                                    NeighbourPort *neighbours = nullptr);
    ~AgentServer();
    AgentServer(AgentServer &&) = default;
    AgentServer &operator=(AgentServer &&) = delete;

    bool owns(int fd) const
    {
        return fd == m_listener.get() || (m_agent && fd == m_agent->get()) || fd == m_neighbours.fd();
    }
    /// One of its descriptors has something to say.
    void ready(int fd, std::uint32_t epollEvents);
    /// Sends what is new: events, and the status when it changed or a second is over.
    void pump();
    /// Hands the agent's orders about another cluster file on to the guard; false: it does not read.
    using ToGuard = std::function<bool(const channel::FileOrder &)>;
    void setGuard(ToGuard toGuard) { m_toGuard = std::move(toGuard); }
    /// The guard's answer; where there is no room for it, the agent says that it had none.
    void tell(const channel::FileAnswer &answer) { send(answer); }
    /// When the next status is due; nothing without an agent.
    std::optional<Instant> deadline() const;
    bool connected() const { return static_cast<bool>(m_agent); }

private:
    AgentServer(Descriptor listener, std::string path, Engine &engine, const ClockPort &clock, int epoll,
                NeighbourPort *neighbours);
    void accept();
    bool admits(int fd) const;
    void receive();
    void heard(const channel::Message &message);
    void ask(const channel::AskNeighbours &question);
    void obey(const channel::Order &order);
    void pass(const channel::FileOrder &order);
    void sendStatus(Instant now);
    bool send(const channel::Message &message);
    bool sendPacket(std::span<const std::uint8_t> packet);
    void sendHello();
    void drop();
    void wantRoom(bool wanted);

    Descriptor m_listener;
    std::string m_path;
    Engine *m_engine;
    const ClockPort *m_clock;
    int m_epoll;
    std::optional<uid_t> m_agentUser; ///< of the user "tandem", where there is one
    std::uint64_t m_engineId;
    std::int64_t m_startedNs;
    std::optional<Descriptor> m_agent;
    std::vector<std::uint8_t> m_buffer;
    bool m_greeted = false; ///< the agent has said hello
    bool m_helloSent = false;
    bool m_full = false; ///< the socket has no room
    std::uint64_t m_sentSeq = 0;
    std::uint64_t m_sentStatus = 0;
    std::vector<channel::EngineStatus> m_parts; ///< of a status under way, the next one last
    OrderBudget m_orders;
    ToGuard m_toGuard;
    NeighbourDesk m_neighbours;
    Instant m_nextStatus{};
    unsigned m_beats = 0;
};

} // namespace tandem::engine
