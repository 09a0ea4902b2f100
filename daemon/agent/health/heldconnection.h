// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <QObject>
#include <QString>
#include <QTcpSocket>
#include <QTimer>
#include <chrono>
#include <cstdint>
#include <memory>

namespace tandem::agent {

/// One idle connection, held open so that the kernel tells at once when the process behind it dies. Whatever the other
/// side says is read and dropped. Reconnects for ever: at once after it was held, every 20 ms while nobody listens (it
/// is this host, and costs little), slower where the other side accepts and closes again.
class HeldConnection : public QObject
{
    Q_OBJECT

public:
    HeldConnection(const QString &host, std::uint16_t port, QObject *parent = nullptr);
    ~HeldConnection() override;

    void open();
    bool isOpen() const { return m_open; }

    static constexpr std::chrono::milliseconds retry{20};
    static constexpr std::chrono::milliseconds slowestRetry{1000};

signals:
    void opened();  ///< somebody listens
    void lost();    ///< it was held, and ended; a new one is being opened
    void refused(); ///< nobody listens; again after each try

private:
    void connectNow();
    void failed(QAbstractSocket::SocketError error);
    void retryIn(std::chrono::milliseconds delay);

    QString m_host;
    std::uint16_t m_port;
    std::unique_ptr<QTcpSocket> m_socket;
    QTimer m_retry;
    bool m_open = false;
    Instant m_openedAt{};
    std::chrono::milliseconds m_delay = retry;
};

} // namespace tandem::agent
