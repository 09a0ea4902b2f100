// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/command.h"

#include <QStringList>
#include <memory>
#include <variant>

namespace tandem::cli {

/// What a command line asks for: a command to start, or, where there is nothing to do (help, a mistake), the exit code.
using Invocation = std::variant<std::unique_ptr<Command>, ExitCode>;

/// `arguments` without the program's name. Help and version go to `output.out`, mistakes to `output.err`.
Invocation readCommandLine(const QStringList &arguments, Output output);

} // namespace tandem::cli
