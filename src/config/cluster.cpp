// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/cluster.h"

#include <algorithm>

namespace tandem::config {

namespace {

template <class T>
const T *named(const std::vector<T> &all, const std::string &name)
{
    const auto found = std::find_if(all.begin(), all.end(), [&](const T &each) { return each.name == name; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace

std::string Instance::interfaceOn(const Node &node) const
{
    const auto found = overrides.find(node.name);
    return found == overrides.end() ? node.interface : found->second.interface.value_or(node.interface);
}

std::uint8_t Instance::priorityOn(const Node &node) const
{
    const auto found = overrides.find(node.name);
    return found == overrides.end() ? node.priority : found->second.priority.value_or(node.priority);
}

bool Instance::nopreemptOn(const Node &node) const
{
    const auto found = overrides.find(node.name);
    return found == overrides.end() ? nopreempt : found->second.nopreempt.value_or(nopreempt);
}

std::string Endpoint::toString() const
{
    const auto host = address.toString();
    return (address.family() == Family::V6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

const Node *Cluster::nodeNamed(const std::string &nodeName) const
{
    return named(nodes, nodeName);
}

const Check *Cluster::checkNamed(const std::string &checkName) const
{
    return named(checks, checkName);
}

const Instance *Cluster::instanceNamed(const std::string &instanceName) const
{
    return named(instances, instanceName);
}

} // namespace tandem::config
