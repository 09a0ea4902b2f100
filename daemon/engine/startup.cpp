// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/startup.h"

#include "config/clusterfile.h"

#include <cerrno>
#include <cstring>
#include <ifaddrs.h>
#include <netinet/in.h>

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

Result<std::string> nodeOf(const Options &options, const config::Cluster &cluster)
{
    if (!options.node.empty())
        return options.node;
    const auto addresses = localAddresses();
    if (!addresses)
        return Failure(addresses.error());
    return config::localNode(cluster, *addresses);
}

} // namespace

tl::expected<EngineConfig, std::vector<Error>> loadConfig(const Options &options)
{
    const auto cluster = config::readClusterFile(options.cluster);
    if (!cluster)
        return tl::unexpected(cluster.error().errors);
    if (auto errors = config::checkSecrets(*cluster, config::SecretReader::Engine); !errors.empty())
        return tl::unexpected(std::move(errors));
    const auto node = nodeOf(options, *cluster);
    if (!node)
        return tl::unexpected(std::vector{node.error()});
    auto config = makeEngineConfig(*cluster, *node);
    if (!config) {
        Error error = config.error();
        error.place = options.cluster + ": " + error.place;
        return tl::unexpected(std::vector{std::move(error)});
    }
    return std::move(*config);
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
