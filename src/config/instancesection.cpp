// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/sections.h"

#include <algorithm>
#include <cmath>

namespace tandem::config {

namespace {

constexpr std::size_t mostAddresses = 255; // the advert's count is one octet (RFC 5798 5.2.5)
constexpr auto advertised = std::string_view("virtual_ipaddress");
constexpr auto excluded = std::string_view("virtual_ipaddress_excluded");
constexpr double longestDelay = 1000; // seconds, as Keepalived has it
constexpr std::int64_t longestLease = 86400;
constexpr auto second = Duration(std::chrono::seconds(1));
constexpr auto centisecond = Duration(std::chrono::milliseconds(10));

void readAdvertInt(const TableReader &table, Instance &instance)
{
    const bool two = instance.version == 2;
    const auto read = two ? table.seconds("advert_int", 1, 255) : table.seconds("advert_int", 0.01, 40.95);
    if (!read)
        return;
    instance.advertInt = *read;
    const auto unit = two ? second : centisecond;
    // RFC 3768 5.3.7: whole seconds. RFC 5798 5.2.7: 12 bits of centiseconds.
    if (const auto rest = *read % unit; rest != Duration::zero())
        table.wrong("advert_int", two ? "and version 2 knows whole seconds only" : "which is no multiple of 0.01 s",
                    two ? "write 1, 2, …, or use version 3" : "round it to two decimals");
}

void readAuthentication(const TableReader &table, const std::string &directory, Instance &instance)
{
    if (instance.version != 2) {
        for (const auto *key : {"auth_type", "auth_pass", "auth_pass_file"}) {
            if (table.find(key))
                table.add(table.at(key), std::string(key) + " is for version 2 only: VRRPv3 has no authentication",
                          "remove it, or set version = 2");
        }
        return;
    }
    instance.password = table.secret("auth_pass").value_or("");
    instance.passwordFile = table.path("auth_pass_file", directory).value_or("");
    const bool written = table.find("auth_pass");
    const bool inFile = table.find("auth_pass_file");
    table.oneOf<bool>("auth_type", {{"PASS", true}});
    instance.authPass = table.find("auth_type") || written || inFile;
    if (written && inFile)
        table.add(table.at("auth_pass_file"), "auth_pass and auth_pass_file are both given",
                  "keep auth_pass_file alone");
    else if (instance.authPass && !written && !inFile)
        table.add(table.at("auth_type"), "auth_type is given without a password",
                  "add auth_pass_file = \"…\" or auth_pass = \"…\"");
}

std::optional<IpNetwork> virtualNetwork(const TableReader &table, const PlacedText &placed)
{
    const auto quoted = "\"" + placed.text.substr(0, 64) + "\"";
    const auto network = IpNetwork::parse(placed.text);
    if (!network)
        table.add(placed.at, quoted + " is no IP address", "write the VIP as ADDRESS/PREFIX, such as 10.77.0.100/24");
    else if (network->address.isMulticast() || network->address.isUnspecified())
        table.add(placed.at, quoted + " is an address that no host can have", "write an address of the network");
    else
        return network;
    return std::nullopt;
}

/// "10.77.0.100/24", or a table with dev and label beside it.
std::optional<VirtualAddress> readVirtualAddress(const Value &item, std::string_view key, Mistakes &mistakes,
                                                 const TableReader &instanceTable)
{
    VirtualAddress address;
    const std::string what = "an entry of " + std::string(key);
    std::optional<PlacedText> text;
    if (item.kind == Value::Kind::Text) {
        text = PlacedText{item.text, item.at};
    } else if (item.kind == Value::Kind::Table) {
        const TableReader table(item, what, {"address", "dev", "label"}, mistakes);
        if (table.require("address", "\"10.77.0.100/24\""))
            if (const auto read = table.text("address"))
                text = PlacedText{*read, table.at("address")};
        address.dev = table.interface("dev").value_or("");
        address.label = table.interface("label").value_or("");
    } else {
        mistakes.add(item.at, what + " must be a string or a table, not " + std::string(nameOf(item.kind)),
                     "write \"10.77.0.100/24\" or { address = \"…\", dev = \"…\", label = \"…\" }");
    }
    const auto network = text ? virtualNetwork(instanceTable, *text) : std::nullopt;
    if (!network)
        return std::nullopt;
    address.network = *network;
    if (!address.label.empty() && network->address.family() == Family::V6) {
        mistakes.add(item.at, "an IPv6 address has no label", "remove the label");
        return std::nullopt;
    }
    return address;
}

bool contains(const std::vector<VirtualAddress> &addresses, const VirtualAddress &wanted)
{
    return std::any_of(addresses.begin(), addresses.end(),
                       [&](const VirtualAddress &each) { return each.network.address == wanted.network.address; });
}

/// The list of `key`, which may be as short as `least`; nothing and a mistake where it is none.
const Value *addressList(const TableReader &table, std::string_view key, std::size_t least, Mistakes &mistakes)
{
    const auto &list = *table.find(key);
    const std::string name(key);
    if (list.kind != Value::Kind::List) {
        mistakes.add(list.at, name + " must be a list, not " + std::string(nameOf(list.kind)),
                     "write it in brackets: [\"10.77.0.100/24\"]");
        return nullptr;
    }
    if (list.items.size() < least || list.items.size() > mostAddresses) {
        mistakes.add(list.at,
                     name + " must have " + std::to_string(least) + " to " + std::to_string(mostAddresses) +
                         " addresses",
                     list.items.empty() ? "write the VIP" : "spread them over several instances");
        return nullptr;
    }
    return &list;
}

void readVirtualAddresses(const TableReader &table, Mistakes &mistakes, Instance &instance)
{
    if (!table.require(advertised, "[\"10.77.0.100/24\"]"))
        return;
    const auto *list = addressList(table, advertised, 1, mistakes);
    if (list == nullptr)
        return;
    for (const auto &item : list->items) {
        auto address = readVirtualAddress(item, advertised, mistakes, table);
        if (!address)
            continue;
        const auto family = address->network.address.family();
        if (contains(instance.virtualAddresses, *address))
            mistakes.add(item.at, address->network.address.toString() + " stands twice in virtual_ipaddress",
                         "remove one");
        else if (!instance.virtualAddresses.empty() && instance.family() != family)
            mistakes.add(item.at, "virtual_ipaddress has IPv4 and IPv6 addresses in one instance",
                         "make a [[vrrp_instance]] for each family, or put the others into virtual_ipaddress_excluded");
        else if (family == Family::V6 && instance.version == 2)
            mistakes.add(item.at, "IPv6 needs version 3", "set version = 3 and remove auth_type");
        else
            instance.virtualAddresses.push_back(std::move(*address));
    }
}

/// After readVirtualAddresses(). As Keepalived has it, these may be of the other family too.
void readExcludedAddresses(const TableReader &table, Mistakes &mistakes, Instance &instance)
{
    const auto *list = table.find(excluded) ? addressList(table, excluded, 0, mistakes) : nullptr;
    if (list == nullptr)
        return;
    for (const auto &item : list->items) {
        auto address = readVirtualAddress(item, excluded, mistakes, table);
        if (!address)
            continue;
        const std::string text = address->network.address.toString();
        if (contains(instance.excludedAddresses, *address))
            mistakes.add(item.at, text + " stands twice in virtual_ipaddress_excluded", "remove one");
        else if (contains(instance.virtualAddresses, *address))
            mistakes.add(item.at, text + " stands in virtual_ipaddress and in virtual_ipaddress_excluded",
                         "remove it from one of them");
        else
            instance.excludedAddresses.push_back(std::move(*address));
    }
}

void readTracks(const TableReader &table, Instance &instance)
{
    const auto read = [&table](std::string_view key, std::vector<std::string> &into, bool interfaces) {
        const auto entry = "an entry of " + std::string(key);
        for (const auto &each : table.texts(key)) {
            if (interfaces ? !table.checkInterface(each, entry) : !table.checkName(each, entry))
                continue;
            if (std::find(into.begin(), into.end(), each.text) != into.end())
                table.add(each.at, "\"" + each.text + "\" stands twice in " + std::string(key), "remove one");
            else
                into.push_back(each.text);
        }
    };
    read("track_interface", instance.trackInterfaces, true);
    read("track", instance.tracks, false);
}

/// [vrrp_instance.node.NAME]
void readOverrides(const TableReader &instanceTable, Mistakes &mistakes, Instance &instance)
{
    const auto *nodes = instanceTable.table("node");
    if (!nodes)
        return;
    for (const auto &[key, at, value] : nodes->members) {
        if (value.kind != Value::Kind::Table) {
            mistakes.add(at, "node must hold a table for each node, not " + std::string(nameOf(value.kind)),
                         "write [vrrp_instance.node.NAME]");
            continue;
        }
        const TableReader table(value, "[vrrp_instance.node.NAME]", {"interface", "priority", "nopreempt"}, mistakes);
        InstanceOverride override;
        override.interface = table.interface("interface");
        if (const auto priority = table.whole("priority", 1, 255))
            override.priority = static_cast<std::uint8_t>(*priority);
        override.nopreempt = table.flag("nopreempt");
        instance.overrides.emplace(key, override);
    }
}

} // namespace

Entry<Instance> readInstance(const Value &source, const std::string &directory, Mistakes &mistakes)
{
    const auto before = mistakes.count();
    Entry<Instance> entry{Instance{.virtualRouterId = *VirtualRouterId::of(1)}, &source};
    auto &instance = entry.value;
    const TableReader table(source, "[[vrrp_instance]]",
                            {"name", "version", "virtual_router_id", "advert_int", advertised, excluded, "auth_type",
                             "auth_pass", "auth_pass_file", "unicast", "nopreempt", "preempt_delay", "start_delay",
                             "lease", "fence", "track_interface", "track", "node"},
                            mistakes);
    if (table.require("name", "\"VI_1\""))
        instance.name = table.name("name").value_or("");
    instance.version = static_cast<std::uint8_t>(table.whole("version", 2, 3).value_or(instance.version));
    if (table.require("virtual_router_id", "51"))
        instance.virtualRouterId = *VirtualRouterId::of(table.whole("virtual_router_id", 1, 255).value_or(1));
    readAdvertInt(table, instance);
    readVirtualAddresses(table, mistakes, instance);
    readExcludedAddresses(table, mistakes, instance);
    readAuthentication(table, directory, instance);
    instance.unicast = table.flag("unicast").value_or(instance.unicast);
    instance.nopreempt = table.flag("nopreempt").value_or(instance.nopreempt);
    instance.preemptDelay = table.seconds("preempt_delay", 0, longestDelay).value_or(instance.preemptDelay);
    instance.startDelay = table.seconds("start_delay", 0, longestDelay).value_or(instance.startDelay);
    if (const auto lease = table.whole("lease", 0, longestLease))
        instance.leaseSeconds = static_cast<int>(*lease);
    instance.fence = table.flag("fence").value_or(instance.fence);
    readTracks(table, instance);
    readOverrides(table, mistakes, instance);
    entry.sound = mistakes.count() == before;
    return entry;
}

Entry<SyncGroup> readSyncGroup(const Value &source, Mistakes &mistakes)
{
    const auto before = mistakes.count();
    Entry<SyncGroup> entry{{}, &source};
    const TableReader table(source, "[[sync_group]]", {"name", "members"}, mistakes);
    if (table.require("name", "\"G1\""))
        entry.value.name = table.name("name").value_or("");
    if (table.require("members", "[\"VI_1\", \"VI_2\"]")) {
        for (const auto &member : table.texts("members"))
            entry.value.members.push_back(member.text);
        if (mistakes.count() == before && entry.value.members.empty())
            table.add(table.at("members"), "members is empty", "name the instances that move together");
    }
    entry.sound = mistakes.count() == before;
    return entry;
}

} // namespace tandem::config
