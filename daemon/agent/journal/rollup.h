// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/healthrollup.h"
#include "model/healthsample.h"

#include <cstdint>
#include <span>

namespace tandem::agent {

/// The samples of the minute or hour that begins at `beginNs` (all of them, none of another one), rolled up.
model::HealthRollup rollUp(std::span<const model::HealthSample> samples, std::int64_t beginNs);

} // namespace tandem::agent
