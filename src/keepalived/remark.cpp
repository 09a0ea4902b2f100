// SPDX-License-Identifier: GPL-3.0-or-later
#include "keepalived/remark.h"

#include <array>

namespace tandem::keepalived {

std::string_view nameOf(RemarkKind kind)
{
    constexpr std::array<std::string_view, 9> names{"changed", "no-effect", "not-carried", "skipped", "unknown",
                                                    "wrong",   "differs",   "missing",     "refused"};
    return names.at(static_cast<std::size_t>(kind));
}

bool isError(RemarkKind kind)
{
    return kind == RemarkKind::Wrong || kind == RemarkKind::Differs || kind == RemarkKind::Missing ||
           kind == RemarkKind::Refused;
}

} // namespace tandem::keepalived
