// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/guard/startup.h"

#include "config/clusterfile.h"
#include "config/limits.h"
#include "daemon/guard/trespasses.h"
#include "daemon/net/linklocal.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <optional>

namespace tandem::guard {

using engine::EngineConfig;
using engine::Options;

namespace {

Result<std::vector<IpAddress>> localAddresses()
{
    ifaddrs *list = nullptr;
    if (getifaddrs(&list) != 0)
        return fail(ErrorCode::System, "addresses", std::string("cannot be listed: ") + std::strerror(errno));
    std::vector<IpAddress> addresses;
    for (const ifaddrs *one = list; one != nullptr; one = one->ifa_next) {
        if (one->ifa_addr == nullptr || one->ifa_addr->sa_family != AF_INET)
            continue;
        std::array<std::uint8_t, 4> octets{};
        std::memcpy(octets.data(), &reinterpret_cast<const sockaddr_in *>(one->ifa_addr)->sin_addr, octets.size());
        addresses.push_back(IpAddress::fromOctets(octets));
    }
    freeifaddrs(list);
    return addresses;
}

/// The node to run as. For --check, which is about the file alone, all of them where none is named.
Result<std::vector<std::string>> nodesOf(const Options &options, const config::Cluster &cluster)
{
    std::vector<std::string> names;
    if (!options.node.empty()) {
        names.push_back(options.node);
    } else if (options.act == Options::Act::Check) {
        for (const config::Node &node : cluster.nodes)
            names.push_back(node.name);
    } else {
        const auto addresses = localAddresses();
        if (!addresses)
            return Failure(addresses.error());
        const auto local = config::localNode(cluster, *addresses);
        if (!local)
            return Failure(local.error());
        names.push_back(*local);
    }
    return names;
}

using Loaded = tl::expected<EngineConfig, std::vector<Error>>;

Loaded refuse(Error error)
{
    return tl::unexpected(std::vector{std::move(error)});
}

Loaded configOf(const Options &options, const config::Cluster &cluster)
{
    if (auto errors = config::checkSecrets(cluster, config::SecretReader::Engine); !errors.empty())
        return tl::unexpected(std::move(errors));
    const auto nodes = nodesOf(options, cluster);
    if (!nodes)
        return refuse(nodes.error());
    std::optional<EngineConfig> first;
    for (const std::string &node : *nodes) {
        auto config = engine::makeEngineConfig(cluster, node, net::linkLocalAddress);
        if (!config) {
            Error error = config.error();
            error.place = options.cluster + ": " + error.place;
            return refuse(std::move(error));
        }
        if (!first)
            first = std::move(*config);
    }
    return std::move(*first);
}

/// What tandemd may read of the rest of the host is not to be put on the wire as a VRRP password.
std::optional<Error> strayedSecret(const config::Cluster &cluster, const std::filesystem::path &directory)
{
    for (const auto &instance : cluster.instances) {
        const auto inside =
            std::filesystem::path(instance.passwordFile).lexically_normal().lexically_relative(directory);
        if (!instance.passwordFile.empty() && (inside.empty() || *inside.begin() == ".."))
            return Error{ErrorCode::Refused, instance.passwordFile,
                         "a roll-out may name secrets in " + directory.string() + " only",
                         "put the file of auth_pass_file there"};
    }
    return std::nullopt;
}

} // namespace

tl::expected<EngineConfig, std::vector<Error>> loadConfig(const Options &options)
{
    const auto cluster = config::readClusterFile(options.cluster);
    if (!cluster)
        return tl::unexpected(cluster.error().errors);
    return configOf(options, *cluster);
}

tl::expected<EngineConfig, std::vector<Error>> loadOffered(const Options &options, const std::string &node,
                                                           Offered what)
{
    const auto text = readOffered(options);
    if (!text)
        return refuse(text.error());
    const auto directory = std::filesystem::absolute(options.cluster).parent_path().lexically_normal();
    const auto cluster = config::parseCluster(*text, "the offered file", directory.string());
    if (!cluster)
        return tl::unexpected(cluster.error().errors);
    if (const auto strayed = strayedSecret(*cluster, directory))
        return refuse(*strayed);
    auto config = configOf(options, *cluster);
    if (!config)
        return config;
    if (config->node != node)
        return refuse({ErrorCode::Refused, "the offered file",
                       "this host would be node \"" + config->node + "\", and is \"" + node + "\"",
                       "a roll-out renames no node: restart tandemd with the new file"});
    const std::string limitsFile = config::limitsBeside(options.cluster);
    const auto limits = config::readLimits(limitsFile);
    if (!limits)
        return tl::unexpected(limits.error());
    if (auto trespasses = trespassesOf(*config, *limits, limitsFile); !trespasses.empty())
        return tl::unexpected(std::move(trespasses));
    if (const auto replaceable = checkReplaceable(options.cluster); !replaceable)
        return refuse(replaceable.error());
    if (what == Offered::Check)
        return config;
    if (const auto written = writeTrial(options, *text); !written)
        return refuse(written.error());
    return config;
}

bool refreshSources(EngineConfig &config, const engine::LinkLocalLookup &linkLocal)
{
    bool changed = false;
    for (auto &instance : config.instances) {
        if (!instance.linkLocalSource)
            continue;
        const auto now = linkLocal(instance.plan.interface);
        if (!now || *now == instance.plan.source)
            continue; // of one that is gone for a moment the last address stands
        instance.plan.source = instance.router.primaryAddress = *now;
        changed = true;
    }
    return changed;
}

} // namespace tandem::guard
