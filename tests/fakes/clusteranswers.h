// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/fakes/answers.h"
#include <QJsonArray>
#include <QJsonObject>

/// The parts of the answers that follow the situation, as MaxScale 24.02.4 gave them in each. Pure.
namespace tandem::fakes {

/// "config_sync" and its parameters, in the attributes of /v1/maxscale.
void fillConfigSync(QJsonObject &attributes, const Vitals &vitals);

void fillMonitor(QJsonObject &monitor, const Vitals &vitals);

/// State, lock and what is not known of a server that is down.
void fillServerState(QJsonObject &server, const Situation &situation);

/// One resource of /v1/sessions for each client, after `pattern`.
QJsonArray sessions(const QJsonObject &pattern, const Vitals &vitals);

} // namespace tandem::fakes
