// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/heldconnection.h"

#include <QNetworkProxy>
#include <algorithm>

namespace tandem::agent {

namespace {

constexpr std::chrono::seconds settled{1}; // held that long, it is worth to be replaced at once
constexpr qint64 mostHeard = 64 * 1024;    // octets on one connection

} // namespace

HeldConnection::HeldConnection(const QString &host, std::uint16_t port, QObject *parent)
    : QObject(parent), m_host(host), m_port(port)
{
    m_retry.setSingleShot(true);
    m_retry.setTimerType(Qt::PreciseTimer);
    connect(&m_retry, &QTimer::timeout, this, &HeldConnection::connectNow);
}

HeldConnection::~HeldConnection()
{
    if (m_socket)
        m_socket->disconnect(this);
}

void HeldConnection::open()
{
    if (!m_socket && !m_retry.isActive())
        connectNow();
}

void HeldConnection::connectNow()
{
    m_socket = std::make_unique<QTcpSocket>();
    m_socket->setProxy(QNetworkProxy::NoProxy);
    connect(m_socket.get(), &QTcpSocket::connected, this, [this] {
        m_open = true;
        m_openedAt = BootClock::now();
        emit opened();
    });
    connect(m_socket.get(), &QTcpSocket::readyRead, this, [this, heard = qint64{0}]() mutable {
        heard += m_socket->readAll().size();
        if (heard > mostHeard) // no server that waits for a client says so much
            failed(QAbstractSocket::OperationError);
    });
    connect(m_socket.get(), &QTcpSocket::errorOccurred, this, &HeldConnection::failed);
    m_socket->connectToHost(m_host, m_port);
}

void HeldConnection::failed(QAbstractSocket::SocketError error)
{
    m_socket->disconnect(this);
    m_socket.release()->deleteLater();
    if (m_open) {
        m_open = false;
        if (BootClock::now() - m_openedAt >= settled) {
            m_delay = retry;
            connectNow();
        } else {
            retryIn(m_delay == retry ? std::chrono::milliseconds(0) : m_delay);
            m_delay = std::min(m_delay * 2, slowestRetry);
        }
        emit lost();
        return;
    }
    if (error == QAbstractSocket::ConnectionRefusedError) {
        m_delay = retry;
        retryIn(retry);
        emit refused();
        return;
    }
    retryIn(m_delay);
    m_delay = std::min(m_delay * 2, slowestRetry);
}

void HeldConnection::retryIn(std::chrono::milliseconds delay)
{
    m_retry.start(delay);
}

} // namespace tandem::agent
