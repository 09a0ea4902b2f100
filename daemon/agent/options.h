// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>
#include <QStringList>
#include <cstdint>
#include <string>

namespace tandem::agent {

/// tandem-agent's command line.
struct Options
{
    enum class Act : std::uint8_t { Run, Check, Version, Help, Pair };
    Act act = Act::Run;
    std::string cluster = "/etc/tandem/cluster.toml";
    std::string node; ///< empty: the one whose address is local
    std::string runDir = "/run/tandem";
    std::string stateDir = "/var/lib/tandem";
    std::string role = "viewer"; ///< Pair: of who will be paired
};

/// `arguments` begins with the program's name. Usage errors name the option.
Result<Options> parseOptions(const QStringList &arguments);
QString helpText();

} // namespace tandem::agent
