// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/exitcode.h"

#include <QObject>
#include <iosfwd>

namespace tandem::cli {

/// Where a command writes: results to `out`, everything else to `err`.
struct Output
{
    std::ostream &out;
    std::ostream &err;
};

/// A command at work. It runs on the event loop and says once when it is done.
class Command : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    virtual void start() = 0;

signals:
    void finished(tandem::ExitCode code);
};

} // namespace tandem::cli
