// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/scriptrules/scriptrules.h"

namespace tandem::lint::scriptrules {

namespace {

std::vector<ScriptWrong> check(const Script &script)
{
    std::vector<ScriptWrong> wrong;
    if (!script.mode)
        return wrong;
    if ((*script.mode & (S_IWGRP | S_IWOTH)) != 0)
        wrong.push_back({{}, "others than its owner may change it"});
    if ((*script.mode & S_IXUSR) == 0)
        wrong.push_back({{}, "is not executable"});
    return wrong;
}

} // namespace

const ScriptRule fileMode{"TND026", Severity::Error,
                          "Keepalived runs it as root, and refuses to with enable_script_security; one that it cannot "
                          "run fails for ever",
                          "chown root, chmod 0755", check};

} // namespace tandem::lint::scriptrules
