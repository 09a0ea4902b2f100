// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include <QSslConfiguration>
#include <QString>

namespace tandem::fakes {

/// What a server needs, from files in PEM; BadFile with the file that is wrong.
Result<QSslConfiguration> readTls(const QString &certificateFile, const QString &keyFile);

} // namespace tandem::fakes
