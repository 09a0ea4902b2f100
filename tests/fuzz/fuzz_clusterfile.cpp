// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/clusterfile.h"
#include "config/lease.h"

#include <cstdlib>
#include <set>

using namespace tandem;

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

/// What the engine relies on without looking again.
void checkAccepted(const config::Cluster &cluster)
{
    require(!cluster.name.empty() && !cluster.nodes.empty() && !cluster.instances.empty());
    for (const auto &instance : cluster.instances) {
        require(!instance.virtualAddresses.empty());
        for (const auto &address : instance.virtualAddresses)
            require(address.network.address.family() == instance.family());
        require(instance.family() == Family::V4 || instance.version == 3);
        require(instance.advertInt >= std::chrono::milliseconds(10) && instance.advertInt <= std::chrono::seconds(255));
        std::set<int> priorities;
        for (const auto &node : cluster.nodes) {
            require(priorities.insert(instance.priorityOn(node)).second && instance.priorityOn(node) > 0);
            require(!instance.interfaceOn(node).empty());
            require(config::leaseSecondsOn(cluster, instance, node) >= 0);
        }
        for (const auto &track : instance.tracks)
            require(cluster.checkNamed(track) != nullptr);
    }
    for (const auto &check : cluster.checks)
        require(check.interval.count() > 0 && check.timeout.count() > 0 && check.fall > 0 && check.rise > 0);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const auto cluster = config::parseCluster(text, "c.toml", "/etc/tandem");
    if (cluster) {
        checkAccepted(*cluster);
        return 0;
    }
    require(!cluster.error().errors.empty());
    for (const auto &error : cluster.error().errors)
        require(error.code == ErrorCode::BadFile && error.place.starts_with("c.toml") && !error.text.empty() &&
                error.text.find('\n') == std::string::npos);
    return 0;
}
