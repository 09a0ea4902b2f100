// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/startup.h"

#include "config/clusterfile.h"

#include <cerrno>
#include <cstring>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <optional>

namespace tandem::engine {

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

} // namespace

tl::expected<EngineConfig, std::vector<Error>> loadConfig(const Options &options)
{
    const auto cluster = config::readClusterFile(options.cluster);
    if (!cluster)
        return tl::unexpected(cluster.error().errors);
    if (auto errors = config::checkSecrets(*cluster, config::SecretReader::Engine); !errors.empty())
        return tl::unexpected(std::move(errors));
    const auto nodes = nodesOf(options, *cluster);
    if (!nodes)
        return tl::unexpected(std::vector{nodes.error()});
    std::optional<EngineConfig> first;
    for (const std::string &node : *nodes) {
        auto config = makeEngineConfig(*cluster, node);
        if (!config) {
            Error error = config.error();
            error.place = options.cluster + ": " + error.place;
            return tl::unexpected(std::vector{std::move(error)});
        }
        if (!first)
            first = std::move(*config);
    }
    return std::move(*first);
}

std::vector<VipPlace> vipPlaces(const EngineConfig &config)
{
    std::vector<VipPlace> places;
    for (const auto &instance : config.instances) {
        for (const auto &vip : instance.plan.vips) {
            if (!instance.plan.ownsAddresses)
                places.push_back({vip.dev, vip.address});
        }
    }
    return places;
}

} // namespace tandem::engine
