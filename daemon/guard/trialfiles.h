// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "daemon/engine/options.h"

#include <string>

/// The files of a roll-out. None of these functions is for the guard's own loop: disks may be slow (apart.h).
namespace tandem::guard {

/// Whether what is offered is only looked at, or taken on trial as well.
enum class Offered : std::uint8_t { Check, Take };

std::string offeredFile(const engine::Options &options); ///< RUN-DIR/offered.toml: the agent's
std::string trialFile(const engine::Options &options);   ///< RUN-DIR/trial.toml: in force while there is a trial

/// The text that the agent offers. Refused: a link, or no regular file: what else this user may read is no offer.
Result<std::string> readOffered(const engine::Options &options);

/// Whether this process may put another file in the place of the cluster file.
Result<void> checkReplaceable(const std::string &clusterFile);

/// Begins the file on trial: nobody but this user can change it from here on.
Result<void> writeTrial(const engine::Options &options, const std::string &text);

/// The file on trial becomes the cluster file, whole or not at all, with the mode and the group of the one before.
Result<void> keepTrial(const engine::Options &options);

/// keepTrial() in a process of its own.
Result<void> keepTrialApart(const engine::Options &options);

void forgetTrial(const engine::Options &options);

} // namespace tandem::guard
