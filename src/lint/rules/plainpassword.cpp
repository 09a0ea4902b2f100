// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/rules/rules.h"

namespace tandem::lint::rules {

namespace {

void check(const Subject &subject, Report &report)
{
    if (!subject.cluster.maxscale)
        return;
    const auto &maxscale = *subject.cluster.maxscale;
    const std::string &url = maxscale.url;
    const bool here =
        url.starts_with("http://127.") || url.starts_with("http://localhost") || url.starts_with("http://[::1]");
    if (url.starts_with("http://") && !here && !maxscale.user.empty())
        report.add(subject.maxscaleAt("url"), "the password goes to " + url + " without TLS",
                   "ask MaxScale on the same host (http://127.0.0.1:8989), or use https and ca_file");
}

} // namespace

const Rule plainPassword{"TND017", Severity::Warning, "REST over http shows the password to everybody on the way",
                         check};

} // namespace tandem::lint::rules
