// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/clustersource.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tandem::gui {

/// What the priorities say about where VIPs will go. Pure; of what is known now, so that words made of it say "now".
class Prospect
{
public:
    Prospect(const ClusterSource &source, int nodeIndex) : m_source(source), m_index(nodeIndex) {}

    const std::string &name() const;
    std::vector<std::string> allVips() const;  ///< of the cluster, without prefix
    std::vector<std::string> heldVips() const; ///< in this node's kernel
    /// Other nodes that hold VIPs now, in the order of the file.
    std::vector<std::string> otherOwners() const;
    std::optional<std::int64_t> sessionsElsewhere() const; ///< on those owners; nothing where none tells
    bool isSwitchedOver() const;

    /// Another node that is heard, able and not in maintenance, with the highest priority now.
    std::optional<std::string> successor() const;
    /// Another node that takes VIPs from this one when its own priority is in force again: it has more, and preempts.
    std::optional<std::string> preemptor() const;
    /// The owner from whom this node takes VIPs when its own priority is in force again.
    std::optional<std::string> preempted() const;
    /// This node's own priority in the first instance.
    int ownPriority() const;

private:
    const model::NodeStatus &status(int node) const { return m_source.nodes()[static_cast<std::size_t>(node)]; }
    const config::Node &node(int index) const { return m_source.cluster().nodes[static_cast<std::size_t>(index)]; }
    const model::InstanceStatus *instanceOn(int node, const std::string &name) const;

    const ClusterSource &m_source;
    int m_index;
};

} // namespace tandem::gui
