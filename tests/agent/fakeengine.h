// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/channel/message.h"

#include <QSocketNotifier>
#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

namespace tandem::test {

/// The engine's end of engine.sock, as a test wants it.
class FakeEngine
{
public:
    explicit FakeEngine(const std::string &path) : m_path(path) { listen(); }
    ~FakeEngine()
    {
        hangUp();
        leave();
    }
    FakeEngine(const FakeEngine &) = delete;
    FakeEngine &operator=(const FakeEngine &) = delete;

    std::vector<channel::Message> heard;

    bool isConnected() const { return m_agent >= 0; }
    template <class T>
    std::vector<T> heardOf() const
    {
        std::vector<T> list;
        for (const channel::Message &message : heard)
            if (const auto *one = std::get_if<T>(&message))
                list.push_back(*one);
        return list;
    }
    void say(const channel::Message &message) { sayRaw(channel::encode(message)); }
    void sayRaw(const std::vector<std::uint8_t> &packet)
    {
        const auto sent = ::send(m_agent, packet.data(), packet.size(), MSG_NOSIGNAL);
        static_cast<void>(sent);
    }
    /// The connection ends; the engine goes on listening.
    void hangUp()
    {
        m_readable.reset();
        if (m_agent >= 0)
            ::close(m_agent);
        m_agent = -1;
    }
    /// Nobody listens any more.
    void leave()
    {
        m_acceptable.reset();
        if (m_listener >= 0)
            ::close(m_listener);
        m_listener = -1;
        ::unlink(m_path.c_str());
    }
    void listen()
    {
        m_listener = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, m_path.c_str(), m_path.size());
        ::unlink(m_path.c_str());
        if (::bind(m_listener, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0 ||
            ::listen(m_listener, 4) != 0)
            qFatal("the fake engine cannot listen");
        m_acceptable = std::make_unique<QSocketNotifier>(m_listener, QSocketNotifier::Read);
        QObject::connect(m_acceptable.get(), &QSocketNotifier::activated, [this] { accept(); });
    }

private:
    void accept()
    {
        hangUp();
        m_agent = ::accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        m_readable = std::make_unique<QSocketNotifier>(m_agent, QSocketNotifier::Read);
        QObject::connect(m_readable.get(), &QSocketNotifier::activated, [this] { read(); });
    }
    void read()
    {
        std::array<std::uint8_t, channel::longestMessage> buffer{};
        const ssize_t size = ::recv(m_agent, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (size <= 0) {
            m_readable->setEnabled(false); // it is running: not destroyed here
            return;
        }
        if (const auto message = channel::decode({buffer.data(), static_cast<std::size_t>(size)}))
            heard.push_back(*message);
    }

    std::string m_path;
    int m_listener = -1;
    int m_agent = -1;
    std::unique_ptr<QSocketNotifier> m_acceptable;
    std::unique_ptr<QSocketNotifier> m_readable;
};

inline channel::EngineHello engineHello(std::uint64_t engineId)
{
    return {"0.1.0", "maxscale1", "shop", engineId, 1, 42, 2};
}

inline channel::EngineStatus engineStatus(model::VrrpState state)
{
    model::InstanceStatus instance;
    instance.name = "VI_1";
    instance.state = state;
    instance.effectivePriority = 150;
    if (state == model::VrrpState::Master)
        instance.heldVips = {"127.0.0.100"};
    channel::EngineStatus status;
    status.latenessNs = 1000;
    status.total = 1;
    status.instances = {instance};
    return status;
}

inline channel::EngineEvent engineEvent(std::uint64_t seq)
{
    model::Event event;
    event.seq = seq;
    event.timeNs = static_cast<std::int64_t>(seq);
    event.kind = model::EventKind::State;
    event.instance = "VI_1";
    event.to = "MASTER";
    return {event};
}

} // namespace tandem::test
