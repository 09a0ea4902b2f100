// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cluster.h"
#include "keepalived/conf.h"

#include <optional>
#include <string>
#include <vector>

namespace tandem::keepalived {

/// A host's configuration.
struct ImportedNode
{
    std::string name;
    Conf conf;
    std::optional<IpAddress> address; ///< where somebody said it; else what the files say
};

/// A remark with the text of its place.
struct ImportRemark
{
    RemarkKind kind = RemarkKind::NotCarried;
    std::string place; ///< "keepalived.conf:12"; empty: about all files
    std::uint32_t lastLine = 0;
    std::string text;
    std::string fix;
};

struct Imported
{
    config::Cluster cluster; ///< a node whose address nobody says has the unspecified one
    std::vector<ImportRemark> remarks;
};

/// Names for the hosts: their router_id where these differ, else the directories of their files where these do, else
/// node1, node2, ….
std::vector<std::string> nodeNames(const std::vector<Conf> &confs);

/// One cluster of the hosts' configurations, and what they disagree about. At least one node. Where they disagree the
/// first file counts.
Imported importSite(std::vector<ImportedNode> nodes, const std::string &clusterName);

} // namespace tandem::keepalived
