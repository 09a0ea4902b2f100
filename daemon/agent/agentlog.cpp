// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/agentlog.h"

#include <poll.h>
#include <unistd.h>

namespace tandem::agent {

namespace {

constexpr std::size_t longestText =
    3500; // a pipe that polls as writable takes PIPE_BUF (4,096) octets at once, pipe(7)

} // namespace

void logPatiently(Severity severity, std::string_view text)
{
    pollfd standardError{STDERR_FILENO, POLLOUT, 0};
    if (::poll(&standardError, 1, 0) == 1 && (standardError.revents & POLLOUT) != 0)
        logTo(severity, text.substr(0, longestText));
}

} // namespace tandem::agent
