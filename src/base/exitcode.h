// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

namespace tandem {

/// Exit codes of all programs.
enum class ExitCode : int {
    Done = 0,       ///< done, healthy
    No = 1,         ///< the answer is no: lint errors, an alarm, a goal missed
    Usage = 2,      ///< the command line is wrong
    NotReached = 3, ///< could not reach, not allowed, no privilege, address in use
    BadFile = 4,    ///< the file, or a secret that it names, is bad
};

constexpr ExitCode exitCodeOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Usage: return ExitCode::Usage;
    case ErrorCode::BadFile: return ExitCode::BadFile;
    case ErrorCode::Refused: return ExitCode::No;
    case ErrorCode::NotReachable:
    case ErrorCode::NotAllowed:
    case ErrorCode::InUse:
    case ErrorCode::BadMessage:
    case ErrorCode::System: return ExitCode::NotReached;
    }
    return ExitCode::NotReached;
}

} // namespace tandem
