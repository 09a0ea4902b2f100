// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/farewell.h"

#include <QTimer>
#include <sys/socket.h>

namespace tandem::maxscale {

void leave(std::unique_ptr<QTcpSocket> socket, QObject &owner)
{
    QTcpSocket *leaving = socket.release();
    leaving->setParent(&owner);
    ::shutdown(static_cast<int>(leaving->socketDescriptor()), SHUT_WR);
    QObject::connect(leaving, &QTcpSocket::readyRead, leaving, [leaving, heard = qint64{0}]() mutable {
        heard += leaving->readAll().size();
        if (heard > longestFarewell)
            leaving->abort();
    });
    QObject::connect(leaving, &QTcpSocket::disconnected, leaving, &QObject::deleteLater);
    QTimer::singleShot(farewell, leaving, [leaving] { leaving->deleteLater(); });
}

void leaveAfterGreeting(std::unique_ptr<QTcpSocket> socket, QObject &owner)
{
    QTcpSocket *staying = socket.release();
    staying->setParent(&owner);
    auto *patience = new QTimer(staying);
    patience->setSingleShot(true);
    const auto go = [staying, patience, &owner] {
        patience->disconnect();
        staying->disconnect();
        leave(std::unique_ptr<QTcpSocket>(staying), owner);
        staying->readAll();
    };
    QObject::connect(patience, &QTimer::timeout, staying, go);
    QObject::connect(staying, &QTcpSocket::readyRead, staying, go);
    QObject::connect(staying, &QTcpSocket::disconnected, staying, &QObject::deleteLater);
    patience->start(greetingTime);
}

} // namespace tandem::maxscale
