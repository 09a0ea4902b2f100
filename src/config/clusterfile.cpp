// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/clusterfile.h"

#include "config/document.h"
#include "config/file.h"
#include "config/rules.h"
#include "config/sections.h"

#include <algorithm>
#include <filesystem>

namespace tandem::config {

namespace {


using ClusterResult = tl::expected<Cluster, ClusterErrors>;

ClusterResult refuse(Error error)
{
    return tl::unexpected(ClusterErrors{{std::move(error)}});
}

ClusterResult refuseTooLong(const std::string &name)
{
    return refuse({ErrorCode::BadFile, name, "the file is longer than 1 MiB", "is it the right file?"});
}

Cluster assemble(Sections sections)
{
    Cluster cluster = std::move(sections.rest);
    for (auto &node : sections.nodes)
        cluster.nodes.push_back(std::move(node.value));
    for (auto &instance : sections.instances)
        cluster.instances.push_back(std::move(instance.value));
    for (auto &group : sections.syncGroups)
        cluster.syncGroups.push_back(std::move(group.value));
    for (auto &check : sections.checks)
        cluster.checks.push_back(std::move(check.value));
    return cluster;
}

std::string joined(const std::vector<IpAddress> &addresses)
{
    std::string all;
    for (const auto &address : addresses)
        all += (all.empty() ? "" : ", ") + address.toString();
    return all;
}

} // namespace

ClusterResult parseCluster(std::string_view text, const std::string &name, const std::string &directory)
{
    if (text.size() > longestClusterFile)
        return refuseTooLong(name);
    Mistakes mistakes(name);
    const auto document = parseDocument(text, mistakes);
    if (!document)
        return tl::unexpected(ClusterErrors{mistakes.take()});
    auto sections = readSections(*document, directory, mistakes);
    checkRules(sections, mistakes);
    if (mistakes.count() > 0)
        return tl::unexpected(ClusterErrors{mistakes.take()});
    return assemble(std::move(sections));
}

ClusterResult readClusterFile(const std::string &path)
{
    const auto file = openFile(path);
    if (!file)
        return refuse(file.error());
    if (!S_ISREG(file->mode()))
        return refuse(
            {ErrorCode::BadFile, path, "this is no regular file", "name the cluster file, such as cluster.toml"});
    const auto text = file->read(longestClusterFile + 1);
    if (!text)
        return refuse(text.error());
    std::error_code ignored; // the path was just opened; at worst relative paths stay relative
    const auto absolute = std::filesystem::absolute(path, ignored);
    return parseCluster(*text, path, absolute.parent_path().string());
}

Result<std::string> localNode(const Cluster &cluster, const std::vector<IpAddress> &localAddresses)
{
    std::vector<const Node *> found;
    for (const auto &node : cluster.nodes) {
        const auto local = [&](const IpAddress &address) {
            return std::find(localAddresses.begin(), localAddresses.end(), address) != localAddresses.end();
        };
        if (local(node.address) || (node.address6 && local(*node.address6)))
            found.push_back(&node);
    }
    if (found.size() == 1)
        return found.front()->name;
    if (found.empty())
        return fail(ErrorCode::BadFile, "",
                    "no node of the cluster file has an address of this host (" + joined(localAddresses) + ")",
                    "say which node this is with --node NAME");
    return fail(ErrorCode::BadFile, "",
                "this host has the addresses of nodes \"" + found[0]->name + "\" and \"" + found[1]->name + "\"",
                "say which node this is with --node NAME");
}

} // namespace tandem::config
