// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "generate/input.h"

#include <string>

namespace tandem::generate {

/// A check of kind "maxscale" as a script. MaxScale is well while its REST API answers 200 in time and knows its
/// servers, or, where REST is silent (a long switchover blocks it), while a listener greets.
std::string maxscaleCheckScript(const Input &input, const config::Check &check);

/// A check of kind "tcp" as a script: somebody accepts connections there.
std::string tcpCheckScript(const config::Check &check);

/// A check of kind "file" as a script: it is there, and does not begin with a number other than 0.
std::string fileCheckScript(const config::Check &check);

} // namespace tandem::generate
