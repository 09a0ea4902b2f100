// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/command.h" // first: moc does not understand <compare>, which the others bring

#include "base/exitcode.h"
#include "base/result.h"
#include "config/cluster.h"
#include "rpc/tlsidentity.h"

#include <QString>
#include <string>
#include <variant>
#include <vector>

class QCommandLineParser;

namespace tandem::cli {

/// All agents of a cluster, over TLS.
struct ClusterTarget
{
    config::Cluster cluster;
    rpc::TlsIdentity identity;
};

/// The agent of this host, over its local socket.
struct HostTarget
{
    std::string runDirectory;
};

using Target = std::variant<ClusterTarget, HostTarget>;

/// --cluster, --identity, --run-dir.
void addTargetOptions(QCommandLineParser &parser);

/// Whom the options mean. Usage: neither or both; BadFile: every mistake of the cluster file, or of the identity.
tl::expected<Target, std::vector<Error>> targetOf(const QCommandLineParser &parser);

/// All agents of that cluster file; an empty directory is the default one. BadFile: every mistake of the file, or of the
/// identity.
tl::expected<ClusterTarget, std::vector<Error>> clusterTargetOf(const std::string &file, const std::string &identity);

/// The same, with the file's octets.
struct NamedCluster
{
    ClusterTarget target;
    std::string text;
};

/// Writes every mistake to `output`, and gives the exit code that follows from it.
tl::expected<NamedCluster, ExitCode> readNamedCluster(const std::string &file, const std::string &identity,
                                                      Output output);

/// $XDG_CONFIG_HOME/tandem, or ~/.config/tandem.
std::string defaultIdentityDirectory();

} // namespace tandem::cli
