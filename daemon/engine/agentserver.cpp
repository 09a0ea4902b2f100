// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/agentserver.h"

#include "daemon/engine/patientlog.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <pwd.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace tandem::engine {

namespace {

constexpr Duration statusInterval = std::chrono::milliseconds(1000);
constexpr unsigned beatsBetweenStatuses = 10; // the counts in a status change without being told of
constexpr int mostMessagesAWake = 64;
constexpr int mostEventsAWake = 256;

std::uint64_t randomId()
{
    std::uint64_t id = 0;
    if (getrandom(&id, sizeof id, GRND_NONBLOCK) != sizeof id)
        id = static_cast<std::uint64_t>(wallClockNs()) ^ (static_cast<std::uint64_t>(getpid()) << 48U);
    return id == 0 ? 1 : id; // 0 means none
}

/// A system user is in the file: getpwnam() would load modules that look elsewhere too, for ever into locked memory.
std::optional<uid_t> userNamed(std::string_view name)
{
    const std::unique_ptr<FILE, int (*)(FILE *)> file(fopen("/etc/passwd", "re"), fclose);
    while (const passwd *entry = file ? fgetpwent(file.get()) : nullptr) {
        if (name == entry->pw_name)
            return entry->pw_uid;
    }
    return std::nullopt;
}

Failure failedAt(const std::string &path, const char *what)
{
    return fail(errno == EACCES || errno == EPERM ? ErrorCode::NotAllowed : ErrorCode::System, path,
                std::string(what) + ": " + std::strerror(errno));
}

bool watch(int epoll, int operation, int fd, std::uint32_t events)
{
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    return epoll_ctl(epoll, operation, fd, &event) == 0;
}

} // namespace

AgentServer::AgentServer(Descriptor listener, std::string path, Engine &engine, const ClockPort &clock, int epoll,
                         NeighbourPort *neighbours)
    : m_listener(std::move(listener)), m_path(std::move(path)), m_engine(&engine), m_clock(&clock), m_epoll(epoll),
      m_agentUser(userNamed("tandem")), m_engineId(randomId()), m_startedNs(clock.wallNs()),
      m_buffer(channel::longestMessage), m_neighbours(neighbours)
{
}

AgentServer::~AgentServer()
{
    if (m_listener)
        unlink(m_path.c_str());
}

Result<AgentServer> AgentServer::open(const std::string &path, Engine &engine, const ClockPort &clock, int epoll,
                                      NeighbourPort *neighbours)
{
    const auto address = RunDirectory::socketAddress(path);
    if (!address)
        return Failure(address.error());
    Descriptor listener(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!listener)
        return failedAt(path, "cannot make a socket");
    unlink(path.c_str());
    const mode_t before = umask(0117); // 0660
    const int bound = bind(listener.get(), reinterpret_cast<const sockaddr *>(&*address), sizeof *address);
    umask(before);
    // The agent's user comes by the group that the run directory has.
    if (struct stat directory{}; stat(path.substr(0, path.rfind('/')).c_str(), &directory) == 0) {
        [[maybe_unused]] const int given = chown(path.c_str(), static_cast<uid_t>(-1), directory.st_gid);
    }
    if (bound != 0 || listen(listener.get(), 4) != 0)
        return failedAt(path, "cannot listen for the agent");
    if (!watch(epoll, EPOLL_CTL_ADD, listener.get(), EPOLLIN) ||
        (neighbours != nullptr && !watch(epoll, EPOLL_CTL_ADD, neighbours->fd(), EPOLLIN)))
        return failedAt(path, "epoll");
    return AgentServer(std::move(listener), path, engine, clock, epoll, neighbours);
}

std::optional<Instant> AgentServer::deadline() const
{
    if (!m_agent || m_full)
        return std::nullopt;
    return std::min(m_nextStatus, m_neighbours.deadline().value_or(m_nextStatus));
}

void AgentServer::ready(int fd, std::uint32_t epollEvents)
{
    if (fd == m_listener.get())
        return accept();
    if (fd == m_neighbours.fd())
        return m_neighbours.drain();
    if ((epollEvents & EPOLLOUT) != 0)
        wantRoom(false);
    if ((epollEvents & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
        receive();
}

bool AgentServer::admits(int fd) const
{
    ucred peer{};
    socklen_t size = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return false;
    return peer.uid == 0 || peer.uid == geteuid() || peer.uid == m_agentUser;
}

void AgentServer::accept()
{
    Descriptor newcomer(accept4(m_listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!newcomer)
        return;
    if (!admits(newcomer.get())) {
        logPatiently(Severity::Warning, "somebody who is not the agent tried to take its place, and was sent away");
        return;
    }
    if (m_agent)
        logPatiently(Severity::Notice, "a newer agent takes the place of the one that was connected");
    drop();
    if (!watch(m_epoll, EPOLL_CTL_ADD, newcomer.get(), EPOLLIN))
        return;
    m_agent = std::move(newcomer);
    m_greeted = m_helloSent = m_full = false;
    m_sentSeq = m_sentStatus = 0;
    m_parts.clear();
    m_nextStatus = m_clock->now() + statusInterval;
    sendHello();
}

void AgentServer::drop()
{
    m_neighbours.forget();
    m_agent.reset(); // closing takes it out of the epoll set
}

void AgentServer::wantRoom(bool wanted)
{
    m_full = wanted;
    watch(m_epoll, EPOLL_CTL_MOD, m_agent->get(), wanted ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

bool AgentServer::send(const channel::Message &message)
{
    return sendPacket(channel::encode(message));
}

bool AgentServer::sendPacket(std::span<const std::uint8_t> packet)
{
    if (!m_agent || m_full)
        return false;
    if (::send(m_agent->get(), packet.data(), packet.size(), MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
        return true;
    if (errno == EAGAIN || errno == ENOBUFS)
        wantRoom(true);
    else
        drop();
    return false;
}

void AgentServer::sendHello()
{
    const auto &config = m_engine->config();
    channel::EngineHello hello;
    hello.version = TANDEM_VERSION;
    hello.node = config.node;
    hello.cluster = config.cluster;
    hello.engineId = m_engineId;
    hello.startedNs = m_startedNs;
    hello.pid = static_cast<std::uint32_t>(getpid());
    hello.leaseSeconds = config.longestLease();
    m_helloSent = send(hello);
}

void AgentServer::receive()
{
    for (int count = 0; m_agent && count < mostMessagesAWake; ++count) {
        const ssize_t size = recv(m_agent->get(), m_buffer.data(), m_buffer.size(), MSG_DONTWAIT | MSG_TRUNC);
        if (size < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (size <= 0)
            return drop();
        if (static_cast<std::size_t>(size) > m_buffer.size()) {
            logPatiently(Severity::Warning, "the agent sent a message that is too long: its connection is closed");
            return drop();
        }
        const auto message = channel::decode({m_buffer.data(), static_cast<std::size_t>(size)});
        if (!message) {
            logPatiently(Severity::Warning, "the agent's connection is closed: " + describe(message.error()));
            return drop();
        }
        heard(*message);
    }
}

void AgentServer::heard(const channel::Message &message)
{
    if (const auto *hello = std::get_if<channel::AgentHello>(&message)) {
        m_greeted = true;
        m_sentSeq = hello->engineId == m_engineId ? hello->lastEventSeq : 0;
        m_sentStatus = 0;
        m_parts.clear();
    } else if (!m_greeted) {
        logPatiently(Severity::Warning, "the agent's connection is closed: it did not begin with hello");
        drop();
    } else if (const auto *verdict = std::get_if<channel::TrackVerdict>(&message)) {
        m_engine->verdict(*verdict);
    } else if (const auto *order = std::get_if<channel::Order>(&message)) {
        obey(*order);
    } else if (const auto *question = std::get_if<channel::AskNeighbours>(&message)) {
        ask(*question);
    } else if (const auto *file = std::get_if<channel::FileOrder>(&message)) {
        pass(*file);
    } else if (const auto *probe = std::get_if<channel::ProbePaths>(&message)) {
        const bool isTaken = m_orders.take(m_clock->now());
        send(isTaken ? m_engine->probePaths(*probe)
                     : channel::PathsProbed{probe->id, 0, "the engine was asked too often", {}});
    }
    // EventsStored needs no act: the ring keeps its last events anyway. What only an engine says is not for an engine.
}

void AgentServer::ask(const channel::AskNeighbours &question)
{
    const std::uint64_t before = m_neighbours.dropped();
    m_neighbours.ask(question, m_engine->config(), m_clock->now());
    if (before == 0 && m_neighbours.dropped() == 1) // one line: the agent alarms, and a flood shall not fill the log
        logPatiently(Severity::Notice, "a question for neighbours was dropped: it came too soon after the one before, "
                                       "or no instance tracks the check \"" +
                                           question.check + "\"");
}

void AgentServer::obey(const channel::Order &order)
{
    channel::OrderAnswer answer{order.id, {{order.instance, "too-many-orders"}}};
    if (m_orders.take(m_clock->now()))
        answer = m_engine->order(order);
    answer.id = order.id;
    send(answer); // where there is no room, the agent says that it had no answer
}

void AgentServer::pass(const channel::FileOrder &order)
{
    const bool isTaken = m_orders.take(m_clock->now());
    if (isTaken && m_toGuard && m_toGuard(order))
        return;
    send(channel::FileAnswer{
        order.id, Error{ErrorCode::Refused, "tandemd",
                        isTaken ? "the guard does not read what the engine hands on" : "the engine was asked too often",
                        "try again"}});
}

/// What is left of the status under way, else a new one when it is time.
void AgentServer::sendStatus(Instant now)
{
    if (m_parts.empty()) {
        const std::uint64_t version = m_engine->statusVersion();
        if (version == m_sentStatus && now < m_nextStatus)
            return;
        m_nextStatus = now + statusInterval;
        if (version == m_sentStatus && ++m_beats % beatsBetweenStatuses != 0) {
            send(channel::EngineBeat{m_engine->lateness().count()});
            return;
        }
        m_sentStatus = version;
        m_parts = channel::partsOf(m_engine->status());
        std::reverse(m_parts.begin(), m_parts.end());
    }
    while (!m_parts.empty()) {
        if (!send(m_parts.back()))
            return;
        m_parts.pop_back();
    }
}

void AgentServer::pump()
{
    if (!m_agent || m_full)
        return;
    if (!m_helloSent)
        sendHello();
    if (!m_helloSent || !m_greeted)
        return;
    while (const auto answer = m_neighbours.take(m_clock->now()))
        send(*answer); // each round once; where there is no room, the agent asks again
    for (int count = 0; count < mostEventsAWake; ++count) {
        const auto kept = m_engine->events().packetAfter(m_sentSeq);
        if (!kept)
            break;
        if (!sendPacket(kept->packet))
            return;
        m_sentSeq = kept->seq;
    }
    sendStatus(m_clock->now());
}

} // namespace tandem::engine
