// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/confrules/confrules.h"

namespace tandem::lint::confrules {

namespace {

std::vector<ConfWrong> check(const keepalived::Conf &conf)
{
    if (conf.scriptSecurity || conf.scripts.empty())
        return {};
    return {{conf.scripts.front().at, "there are scripts, but not enable_script_security",
             "add enable_script_security and script_user to global_defs"}};
}

} // namespace

const ConfRule scriptSecurity{"TND031", Severity::Warning,
                              "without it root runs scripts that others may be able to write", check};

} // namespace tandem::lint::confrules
