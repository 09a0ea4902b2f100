// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cluster.h"

#include <map>
#include <optional>
#include <string>

namespace tandem::generate {

struct Input
{
    config::Cluster cluster;
    std::string clusterText;                    ///< the cluster file as it stands, for the helpers
    std::map<std::string, std::string> secrets; ///< what the secrets' files hold, by path, as far as they were read
    std::string directory = "/etc/keepalived";  ///< where keepalived.conf and its scripts will be on the hosts
    std::string runDirectory = "/run/keepalived-notify"; ///< for the notify script, made by it

    /// A secret: `written` in the cluster file, or what `file` holds. Nothing: none is asked for, or it is known on the
    /// hosts alone.
    std::optional<std::string> secretOf(const std::string &written, const std::string &file) const;
    /// What the scripts read MaxScale with, and what they write its mode with.
    std::optional<std::string> readerPassword() const;
    std::optional<std::string> writerPassword() const;
};

} // namespace tandem::generate
