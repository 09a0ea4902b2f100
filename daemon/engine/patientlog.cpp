// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/patientlog.h"

#include <poll.h>
#include <string>
#include <unistd.h>

namespace tandem::engine {

namespace {

// A pipe that polls as writable takes PIPE_BUF (4,096) bytes without waiting (pipe(7)).
constexpr std::size_t longestText = 3500;

} // namespace

void logPatiently(Severity severity, std::string_view text)
{
    static std::size_t dropped = 0; // the engine is one thread
    pollfd standardError{STDERR_FILENO, POLLOUT, 0};
    if (poll(&standardError, 1, 0) != 1 || (standardError.revents & POLLOUT) == 0) {
        ++dropped;
        return;
    }
    if (dropped > 0) {
        const std::string lost = std::to_string(dropped) + " log lines were dropped, since nobody read them; ";
        dropped = 0;
        logTo(severity, lost + std::string(text.substr(0, longestText)));
        return;
    }
    logTo(severity, text.substr(0, longestText));
}

} // namespace tandem::engine
