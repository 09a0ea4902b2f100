// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

namespace tandem::test {

/// What a real MaxScale sent: status line, headers and body of tests/maxscale/answers/NAME.
inline QByteArray recordedAnswer(const QString &name)
{
    QFile file(QStringLiteral(TANDEM_SOURCE_DIR "/tests/maxscale/answers/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no recorded answer %s", qPrintable(name));
    return file.readAll();
}

inline QByteArray recordedBody(const QString &name)
{
    const QByteArray answer = recordedAnswer(name);
    return answer.mid(answer.indexOf("\r\n\r\n") + 4);
}

inline QJsonObject recordedJson(const QString &name)
{
    return QJsonDocument::fromJson(recordedBody(name)).object();
}

} // namespace tandem::test
