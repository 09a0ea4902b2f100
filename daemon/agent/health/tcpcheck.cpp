// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/tcpcheck.h"

#include "maxscale/farewell.h"

#include <QHostAddress>
#include <QNetworkProxy>
#include <utility>

namespace tandem::agent {

namespace {

using Kind = Observation::Kind;

} // namespace

TcpCheck::TcpCheck(const config::Check &check, QObject *parent, Clock clock)
    : PeriodicCheck(check, parent, std::move(clock)), m_place(config::Endpoint{check.host, check.port}.toString())
{
}

TcpCheck::~TcpCheck()
{
    if (m_socket)
        m_socket->disconnect(this);
}

void TcpCheck::probe()
{
    m_socket = std::make_unique<QTcpSocket>();
    m_socket->setProxy(QNetworkProxy::NoProxy);
    connect(m_socket.get(), &QTcpSocket::connected, this, [this] {
        m_socket->disconnect(this);
        maxscale::leaveAfterGreeting(std::move(m_socket), *this);
        answered({Kind::Good, "ok", m_place + " accepts"});
    });
    connect(m_socket.get(), &QTcpSocket::errorOccurred, this, &TcpCheck::failed);
    m_socket->connectToHost(QHostAddress(QString::fromStdString(m_check.host.toString())), m_check.port);
}

void TcpCheck::giveUp()
{
    if (!m_socket)
        return;
    m_socket->disconnect(this);
    m_socket.reset(); // not connected yet: nobody is left alone by it
}

void TcpCheck::failed(QAbstractSocket::SocketError error)
{
    const std::string text = m_socket->errorString().toStdString();
    m_socket->disconnect(this);
    m_socket.release()->deleteLater();
    if (error == QAbstractSocket::ConnectionRefusedError)
        answered({Kind::Bad, "refused", m_place + " connection refused"});
    else
        answered({Kind::Bad, "unreachable", m_place + " " + text});
}

} // namespace tandem::agent
