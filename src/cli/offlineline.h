// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/exitcode.h"
#include "cli/command.h"

#include <QStringList>
#include <optional>

class QCommandLineParser;

namespace tandem::cli {

/// A command that takes a FILE, or several, and asks no helper: no target, no identity.
struct OfflineCommand
{
    const char *name;
    const char *usage; ///< what follows the name
    const char *help;
    bool manyFiles = false; ///< FILE… in place of FILE
};

/// Reads what follows the command's name into `parser`, which has the command's options already. An exit code where
/// that is all: help was asked for, or the line is wrong. Else there is exactly one FILE, or
/// at least one where the command takes many.
std::optional<ExitCode> readOfflineLine(QCommandLineParser &parser, const OfflineCommand &command,
                                        const QStringList &arguments, Output output);

/// "tandemctl: TROUBLE; see tandemctl NAME --help"
ExitCode refuseLine(const OfflineCommand &command, const QString &trouble, Output output);

} // namespace tandem::cli
