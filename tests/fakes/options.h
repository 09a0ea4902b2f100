// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "tests/fakes/listener.h"
#include "tests/fakes/restserver.h"
#include "tests/fakes/situation.h"
#include <QHostAddress>
#include <QString>
#include <QStringList>
#include <vector>

namespace tandem::fakes {

struct HostPort
{
    QHostAddress host;
    std::uint16_t port = 0; ///< 0: any free one
};

/// "127.0.0.1:8989"
Result<HostPort> parseHostPort(const QString &text);

struct Options
{
    HostPort rest{QHostAddress(QHostAddress::LocalHost), 8989};
    std::vector<HostPort> listeners; ///< default: 0.0.0.0:4006
    QString node;
    QString versionString = "PrimaryMaxScale";
    QString stateDir; ///< empty: `passive` is forgotten at the end
    QString usersFile;
    bool passive = false;
    RestAnswer restAnswer = RestAnswer::Normal;
    int slowMs = 5000;
    Greeting greeting = Greeting::Normal;
    Situation situation;
    QString tlsCertificate; ///< PEM; with tlsKey REST is HTTPS
    QString tlsKey;
    QString control;                ///< a local socket; see control.h
    std::optional<LoginUser> login; ///< of the listeners; nothing: anybody
    QString print;                  ///< not empty: print this (help, version) and end
};

/// `arguments` with the program's name first.
Result<Options> parseOptions(const QStringList &arguments);

/// `options` changed by `words`, which are options as on the command line; Usage for those that only a start can
/// change.
Result<Options> parseChange(const QStringList &words, Options options);

} // namespace tandem::fakes
