// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/channel/reader.h"
#include "daemon/channel/writer.h"
#include "daemon/engine/guardlink.h"

#include <algorithm>
#include <limits>

/// An EngineConfig as octets: how the guard hands on what it read.
namespace tandem::engine {

namespace {

using channel::Reader;
using channel::Writer;

void write(Writer &out, bool value)
{
    out.integer(static_cast<std::uint8_t>(value ? 1 : 0));
}

void write(Writer &out, Duration value)
{
    out.integer(static_cast<std::int64_t>(value.count()));
}

void write(Writer &out, const IpAddress &address)
{
    out.integer(static_cast<std::uint8_t>(address.family()));
    for (const std::uint8_t octet : address.octets())
        out.integer(octet);
}

void write(Writer &out, const vrrp::Track &track)
{
    out.string(track.name);
    out.integer(static_cast<std::int32_t>(track.weight));
}

void write(Writer &out, const vrrp::PeerPriority &peer)
{
    write(out, peer.address);
    out.integer(peer.highest.value());
}

void write(Writer &out, const VipPlan &vip)
{
    write(out, vip.address);
    out.string(vip.dev);
    out.string(vip.label);
}

void write(Writer &out, const std::string &text)
{
    out.string(text);
}

void write(Writer &out, std::size_t value)
{
    out.integer(static_cast<std::uint32_t>(value));
}

void write(Writer &out, const InstanceConfig &instance);
void write(Writer &out, const GroupConfig &group);
void write(Writer &out, const NeighbourPlan &plan);

template <class Item>
void writeAll(Writer &out, const std::vector<Item> &items)
{
    out.list(items, 0, [](Writer &to, const Item &item) { write(to, item); });
}

void write(Writer &out, const vrrp::RouterConfig &router)
{
    out.string(router.name);
    out.integer(router.version);
    out.integer(router.virtualRouterId.value());
    out.integer(router.priority.value());
    write(out, router.interval);
    write(out, router.primaryAddress);
    writeAll(out, router.addresses);
    write(out, router.pass.has_value());
    for (const std::uint8_t octet : router.pass.value_or(vrrp::AuthData{}))
        out.integer(octet);
    write(out, router.preempt);
    write(out, router.preemptDelay);
    write(out, router.startDelay);
    write(out, router.firstVerdictWait);
    writeAll(out, router.tracks);
    writeAll(out, router.interfaces);
    writeAll(out, router.peers);
    write(out, router.synced);
}

void write(Writer &out, const InstancePlan &plan)
{
    out.string(plan.interface);
    write(out, plan.source);
    writeAll(out, plan.vips);
    write(out, plan.ownsAddresses);
    out.integer(static_cast<std::int32_t>(plan.leaseSeconds));
}

void write(Writer &out, const InstanceConfig &instance)
{
    write(out, instance.slot);
    write(out, instance.router);
    write(out, instance.plan);
    write(out, instance.linkLocalSource);
    write(out, instance.unicast);
    out.integer(static_cast<std::int32_t>(instance.fencedLeaseSeconds));
    write(out, instance.fence);
    writeAll(out, instance.destinations);
}

void write(Writer &out, const GroupConfig &group)
{
    out.string(group.name);
    writeAll(out, group.members);
}

void write(Writer &out, const NeighbourPlan &plan)
{
    out.string(plan.check);
    out.string(plan.interface);
    writeAll(out, plan.sources);
    writeAll(out, plan.peers);
}

bool readBool(Reader &in)
{
    return in.integer<std::uint8_t>() != 0;
}

Duration readDuration(Reader &in)
{
    return Duration(in.integer<std::int64_t>());
}

template <std::size_t N>
std::array<std::uint8_t, N> readOctets(Reader &in)
{
    std::array<std::uint8_t, N> octets{};
    for (auto &octet : octets)
        octet = in.integer<std::uint8_t>();
    return octets;
}

IpAddress readAddress(Reader &in)
{
    const auto family = in.integer<std::uint8_t>();
    if (family == static_cast<std::uint8_t>(Family::V4))
        return IpAddress::fromOctets(readOctets<4>(in));
    if (family == static_cast<std::uint8_t>(Family::V6))
        return IpAddress::fromOctets(readOctets<16>(in));
    in.fail("an address of no family");
    return {};
}

Priority readPriority(Reader &in)
{
    return Priority(in.integer<std::uint8_t>());
}

std::string readString(Reader &in)
{
    return in.string();
}

vrrp::Track readTrack(Reader &in)
{
    std::string name = in.string();
    return {std::move(name), in.integer<std::int32_t>()};
}

vrrp::PeerPriority readPeer(Reader &in)
{
    const IpAddress address = readAddress(in);
    return {address, readPriority(in)};
}

VipPlan readVip(Reader &in)
{
    VipPlan vip;
    vip.address = readAddress(in);
    vip.dev = in.string();
    vip.label = in.string();
    return vip;
}

vrrp::RouterConfig readRouter(Reader &in)
{
    vrrp::RouterConfig router;
    router.name = in.string();
    router.version = in.integer<std::uint8_t>();
    const auto id = VirtualRouterId::of(in.integer<std::uint8_t>());
    if (!id)
        in.fail("router id 0");
    router.virtualRouterId = id.value_or(VirtualRouterId{});
    router.priority = readPriority(in);
    router.interval = readDuration(in);
    router.primaryAddress = readAddress(in);
    router.addresses = in.list<IpAddress>(readAddress);
    const bool hasPass = readBool(in);
    const auto pass = readOctets<8>(in);
    router.pass = hasPass ? std::optional<vrrp::AuthData>(pass) : std::nullopt;
    router.preempt = readBool(in);
    router.preemptDelay = readDuration(in);
    router.startDelay = readDuration(in);
    router.firstVerdictWait = readDuration(in);
    router.tracks = in.list<vrrp::Track>(readTrack);
    router.interfaces = in.list<std::string>(readString);
    router.peers = in.list<vrrp::PeerPriority>(readPeer);
    router.synced = readBool(in);
    return router;
}

InstancePlan readPlan(Reader &in)
{
    InstancePlan plan;
    plan.interface = in.string();
    plan.source = readAddress(in);
    plan.vips = in.list<VipPlan>(readVip);
    plan.ownsAddresses = readBool(in);
    plan.leaseSeconds = in.integer<std::int32_t>();
    return plan;
}

InstanceConfig readInstance(Reader &in)
{
    InstanceConfig instance;
    instance.slot = in.integer<std::uint32_t>();
    if (instance.slot >= mostInstances)
        in.fail("a slot that is none");
    instance.router = readRouter(in);
    instance.plan = readPlan(in);
    instance.linkLocalSource = readBool(in);
    instance.unicast = readBool(in);
    instance.fencedLeaseSeconds = in.integer<std::int32_t>();
    instance.fence = readBool(in);
    instance.destinations = in.list<IpAddress>(readAddress);
    return instance;
}

GroupConfig readGroup(Reader &in)
{
    GroupConfig group;
    group.name = in.string();
    group.members = in.list<std::size_t>([](Reader &from) { return std::size_t{from.integer<std::uint32_t>()}; });
    return group;
}

NeighbourPlan readNeighbourPlan(Reader &in)
{
    NeighbourPlan plan;
    plan.check = in.string();
    plan.interface = in.string();
    plan.sources = in.list<IpAddress>(readAddress);
    plan.peers = in.list<IpAddress>(readAddress);
    return plan;
}

} // namespace

std::vector<std::uint8_t> encodeConfig(const EngineConfig &config)
{
    Writer out(std::numeric_limits<std::size_t>::max());
    out.string(config.cluster);
    out.string(config.node);
    writeAll(out, config.instances);
    writeAll(out, config.groups);
    writeAll(out, config.neighbours);
    write(out, config.maintenance);
    out.integer(config.serial);
    out.integer(config.trialUntilNs);
    return out.take();
}

Result<EngineConfig> decodeConfig(std::span<const std::uint8_t> octets)
{
    Reader in(octets);
    EngineConfig config;
    config.cluster = in.string();
    config.node = in.string();
    config.instances = in.list<InstanceConfig>(readInstance);
    config.groups = in.list<GroupConfig>(readGroup);
    config.neighbours = in.list<NeighbourPlan>(readNeighbourPlan);
    config.maintenance = readBool(in);
    config.serial = in.integer<std::uint32_t>();
    config.trialUntilNs = in.integer<std::int64_t>();
    const bool groupsFit = std::all_of(config.groups.begin(), config.groups.end(), [&](const GroupConfig &group) {
        return std::all_of(group.members.begin(), group.members.end(),
                           [&](std::size_t member) { return member < config.instances.size(); });
    });
    if (!groupsFit)
        in.fail("a group of no instance");
    if (!in.failed() && in.left() > 0)
        in.fail("octets are left over");
    if (in.failed())
        return fail(ErrorCode::BadMessage, "configuration from the guard", in.failure());
    return config;
}

} // namespace tandem::engine
