// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QSocketNotifier>
#include <arpa/inet.h>
#include <cerrno>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace tandem::test {

/// A TCP server on 127.0.0.1 that a test scripts. On plain file descriptors, because a test wants to tell FIN from RST.
class FakeServer
{
public:
    enum class End { Open, Fin, Reset };
    struct Connection
    {
        int fd = -1;
        QByteArray received;
        End end = End::Open;
        bool open = true;
        std::unique_ptr<QSocketNotifier> notifier;
    };

    std::function<void(FakeServer &, std::size_t)> onConnect; ///< with the connection's number
    std::function<void(FakeServer &, std::size_t)> onData;

    explicit FakeServer(std::uint16_t port = 0) { listen(port); }
    ~FakeServer() { kill(); }
    FakeServer(const FakeServer &) = delete;
    FakeServer &operator=(const FakeServer &) = delete;

    std::uint16_t port() const { return m_port; }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(m_port); }
    const std::vector<Connection> &connections() const { return m_connections; }
    Connection &connection(std::size_t i) { return m_connections.at(i); }
    std::size_t openConnections() const
    {
        std::size_t n = 0;
        for (const auto &connection : m_connections)
            n += connection.open ? 1 : 0;
        return n;
    }

    void listen(std::uint16_t port)
    {
        m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        const int one = 1;
        ::setsockopt(m_listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::bind(m_listener, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0 ||
            ::listen(m_listener, 64) != 0)
            qFatal("the fake server cannot listen");
        socklen_t length = sizeof address;
        ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &length);
        m_port = ntohs(address.sin_port);
        m_accept = std::make_unique<QSocketNotifier>(m_listener, QSocketNotifier::Read);
        QObject::connect(m_accept.get(), &QSocketNotifier::activated, [this] { accept(); });
    }

    /// As SIGKILL: nobody listens, all connections end.
    void kill()
    {
        m_accept.reset();
        if (m_listener >= 0)
            ::close(m_listener);
        m_listener = -1;
        for (std::size_t i = 0; i < m_connections.size(); ++i)
            close(i);
    }
    void restart() { listen(m_port); }

    /// As SIGSTOP: the kernel accepts, nobody answers.
    void freeze(bool frozen)
    {
        m_accept->setEnabled(!frozen);
        for (auto &connection : m_connections)
            if (connection.notifier)
                connection.notifier->setEnabled(!frozen);
    }

    void send(std::size_t i, const QByteArray &octets)
    {
        const auto sent =
            ::send(m_connections.at(i).fd, octets.constData(), static_cast<std::size_t>(octets.size()), MSG_NOSIGNAL);
        static_cast<void>(sent);
    }
    void close(std::size_t i)
    {
        auto &connection = m_connections.at(i);
        connection.notifier.reset();
        if (connection.fd >= 0)
            ::close(connection.fd);
        connection.fd = -1;
        connection.open = false;
    }

private:
    void accept()
    {
        const int fd = ::accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0)
            return;
        const std::size_t i = m_connections.size();
        Connection connection;
        connection.fd = fd;
        connection.notifier = std::make_unique<QSocketNotifier>(fd, QSocketNotifier::Read);
        QObject::connect(connection.notifier.get(), &QSocketNotifier::activated, [this, i] { read(i); });
        m_connections.push_back(std::move(connection));
        if (onConnect)
            onConnect(*this, i);
    }
    void read(std::size_t i)
    {
        char buffer[4096];
        const ssize_t n = ::recv(m_connections.at(i).fd, buffer, sizeof buffer, 0);
        if (n > 0) {
            m_connections.at(i).received += QByteArray(buffer, static_cast<qsizetype>(n));
            if (onData)
                onData(*this, i);
            return;
        }
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        m_connections.at(i).end = n == 0 ? End::Fin : End::Reset;
        m_connections.at(i).open = false;
        m_connections.at(i).notifier->setEnabled(false); // it is running: not destroyed here
        ::close(m_connections.at(i).fd);
        m_connections.at(i).fd = -1;
    }

    int m_listener = -1;
    std::uint16_t m_port = 0;
    std::unique_ptr<QSocketNotifier> m_accept;
    std::vector<Connection> m_connections;
};

/// The greeting that a MaxScale sends for version_string = `version`.
inline QByteArray greeting(const QByteArray &version)
{
    QByteArray body("\x0a" + version + '\0' + QByteArray::fromHex("0c0000006a7b32725d30242c00def7080200bf0115") +
                    QByteArray(6, '\0') + QByteArray::fromHex("1c0000005e662f655975 2a7539452c3a00") +
                    "mysql_native_password" + '\0');
    QByteArray packet(4, '\0');
    packet[0] = static_cast<char>(body.size() & 0xff);
    packet[1] = static_cast<char>(body.size() >> 8);
    return packet + body;
}

/// An error packet instead of a greeting.
inline QByteArray errorPacket(std::uint16_t code, const QByteArray &text)
{
    QByteArray body("\xff");
    body += static_cast<char>(code & 0xff);
    body += static_cast<char>(code >> 8);
    body += text;
    QByteArray packet(4, '\0');
    packet[0] = static_cast<char>(body.size());
    return packet + body;
}

/// An HTTP answer as MaxScale words them.
inline QByteArray httpAnswer(const QByteArray &status, const QByteArray &body,
                             const QByteArray &type = "application/json")
{
    return "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Type: " + type +
           "\r\nDate: Sun, 22 Nov 26 18:10:29 GMT\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" +
           body;
}

} // namespace tandem::test
