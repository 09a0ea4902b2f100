// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "config/cluster.h"

#include <string>
#include <string_view>
#include <vector>

namespace tandem::config {

/// Every mistake of a file, in its order, each with "file:line:column" as its place. Never empty.
struct ClusterErrors
{
    std::vector<Error> errors;
};

/// Reads and validates the text of a cluster file. Pure: touches no file. Relative paths are taken from `directory`.
/// `name` is what errors call the file.
tl::expected<Cluster, ClusterErrors> parseCluster(std::string_view text, const std::string &name,
                                                  const std::string &directory);

inline constexpr std::size_t longestClusterFile = 1024UL * 1024UL; ///< octets

/// Reads the file, at most longestClusterFile of it.
tl::expected<Cluster, ClusterErrors> readClusterFile(const std::string &path);

/// A secret from its file: first line, without its line break, at most 1024 bytes. Refused: unreadable, empty, not a
/// regular file, readable or writable by "other".
Result<std::string> readSecret(const std::string &path);

/// Who reads a secret: the engine those of auth_pass_file, the agent those of [maxscale]. Each may lack the right to
/// read the other's, and then only what the directory shows about it is checked.
enum class SecretReader : std::uint8_t { Engine, Agent, Any };

/// Every mistake of the files that hold the cluster's secrets; empty where all is well. Reads no secret of another
/// program.
std::vector<Error> checkSecrets(const Cluster &cluster, SecretReader reader);

/// The node whose address is one of `localAddresses`, or why not (none, more than one).
Result<std::string> localNode(const Cluster &cluster, const std::vector<IpAddress> &localAddresses);

} // namespace tandem::config
