// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/agent/health/periodiccheck.h"

#include <QTcpSocket>
#include <memory>
#include <string>

namespace tandem::agent {

/// A check of kind "tcp": somebody accepts connections at an address.
class TcpCheck : public PeriodicCheck
{
    Q_OBJECT

public:
    explicit TcpCheck(const config::Check &check, QObject *parent = nullptr, Clock clock = &BootClock::now);
    ~TcpCheck() override;

private:
    void probe() override;
    void giveUp() override;
    void failed(QAbstractSocket::SocketError error);

    std::string m_place; ///< "127.0.0.1:4006"
    std::unique_ptr<QTcpSocket> m_socket;
};

} // namespace tandem::agent
