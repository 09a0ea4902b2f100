// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/rules/rules.h"

namespace tandem::lint::rules {

namespace {

constexpr auto fix = "`maxctrl alter user admin NEWPASSWORD` on each MaxScale, and the new one in password_file";

void check(const Subject &subject, Report &report)
{
    if (!subject.cluster.maxscale)
        return;
    const auto &maxscale = *subject.cluster.maxscale;
    if (maxscale.user == "admin" && maxscale.password == "mariadb")
        report.add(subject.maxscaleAt("password"), "user and password are those that MaxScale is installed with", fix);
    else if (maxscale.adminUser == "admin" && maxscale.adminPassword == "mariadb")
        report.add(subject.maxscaleAt("admin_password"),
                   "admin_user and admin_password are those that MaxScale is installed with", fix);
}

} // namespace

const Rule defaultPassword{"TND010", Severity::Error,
                           "everybody knows the user that MaxScale is installed with, and it may change everything",
                           check};

} // namespace tandem::lint::rules
