// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <string>

namespace tandem::net {

/// Runs `nft -f -` with these commands as its input and waits for it. No shell; of privileges it gets CAP_NET_ADMIN,
/// where this process has it. NotReachable: there is no such program here, or the kernel has not what it asks for;
/// NotAllowed; System: it says something else, or does not end in time (it is killed then).
Result<void> runNft(const std::string &commands, Duration deadline = std::chrono::seconds(5));

} // namespace tandem::net
