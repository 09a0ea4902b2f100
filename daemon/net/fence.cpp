// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/fence.h"

#include "daemon/net/nftprogram.h"

#include <algorithm>
#include <net/if.h>

namespace tandem::net {

namespace {

constexpr Duration granularity = std::chrono::milliseconds(5); // a jiffy of 4 ms, rounded up

/// nft would take others for its own syntax ("eth*" is a pattern).
bool writable(const std::string &device)
{
    return !device.empty() && std::all_of(device.begin(), device.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("-_.@+=#~,%").find(c) != std::string_view::npos;
    });
}

} // namespace

Duration fenceTimeout(Duration interval)
{
    return 3 * interval - std::max(interval / 10, granularity);
}

std::vector<std::string> fencedDevices(const std::vector<FencedRouter> &routers)
{
    std::vector<std::string> devices;
    for (const auto &router : routers) {
        devices.push_back(router.interface);
        for (const auto &vip : router.vips)
            devices.push_back(vip.dev);
    }
    std::sort(devices.begin(), devices.end());
    devices.erase(std::unique(devices.begin(), devices.end()), devices.end());
    std::erase(devices, "lo");
    return devices;
}

std::vector<Fence::Device> Fence::look(const std::vector<FencedRouter> &routers)
{
    std::vector<Device> devices;
    for (const auto &name : fencedDevices(routers))
        devices.push_back({name, if_nametoindex(name.c_str())});
    return devices;
}

Result<void> Fence::apply(std::vector<FencedRouter> routers)
{
    const auto devices = look(routers);
    std::vector<std::string> there;
    for (const auto &device : devices) {
        if (!writable(device.name))
            return fail(ErrorCode::System, device.name, "nftables cannot name this interface", "set fence = false");
        if (device.index != 0)
            there.push_back(device.name);
    }
    if (!m_watch) {
        auto watch = TableWatch::open(); // before: the fence's own news is the first that it hears
        if (!watch)
            return Failure(watch.error());
        m_watch = std::move(*watch);
    }
    const bool anew = m_inForce.empty() || m_watch->gone();
    auto done = runNft(fenceRules(routers, anew ? nullptr : &m_inForce, there));
    if (!done && !anew) // not as it was left
        done = runNft(fenceRules(routers, nullptr, there));
    if (!done) {
        if (m_inForce.empty())
            m_watch.reset();
        return done;
    }
    m_watch->standsNow();
    m_inForce = std::move(routers);
    for (auto &router : m_inForce)
        router.open = false; // it was MASTER then; when the fence is made anew by itself, that may be long ago
    m_devices = devices;
    if (m_inForce.empty())
        m_watch.reset();
    return {};
}

bool Fence::lost()
{
    return m_watch && m_watch->gone() && !m_inForce.empty();
}

Result<void> Fence::interfacesChanged()
{
    if (m_inForce.empty() || look(m_inForce) == m_devices)
        return {};
    return apply(m_inForce);
}

Result<void> Fence::remove()
{
    auto done = runNft(fenceRules({}, nullptr, {}));
    if (done) {
        m_inForce.clear();
        m_devices.clear();
        m_watch.reset();
    }
    return done;
}

} // namespace tandem::net
