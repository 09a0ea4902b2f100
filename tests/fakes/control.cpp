// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/control.h"

#include <QLocalSocket>
#include <QProcess>

namespace tandem::fakes {

namespace {

constexpr qint64 longestLine = 4096;

} // namespace

Control::Control(Change change, QObject *parent) : QObject(parent), m_change(std::move(change))
{
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket *client = m_server.nextPendingConnection()) {
            connect(client, &QLocalSocket::readyRead, this, [this, client] { read(*client); });
            connect(client, &QLocalSocket::disconnected, client, &QObject::deleteLater);
        }
    });
}

Result<void> Control::listen(const QString &path)
{
    QLocalServer::removeServer(path);
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    if (!m_server.listen(path))
        return fail(ErrorCode::System, path.toStdString(), m_server.errorString().toStdString());
    return {};
}

void Control::read(QLocalSocket &client)
{
    while (client.canReadLine()) {
        const QByteArray line = client.readLine(longestLine);
        const auto changed = m_change(QProcess::splitCommand(QString::fromUtf8(line.trimmed())));
        client.write(changed ? "ok\n" : QByteArray::fromStdString(describe(changed.error())) + '\n');
    }
    if (client.bytesAvailable() > longestLine)
        client.disconnectFromServer();
}

} // namespace tandem::fakes
