// SPDX-License-Identifier: GPL-3.0-or-later
#include "vrrp/orders.h"

namespace tandem::vrrp {

std::string_view nameOf(OrderRefusal refusal)
{
    switch (refusal) {
    case OrderRefusal::NotRunning: return "not-running";
    case OrderRefusal::Fault: return "fault";
    case OrderRefusal::HealthUnknown: return "health-unknown";
    case OrderRefusal::InMaintenance: return "in-maintenance";
    case OrderRefusal::PriorityTooHigh: return "priority-too-high";
    case OrderRefusal::OwnsAddresses: return "owns-addresses";
    }
    return "";
}

} // namespace tandem::vrrp
