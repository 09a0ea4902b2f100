// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/installtext.h"

#include "generate/shell.h"

#include <algorithm>

namespace tandem::generate {

namespace {

std::string facts(const config::Cluster &cluster)
{
    std::string text = "| node | address | interface | priority |\n| --- | --- | --- | --- |\n";
    for (const auto &node : cluster.nodes)
        text += "| " + node.name + " | " + node.address.toString() +
                (node.address6 ? ", " + node.address6->toString() : "") + " | " + node.interface + " | " +
                std::to_string(node.priority) + " |\n";
    text += "\n| instance | router id | VRRP | VIPs |\n| --- | --- | --- | --- |\n";
    for (const auto &instance : cluster.instances) {
        std::string addresses;
        for (const auto &one : instance.virtualAddresses)
            addresses += (addresses.empty() ? "" : ", ") + one.network.toString();
        text += "| " + instance.name + " | " + std::to_string(instance.virtualRouterId.value()) + " | " +
                std::to_string(instance.version) + " | " + addresses + " |\n";
    }
    return text;
}

std::string install(const File &file, const std::string &target)
{
    return "install -o root -g root -m " +
           std::string(file.mode == 0600   ? "0600"
                       : file.mode == 0755 ? "0755"
                                           : "0644") +
           " " + shellWord(file.path) + " " + shellWord(target) + "\n";
}

/// A password that could not be read here is on the hosts.
std::string passwords(const Input &input)
{
    if (!input.cluster.maxscale)
        return {};
    const auto &maxscale = *input.cluster.maxscale;
    const auto line = [&](const std::string &from, const char *to) {
        return from.empty() ? std::string()
                            : "install -o root -g root -m 0600 " + shellWord(from) + " " +
                                  shellWord(input.directory + "/" + to + ".password") + "\n";
    };
    std::string text;
    if (!input.readerPassword())
        text += line(maxscale.passwordFile, "check");
    if (!input.writerPassword())
        text += line(maxscale.adminPasswordFile.empty() ? maxscale.passwordFile : maxscale.adminPasswordFile, "notify");
    return text;
}

std::string forNode(const Input &input, const config::Node &node, const std::vector<File> &files)
{
    const std::string keepalived = node.name + "/keepalived/";
    const std::string dropIn = node.name + "/systemd/";
    bool starts = false;
    std::string text = "\n## " + node.name + "\n\nAs root, in the directory of this file on " + node.name +
                       ":\n\n```sh\nmkdir -p " + shellWord(input.directory) + "\n";
    for (const auto &file : files) {
        if (file.path.starts_with(keepalived))
            text += install(file, input.directory + "/" + file.path.substr(keepalived.size()));
        if (!file.path.starts_with(dropIn))
            continue;
        starts = true;
        text += "mkdir -p /etc/systemd/system/maxscale.service.d\n" +
                install(file, "/etc/systemd/system/" + file.path.substr(dropIn.size()));
    }
    text += passwords(input) + (starts ? "systemctl daemon-reload\n" : "") + "keepalived -t -f " +
            shellWord(input.directory + "/keepalived.conf") + "\n```\n\n";
    if (!node.versionString.empty() && input.cluster.maxscale)
        text += "Add the line of `" + node.name + "/maxscale/version_string.cnf` to each service in maxscale.cnf.\n\n";
    text += "Where a firewall runs, let VRRP in: `sh " + node.name + "/firewall/firewalld.sh`, or the lines of `" +
            node.name + "/firewall/tandem.nft` in the input chain of nftables.\n\n";
    return text + "Then: `systemctl enable --now keepalived`, and `ip address show dev " + node.interface +
           "` to see who has the VIPs.\n";
}

} // namespace

std::string installText(const Input &input, const std::vector<File> &files)
{
    std::vector<config::Node> nodes = input.cluster.nodes;
    std::ranges::stable_sort(nodes, {}, &config::Node::priority);
    std::string text =
        "# " + input.cluster.name + " with Keepalived\n\n" + facts(input.cluster) +
        "\nNeeds keepalived 2.2, bash, curl and util-linux on each host. A host runs Keepalived or `tandemd`, "
        "never both:\n`systemctl disable --now tandemd tandem-agent` first. The standbys come first, so "
        "that the VIPs move once.\n";
    for (const auto &node : nodes)
        text += forNode(input, node, files);
    return text;
}

} // namespace tandem::generate
