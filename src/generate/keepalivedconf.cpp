// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/keepalivedconf.h"

#include "generate/shell.h"

#include <algorithm>

namespace tandem::generate {

namespace {

std::string quoted(const std::string &text)
{
    return "\"" + text + "\"";
}

/// Keepalived's own quotation knows escapes that differ between its versions.
Result<std::string> plain(const std::string &place, const std::string &text)
{
    if (text.find_first_of("\"\\\n") == std::string::npos)
        return text;
    return fail(ErrorCode::BadFile, place, "keepalived.conf cannot hold a quotation mark or a backslash here",
                "choose a value without them");
}

/// Keepalived counts the times of scripts in whole seconds.
std::string wholeSeconds(Duration duration)
{
    return std::to_string(std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(duration).count()));
}

Result<std::string> commandOf(const Input &input, const config::Check &check)
{
    switch (check.kind) {
    case config::CheckKind::MaxScale:
    case config::CheckKind::File:
    case config::CheckKind::Tcp: return input.directory + "/check-" + check.name;
    case config::CheckKind::Script: return plain(check.name, check.script);
    case config::CheckKind::Process: return "/usr/bin/pgrep -x " + check.process.substr(0, 15); // as the kernel cuts
    case config::CheckKind::Gateway: break;
    }
    return fail(ErrorCode::BadFile, check.name, "a check of this kind has no counterpart in Keepalived",
                "give Keepalived's hosts a check of kind \"script\"");
}

Result<std::string> scriptBlock(const Input &input, const config::Check &check)
{
    return commandOf(input, check).map([&](const std::string &command) {
        return "vrrp_script " + check.name + " {\n    script " + quoted(command) + "\n    interval " +
               wholeSeconds(check.interval) + "\n    timeout " + wholeSeconds(check.timeout) + "\n    fall " +
               std::to_string(check.fall) + "\n    rise " + std::to_string(check.rise) + "\n    weight " +
               std::to_string(check.weight) + "\n" + (check.initFail ? "    init_fail\n" : "") + "}\n\n";
    });
}

std::string addressBlock(const std::string &name, const std::vector<config::VirtualAddress> &addresses)
{
    if (addresses.empty())
        return {};
    std::string text = "    " + name + " {\n";
    for (const auto &one : addresses)
        text += "        " + one.network.toString() + (one.dev.empty() ? "" : " dev " + one.dev) +
                (one.label.empty() ? "" : " label " + one.label) + "\n";
    return text + "    }\n";
}

std::string listBlock(const std::string &name, const std::vector<std::string> &items)
{
    if (items.empty())
        return {};
    std::string text = "    " + name + " {\n";
    for (const auto &item : items)
        text += "        " + item + "\n";
    return text + "    }\n";
}

const config::SyncGroup *groupOf(const config::Cluster &cluster, const std::string &instance)
{
    const auto found = std::ranges::find_if(cluster.syncGroups, [&](const config::SyncGroup &group) {
        return std::ranges::find(group.members, instance) != group.members.end();
    });
    return found == cluster.syncGroups.end() ? nullptr : &*found;
}

std::string unicastBlock(const config::Cluster &cluster, const config::Instance &instance, const config::Node &node)
{
    const bool v4 = instance.family() == Family::V4;
    const auto addressOf = [&](const config::Node &one) {
        return v4 ? one.address : one.address6.value_or(one.address);
    };
    std::vector<std::string> peers;
    for (const auto &other : cluster.nodes) {
        if (other.name != node.name)
            peers.push_back(addressOf(other).toString());
    }
    return "    unicast_src_ip " + addressOf(node).toString() + "\n" + listBlock("unicast_peer", peers);
}

Result<std::string> authBlock(const Input &input, const config::Instance &instance)
{
    if (!instance.authPass)
        return std::string();
    const auto password = input.secretOf(instance.password, instance.passwordFile);
    if (!password)
        return fail(ErrorCode::BadFile, instance.passwordFile,
                    "the password of " + instance.name + " is not known here", "run it where this file is");
    return plain(instance.name, *password).map([](const std::string &secret) {
        return "    authentication {\n        auth_type PASS\n        auth_pass " + quoted(secret) + "\n    }\n";
    });
}

Result<std::string> instanceBlock(const Input &input, const config::Instance &instance, const config::Node &node)
{
    return authBlock(input, instance).map([&](const std::string &authentication) {
        const bool owner = instance.priorityOn(node) == 255;
        std::string text =
            "vrrp_instance " + instance.name + " {\n    state " + (owner ? "MASTER" : "BACKUP") + "\n    interface " +
            instance.interfaceOn(node) + "\n    version " + std::to_string(instance.version) +
            "\n    virtual_router_id " + std::to_string(instance.virtualRouterId.value()) + "\n    priority " +
            std::to_string(instance.priorityOn(node)) + "\n    advert_int " + seconds(instance.advertInt) + "\n";
        if (instance.nopreemptOn(node))
            text += "    nopreempt\n";
        else if (instance.preemptDelay.count() > 0)
            text += "    preempt_delay " + seconds(instance.preemptDelay) + "\n";
        if (instance.unicast)
            text += unicastBlock(input.cluster, instance, node);
        text += authentication + addressBlock("virtual_ipaddress", instance.virtualAddresses) +
                addressBlock("virtual_ipaddress_excluded", instance.excludedAddresses) +
                listBlock("track_interface", instance.trackInterfaces) + listBlock("track_script", instance.tracks);
        if (groupOf(input.cluster, instance.name) == nullptr)
            text += "    notify " + quoted(input.directory + "/notify") + "\n";
        return text + "}\n";
    });
}

/// Keepalived has one for all instances: the longest.
std::string startupDelay(const config::Cluster &cluster)
{
    Duration longest{};
    for (const auto &instance : cluster.instances)
        longest = std::max(longest, instance.startDelay);
    return longest.count() > 0 ? "\n    vrrp_startup_delay " + seconds(longest) : "";
}

} // namespace

Result<std::string> keepalivedConf(const Input &input, const config::Node &node)
{
    const auto &cluster = input.cluster;
    std::string text = "! " + cluster.name + ", " + node.name + "\n\nglobal_defs {\n    router_id " + node.name +
                       startupDelay(cluster) + "\n    enable_script_security\n    script_user root\n}\n\n";
    for (const auto &check : cluster.checks) {
        const bool used = std::ranges::any_of(cluster.instances, [&](const config::Instance &instance) {
            return std::ranges::find(instance.tracks, check.name) != instance.tracks.end();
        });
        if (!used)
            continue; // Keepalived warns of a script that nothing tracks
        const auto block = scriptBlock(input, check);
        if (!block)
            return block;
        text += *block;
    }
    for (const auto &group : cluster.syncGroups)
        text += "vrrp_sync_group " + group.name + " {\n" + listBlock("group", group.members) + "    notify " +
                quoted(input.directory + "/notify") + "\n}\n\n";
    for (const auto &instance : cluster.instances) {
        const auto block = instanceBlock(input, instance, node);
        if (!block)
            return block;
        text += *block + (&instance == &cluster.instances.back() ? "" : "\n");
    }
    return text;
}

} // namespace tandem::generate
