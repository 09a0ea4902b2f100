// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/rules/rules.h"

namespace tandem::lint::rules {

namespace {

void check(const Subject &subject, Report &report)
{
    if (!subject.cluster.maxscale)
        return;
    const auto &maxscale = *subject.cluster.maxscale;
    if (maxscale.mode == config::Mode::Passive && maxscale.adminUser.empty())
        report.add(subject.maxscaleAt("mode"), "mode is \"passive\", but no user is given that could write it",
                   "add user and password_file, or admin_user and admin_password_file");
}

} // namespace

const Rule modeWithoutUser{
    "TND014", Severity::Error,
    "nobody may write `passive` without a user, so two MaxScales may both fail over the database", check};

} // namespace tandem::lint::rules
