// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include <QLocalServer>
#include <QStringList>
#include <functional>

namespace tandem::fakes {

/// Orders to a stand-in that runs: a line of options is answered with "ok" or with what is wrong, in a line.
class Control : public QObject
{
    Q_OBJECT

public:
    using Change = std::function<Result<void>(const QStringList &words)>;
    explicit Control(Change change, QObject *parent = nullptr);

    /// Replaces what an earlier run left at `path`.
    Result<void> listen(const QString &path);

private:
    void read(QLocalSocket &client);

    QLocalServer m_server;
    Change m_change;
};

} // namespace tandem::fakes
