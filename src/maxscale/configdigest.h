// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QJsonObject>
#include <string>
#include <vector>

namespace tandem::maxscale {

/// What `GET /v1/{maxscale,servers,monitors,services,filters}` said. Listeners are part of their services.
struct ConfigDocuments
{
    QJsonObject maxscale;
    QJsonObject servers;
    QJsonObject monitors;
    QJsonObject services;
    QJsonObject filters;
};

/// A digest of each part of what must be equal on all nodes of a cluster: "maxscale:0011223344556677 servers:… …"; the
/// same words for the same configuration, whatever the order of the lists (but for a service's filters). Left out is
/// what is meant to differ: addresses of the node itself, paths, threads, `passive`, version_string; and what is no
/// configuration: states, counters, times. MaxScale shows passwords as "*****": they are not compared.
/// BadMessage where a document is not such an answer.
Result<std::string> configDigest(const ConfigDocuments &documents);

/// The parts that two digests differ in: "servers", "listeners", …
std::vector<std::string> differingParts(const std::string &one, const std::string &other);

} // namespace tandem::maxscale
