// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/prober/outagelog.h"

namespace tandem::bench {

/// A section as one line of JSON: {"section","begin_ns","end_ns","probes","failed","longest_gap_ms","outages":
/// [{"begin_ns","end_ns"}],"served_by":[{"version_string","begin_ns","end_ns","probes"}],"failures":{}}.
std::string toJson(const Section &section);

} // namespace tandem::bench
