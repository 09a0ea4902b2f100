// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/witness.h"

namespace tandem::engine {

std::string_view Witness::nameOf(std::size_t kind)
{
    switch (kind) {
    case NotAPeer: return "not-a-peer";
    case Destination: return "destination";
    default: return vrrp::nameOf(static_cast<vrrp::Refusal>(kind));
    }
}

} // namespace tandem::engine
