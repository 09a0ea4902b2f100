// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/clusterdraft.h"

#include "config/clusterfile.h"
#include "config/clusterwriter.h"
#include "lint/linter.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace tandem::gui {

namespace {

constexpr auto fileName = "cluster.toml";
constexpr auto directory = "/etc/tandem"; // only that relative paths become absolute

/// From "FILE:LINE:COLUMN".
std::uint32_t lineIn(const std::string &place)
{
    std::uint32_t line = 1;
    const auto column = place.rfind(':');
    const auto before = column == std::string::npos || column == 0 ? column : place.rfind(':', column - 1);
    if (before != std::string::npos)
        std::from_chars(place.data() + before + 1, place.data() + place.size(), line);
    return line;
}

} // namespace

DraftPart partAt(std::string_view text, std::uint32_t line)
{
    DraftPart part = DraftPart::Nodes;
    for (std::uint32_t at = 1; at <= line && !text.empty(); ++at) {
        const auto row = text.substr(0, text.find('\n'));
        if (row.starts_with("[cluster]") || row.starts_with("[[node]]"))
            part = DraftPart::Nodes;
        else if (row.starts_with("[[vrrp_instance") || row.starts_with("[vrrp_instance") ||
                 row.starts_with("[[sync_group"))
            part = DraftPart::Network;
        else if (row.starts_with("[maxscale]"))
            part = DraftPart::MaxScale;
        else if (row.starts_with("[[check]]"))
            part = DraftPart::Timing;
        else if (row.starts_with("[notify]") || row.starts_with("[helper]"))
            part = DraftPart::Notify;
        text.remove_prefix(std::min(row.size() + 1, text.size()));
    }
    return part;
}

config::Cluster ClusterDraft::fresh()
{
    config::Cluster cluster;
    cluster.name = "maxscale";
    for (int number = 1; number <= 2; ++number) {
        config::Node node;
        node.name = "maxscale" + std::to_string(number);
        node.interface = "eth0";
        node.priority = number == 1 ? 150 : 100;
        node.versionString = node.name;
        cluster.nodes.push_back(std::move(node));
    }
    config::Instance instance;
    instance.name = "VI_1";
    instance.virtualRouterId = *VirtualRouterId::of(51);
    instance.tracks = {"maxscale"};
    cluster.instances.push_back(std::move(instance));
    config::MaxScale maxscale;
    maxscale.listeners = {4006};
    cluster.maxscale = std::move(maxscale);
    config::Check check;
    check.name = "maxscale";
    cluster.checks.push_back(std::move(check));
    return cluster;
}

ClusterDraft::ClusterDraft(QObject *parent) : QObject(parent), m_cluster(fresh())
{
    read();
}

void ClusterDraft::edit(const std::function<void(config::Cluster &)> &change)
{
    change(m_cluster);
    read();
    emit changed();
}

void ClusterDraft::replace(config::Cluster cluster, std::map<std::string, std::string> secrets)
{
    m_cluster = std::move(cluster);
    m_secrets = std::move(secrets);
    read();
    emit replaced();
    emit changed();
}

void ClusterDraft::setSecret(const std::string &file, const std::string &secret)
{
    if (secret.empty())
        m_secrets.erase(file);
    else
        m_secrets[file] = secret;
}

void ClusterDraft::read()
{
    m_text = config::clusterText(m_cluster);
    m_mistakes.clear();
    const auto read = config::parseCluster(m_text, fileName, directory);
    if (read)
        return;
    for (const Error &error : read.error().errors)
        m_mistakes.emplace_back(partAt(m_text, lineIn(error.place)), error);
}

std::vector<Error> ClusterDraft::mistakes(DraftPart part) const
{
    std::vector<Error> found;
    for (const auto &[where, error] : m_mistakes)
        if (where == part)
            found.push_back(error);
    return found;
}

std::vector<lint::Finding> ClusterDraft::findings() const
{
    return lint::lintCluster(m_text, fileName, directory);
}

} // namespace tandem::gui
