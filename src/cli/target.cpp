// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/target.h"

#include "config/clusterfile.h"
#include "config/file.h"

#include <QCommandLineParser>
#include <QStandardPaths>
#include <ostream>

namespace tandem::cli {

void addTargetOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {"cluster", "Ask all nodes of this cluster file.", "FILE"},
        {"identity",
         "Certificate, key and pinned peers (default: " + QString::fromStdString(defaultIdentityDirectory()) + ").",
         "DIR"},
        {"run-dir", "Ask the helper of this host, through DIR/agent.sock.", "DIR"},
    });
}

tl::expected<NamedCluster, ExitCode> readNamedCluster(const std::string &file, const std::string &identity,
                                                      Output output)
{
    const auto opened = config::openFile(file);
    auto octets = opened ? opened->read(config::longestClusterFile) : Result<std::string>(Failure(opened.error()));
    auto target = clusterTargetOf(file, identity);
    if (target && octets)
        return NamedCluster{std::move(*target), std::move(*octets)};
    const auto errors = target ? std::vector{octets.error()} : target.error();
    for (const Error &error : errors)
        output.err << "tandemctl: " << describe(error) << '\n';
    return tl::unexpected(exitCodeOf(errors.front().code));
}

std::string defaultIdentityDirectory()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation).toStdString() + "/tandem";
}

tl::expected<Target, std::vector<Error>> targetOf(const QCommandLineParser &parser)
{
    const auto usage = [](const char *text, const char *fix) {
        return tl::unexpected(std::vector{Error{ErrorCode::Usage, {}, text, fix}});
    };
    const bool remote = parser.isSet("cluster");
    const bool local = parser.isSet("run-dir");
    if (remote && local)
        return usage("--cluster and --run-dir exclude each other", "give one of them");
    if (local && parser.isSet("identity"))
        return usage("--identity is for --cluster: the local socket needs none", "leave it out");
    if (local)
        return HostTarget{parser.value("run-dir").toStdString()};
    if (!remote)
        return usage("whom to ask is not said", "give --cluster FILE, or --run-dir DIR on a host with a helper");
    return clusterTargetOf(parser.value("cluster").toStdString(), parser.value("identity").toStdString())
        .map([](ClusterTarget target) { return Target(std::move(target)); });
}

tl::expected<ClusterTarget, std::vector<Error>> clusterTargetOf(const std::string &file, const std::string &identity)
{
    auto cluster = config::readClusterFile(file);
    if (!cluster)
        return tl::unexpected(cluster.error().errors);
    auto loaded = rpc::loadIdentity(identity.empty() ? defaultIdentityDirectory() : identity);
    if (!loaded)
        return tl::unexpected(std::vector{loaded.error()});
    return ClusterTarget{std::move(*cluster), std::move(*loaded)};
}

} // namespace tandem::cli
