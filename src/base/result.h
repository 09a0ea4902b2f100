// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace tandem {

/// What kind of trouble it is. A program's exit code follows from it (see exitcode.h).
enum class ErrorCode {
    Usage,        ///< the command line is wrong
    BadFile,      ///< a file, or a secret that it names, is bad
    NotReachable, ///< nobody answers there
    NotAllowed,   ///< the other side, or the system, refuses
    InUse,        ///< the address is taken
    BadMessage,   ///< bytes from outside that do not follow their format
    System,       ///< a system call failed in a way that the caller cannot tell apart
    Refused,      ///< asked and understood, but the answer is no: the text says why
};

/// Errors are values, worded for the person who can mend it.
struct Error
{
    ErrorCode code = ErrorCode::System;
    std::string place; ///< where: "cluster.toml:12:5", "10.77.0.1:8732", "eth0"; may be empty
    std::string text;  ///< what is wrong, in one sentence without a full stop
    std::string fix;   ///< what to do about it; may be empty

    bool operator==(const Error &) const = default;
};

/// "place: text; fix" on one line, as a program prints it.
std::string describe(const Error &error);

template <class T>
using Result = tl::expected<T, Error>;

using Failure = tl::unexpected<Error>;

inline Failure fail(ErrorCode code, std::string place, std::string text, std::string fix = {})
{
    return Failure(Error{code, std::move(place), std::move(text), std::move(fix)});
}

} // namespace tandem
