// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace tandem::agent {

/// Where to log in, and as whom.
struct LoginOrder
{
    std::string host; ///< an address, never a name: nothing here waits for a resolver
    std::uint16_t port = 0;
    std::string user;
    std::string password;                    ///< goes into the protocol's scramble and nowhere else
    std::chrono::milliseconds timeout{3000}; ///< for all of it together
};

struct LoginResult
{
    enum class Outcome : std::uint8_t {
        Answered, ///< logged in, and SELECT 1 gave 1
        Denied,   ///< the login itself was refused: again would lead to a host block
        Failed,
        Cancelled,
    };
    Outcome outcome = Outcome::Failed;
    std::string evidence; ///< "127.0.0.1:4006 error 2013 Lost connection …"; for Answered what was answered
    Duration latency{};   ///< connect to the query's answer, or to giving up

    bool operator==(const LoginResult &) const = default;
};

/// Connects, logs in, runs SELECT 1, leaves. Blocks for `timeout` at most, however slowly the other side drips, and
/// ends at once when `cancelFd` becomes readable: a thread's work. No TLS, and no way for the other side to ask for a
/// password in clear or for a file.
LoginResult logIn(const LoginOrder &order, int cancelFd);

} // namespace tandem::agent
