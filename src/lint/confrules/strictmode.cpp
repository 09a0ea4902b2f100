// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/confrules/confrules.h"

namespace tandem::lint::confrules {

namespace {

std::vector<ConfWrong> check(const keepalived::Conf &conf)
{
    if (!conf.strict)
        return {};
    return {{*conf.strict, "vrrp_strict is set", "remove it"}};
}

} // namespace

const ConfRule strictMode{"TND029", Severity::Warning,
                          "strict mode adds firewall rules that drop what is sent to a VIP of a router that is no "
                          "address owner, and refuses PASS and unicast: clients of MaxScale get no answer",
                          check};

} // namespace tandem::lint::confrules
