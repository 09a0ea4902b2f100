// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "config/cluster.h"

#include <string>

namespace tandem::generate {

/// In single quotes, whatever it holds.
std::string shellWord(const std::string &text);
/// "1.5": without needless zeros.
std::string seconds(Duration duration);
/// The function `request METHOD PATH [BODY]`: prints body, a line break and the HTTP status; fails where there is no
/// answer in time. The password goes from its file to curl's standard input: never into an argument list.
std::string shellRequest(const config::MaxScale &maxscale, const std::string &user, const std::string &passwordFile,
                         const std::string &timeout);

} // namespace tandem::generate
