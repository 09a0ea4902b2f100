// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>
#include <QList>
#include <QString>

namespace tandem::agent {

/// Whether a name or an address is this host's. `own`: its addresses; `ownName`: what it calls itself. Pure.
bool isThisHost(const QString &host, const QList<QHostAddress> &own, const QString &ownName);

/// The same, of what the system says now.
bool isThisHost(const QString &host);

} // namespace tandem::agent
