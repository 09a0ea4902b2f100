// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/enginelink.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace tandem::agent {

namespace {

constexpr int mostPacketsAWake = 256;

bool hasStopped(const channel::EngineStatus &status)
{
    return !status.instances.empty() && std::ranges::all_of(status.instances, [](const auto &instance) {
        return instance.state == model::VrrpState::Stopped;
    });
}

} // namespace

EngineLink::EngineLink(std::string socketPath, std::uint64_t engineId, std::uint64_t lastEventSeq, QObject *parent)
    : QObject(parent), m_path(std::move(socketPath)), m_engineId(engineId), m_heardSeq(lastEventSeq),
      m_storedSeq(lastEventSeq), m_buffer(channel::longestMessage + 1)
{
    m_retry.setSingleShot(true);
    m_silence.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &EngineLink::connectNow);
    connect(&m_silence, &QTimer::timeout, this,
            [this] { enter(model::EngineState::Unknown, "it is connected, but says nothing"); });
}

EngineLink::~EngineLink()
{
    m_readable.reset();
    if (m_fd >= 0)
        ::close(m_fd);
}

void EngineLink::start()
{
    connectNow();
}

void EngineLink::connectNow()
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (m_path.size() >= sizeof address.sun_path) {
        enter(model::EngineState::Unknown, m_path + " is too long for a socket: choose a shorter --run-dir");
        return;
    }
    std::memcpy(address.sun_path, m_path.c_str(), m_path.size());
    const int fd = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || ::connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
        const std::string why = m_path + ": " + std::strerror(errno);
        if (fd >= 0)
            ::close(fd);
        drop(why);
        return;
    }
    m_fd = fd;
    m_readable = std::make_unique<QSocketNotifier>(m_fd, QSocketNotifier::Read);
    connect(m_readable.get(), &QSocketNotifier::activated, this, &EngineLink::readAll);
    m_silence.start(silence);
}

void EngineLink::readAll()
{
    for (int n = 0; n < mostPacketsAWake && m_fd >= 0; ++n) {
        const ssize_t size = ::recv(m_fd, m_buffer.data(), m_buffer.size(), MSG_DONTWAIT | MSG_TRUNC);
        if (size < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (size < 0 && errno == ECONNRESET)
            continue; // it left while something of ours was unread; told once, before its last words, then comes 0
        if (size <= 0) {
            drop(size == 0 ? "it has gone" : std::strerror(errno));
            return;
        }
        if (static_cast<std::size_t>(size) > channel::longestMessage) {
            drop("it sent a message that is too long");
            return;
        }
        const auto message = channel::decode({m_buffer.data(), static_cast<std::size_t>(size)});
        if (!message) {
            drop(describe(message.error()));
            return;
        }
        handle(*message);
    }
}

void EngineLink::handle(const channel::Message &message)
{
    m_silence.start(silence);
    if (const auto *hello = std::get_if<channel::EngineHello>(&message)) {
        handleHello(*hello);
    } else if (!m_hello) {
        drop("it did not begin with hello");
    } else if (const auto *event = std::get_if<channel::EngineEvent>(&message)) {
        handleEvent(event->event);
    } else if (const auto *status = std::get_if<channel::EngineStatus>(&message)) {
        handlePart(*status);
    } else if (const auto *beat = std::get_if<channel::EngineBeat>(&message)) {
        m_status.latenessNs = beat->latenessNs;
        if (m_whole)
            enter(model::EngineState::Running, {});
    } else if (const auto *answer = std::get_if<channel::OrderAnswer>(&message)) {
        emit answered(*answer);
    } else if (const auto *neighbours = std::get_if<channel::NeighbourAnswer>(&message)) {
        emit neighboursAnswered(*neighbours);
    } else if (const auto *probed = std::get_if<channel::PathsProbed>(&message)) {
        emit pathsProbed(*probed);
    } else if (const auto *file = std::get_if<channel::FileAnswer>(&message)) {
        emit fileAnswered(*file);
    }
    // What only an agent says is not for an agent.
}

void EngineLink::handleHello(const channel::EngineHello &hello)
{
    m_delay = firstRetry;
    if (hello.engineId != m_engineId) {
        m_engineId = hello.engineId;
        m_heardSeq = m_storedSeq = 0;
    }
    m_hello = hello;
    m_parts = {};
    m_whole = false;
    // What was heard and is not stored yet comes again, and is known by its number.
    send(channel::AgentHello{TANDEM_VERSION, m_engineId, m_storedSeq});
    for (const auto &[check, verdict] : m_verdicts)
        send(verdict);
}

void EngineLink::handlePart(const channel::EngineStatus &part)
{
    auto whole = m_parts.take(part);
    if (!whole)
        return drop(describe(whole.error()));
    if (!*whole)
        return;
    m_status = std::move(**whole);
    m_whole = true;
    enter(model::EngineState::Running, {});
    emit statusHeard();
}

void EngineLink::handleEvent(const model::Event &event)
{
    if (event.seq <= m_heardSeq)
        return;
    const std::uint64_t lost = event.seq - m_heardSeq - 1;
    m_heardSeq = event.seq;
    emit eventHeard(event, m_engineId, lost);
}

void EngineLink::setVerdict(const channel::TrackVerdict &verdict)
{
    m_verdicts[verdict.check] = verdict;
    if (m_hello && m_fd >= 0)
        send(verdict);
}

void EngineLink::order(const channel::Order &order)
{
    if (m_hello && m_fd >= 0)
        send(order);
}

bool EngineLink::askNeighbours(const channel::AskNeighbours &question)
{
    if (!m_hello || m_fd < 0)
        return false;
    send(question);
    return true;
}

bool EngineLink::probePaths(const channel::ProbePaths &order)
{
    if (!m_hello || m_fd < 0)
        return false;
    send(order);
    return true;
}

bool EngineLink::orderFile(const channel::FileOrder &order)
{
    if (!m_hello || m_fd < 0)
        return false;
    send(order);
    return true;
}

void EngineLink::stored(std::uint64_t engineId, std::uint64_t seq)
{
    if (engineId != m_engineId)
        return; // of an engine before this one
    m_storedSeq = std::max(m_storedSeq, seq);
    if (m_hello && m_fd >= 0)
        send(channel::EventsStored{engineId, seq});
}

void EngineLink::send(const channel::Message &message)
{
    if (m_fd < 0)
        return;
    const auto packet = channel::encode(message);
    // A full queue means an engine that does not read: verdicts come again each interval, the rest after the next
    // hello. That it has left is seen by who reads, after its last words.
    const auto sent = ::send(m_fd, packet.data(), packet.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    static_cast<void>(sent);
}

void EngineLink::drop(const std::string &why)
{
    if (m_readable) {
        m_readable->setEnabled(false);
        m_readable.release()->deleteLater(); // it may be what called us
    }
    if (m_fd >= 0)
        ::close(std::exchange(m_fd, -1));
    m_hello.reset();
    m_silence.stop();
    m_retry.start(m_delay);
    m_delay = std::min(m_delay * 2, slowestRetry);
    if (m_state == model::EngineState::Running && hasStopped(m_status))
        enter(model::EngineState::Stopped, "it has left in order");
    else if (m_state != model::EngineState::Stopped)
        enter(model::EngineState::Unknown, why);
}

void EngineLink::enter(model::EngineState state, const std::string &trouble)
{
    m_trouble = trouble;
    if (std::exchange(m_state, state) != state)
        emit stateChanged();
}

} // namespace tandem::agent
