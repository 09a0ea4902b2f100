// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/sections.h"

#include "config/endpoint.h"

namespace tandem::config {

namespace {

constexpr std::int64_t format = 1;
constexpr std::size_t mostNodes = 64;
constexpr std::size_t mostInstances = 500;
constexpr std::size_t mostGroups = mostInstances;
constexpr std::size_t mostChecks = 255;
constexpr int smallestJournal = 20; // MB
constexpr int largestJournal = 100'000;

void readCluster(const Value &source, Cluster &cluster, Mistakes &mistakes)
{
    const TableReader table(source, "[cluster]", {"name", "engine"}, mistakes);
    if (table.require("name", "\"shop\""))
        cluster.name = table.name("name").value_or("");
    cluster.engine =
        table.oneOf<EngineKind>("engine", {{"tandemd", EngineKind::Tandemd}, {"keepalived", EngineKind::Keepalived}})
            .value_or(cluster.engine);
}

/// One of the node's own addresses: a host can have it.
std::optional<IpAddress> hostAddress(const TableReader &table, std::string_view key)
{
    const auto text = table.text(key);
    const auto address = text ? IpAddress::parse(*text) : std::nullopt;
    if (text && !address)
        table.wrong(key, "which is no IP address", "write an address such as 10.77.0.1, without a prefix or a name");
    else if (address && (address->isMulticast() || address->isUnspecified()))
        table.wrong(key, "which no host can have", "write the address that the node's interface has");
    else
        return address;
    return std::nullopt;
}

/// Every table of [[key]], at most `most` of them.
template <class Read>
void readEach(const TableReader &top, std::string_view key, std::size_t most, Read read)
{
    for (const auto *source : top.tables(key, most))
        read(*source);
}

void requireSome(const TableReader &top, std::string_view key)
{
    const auto *list = top.find(key);
    if (!list || (list->kind == Value::Kind::List && list->items.empty()))
        top.add(top.at(key), "there is no [[" + std::string(key) + "]]", "describe at least one");
}

void readFormat(const TableReader &top)
{
    if (!top.require("format", "1"))
        return;
    const auto *value = top.find("format");
    if (value->kind == Value::Kind::Whole && value->whole != format)
        top.wrong("format", "and this program reads format 1 only", "write format = 1, or use the matching version");
    else
        top.whole("format", format, format);
}

} // namespace

Entry<Node> readNode(const Value &source, Mistakes &mistakes)
{
    const auto before = mistakes.count();
    Entry<Node> entry{{}, &source};
    auto &node = entry.value;
    const TableReader table(source, "[[node]]",
                            {"name", "address", "address6", "interface", "priority", "version_string"}, mistakes);
    if (table.require("name", "\"maxscale1\""))
        node.name = table.name("name").value_or("");
    if (table.require("address", "\"10.77.0.1\""))
        node.address = hostAddress(table, "address").value_or(IpAddress());
    node.address6 = hostAddress(table, "address6");
    if (node.address6 && node.address6->family() != Family::V6)
        table.wrong("address6", "which is no IPv6 address", "write an address such as fe80::1, or leave the key out");
    if (table.require("interface", "\"eth0\""))
        node.interface = table.interface("interface").value_or("");
    if (table.require("priority", "100"))
        node.priority = static_cast<std::uint8_t>(table.whole("priority", 1, 255).value_or(1));
    node.versionString = table.text("version_string").value_or("");
    entry.sound = mistakes.count() == before;
    return entry;
}

Helper readHelper(const Value *source, Mistakes &mistakes)
{
    Helper helper;
    helper.listen = *parseEndpoint("0.0.0.0:8732");
    helper.metrics = *parseEndpoint("127.0.0.1:8733");
    if (!source)
        return helper;
    const TableReader table(*source, "[helper]", {"listen", "metrics", "journal_size"}, mistakes);
    const auto read = [&table](std::string_view key, Endpoint &endpoint) {
        const auto text = table.text(key);
        const auto parsed = text ? parseEndpoint(*text) : std::nullopt;
        if (parsed)
            endpoint = *parsed;
        else if (text)
            table.wrong(key, "which is no ADDRESS:PORT",
                        "write an IP address and a port from 1 to 65535: \"0.0.0.0:8732\" or \"[::]:8732\"");
    };
    read("listen", helper.listen);
    read("metrics", helper.metrics);
    helper.journalSize =
        static_cast<int>(table.whole("journal_size", smallestJournal, largestJournal).value_or(helper.journalSize));
    const auto &listen = helper.listen;
    const auto &metrics = helper.metrics;
    if (listen.port == metrics.port &&
        (listen.address == metrics.address || listen.address.isUnspecified() || metrics.address.isUnspecified()))
        table.add(table.at("metrics"), "listen and metrics take the same port " + std::to_string(listen.port),
                  "give each a port of its own");
    return helper;
}

Sections readSections(const Value &document, const std::string &directory, Mistakes &mistakes)
{
    const TableReader top(
        document, "the file",
        {"format", "cluster", "node", "vrrp_instance", "sync_group", "maxscale", "check", "notify", "helper"},
        mistakes);
    Sections all;
    readFormat(top);
    if (!top.find("cluster"))
        top.add(document.at, "there is no [cluster]", "add [cluster] with name = \"…\"");
    else if (const auto *cluster = top.table("cluster"))
        readCluster(*cluster, all.rest, mistakes);
    requireSome(top, "node");
    requireSome(top, "vrrp_instance");
    readEach(top, "node", mostNodes, [&](const Value &each) { all.nodes.push_back(readNode(each, mistakes)); });
    readEach(top, "vrrp_instance", mostInstances,
             [&](const Value &each) { all.instances.push_back(readInstance(each, directory, mistakes)); });
    readEach(top, "sync_group", mostGroups,
             [&](const Value &each) { all.syncGroups.push_back(readSyncGroup(each, mistakes)); });
    readEach(top, "check", mostChecks,
             [&](const Value &each) { all.checks.push_back(readCheck(each, directory, mistakes)); });
    if (const auto *maxscale = top.table("maxscale"))
        all.rest.maxscale = readMaxScale(*maxscale, directory, mistakes);
    if (const auto *source = top.table("notify")) {
        const TableReader notify(*source, "[notify]", {"script"}, mistakes);
        if (notify.require("script", "\"/etc/tandem/notify.sh\""))
            all.rest.notifyScript = readCommand(notify, "script", directory).value_or("");
    }
    all.rest.helper = readHelper(top.table("helper"), mistakes);
    return all;
}

} // namespace tandem::config
