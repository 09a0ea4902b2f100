// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/actions/prospect.h"

#include <algorithm>

namespace tandem::gui {

namespace {

std::string withoutPrefix(const std::string &vip)
{
    return vip.substr(0, vip.find('/'));
}

bool holdsAny(const model::NodeStatus &node)
{
    return std::ranges::any_of(node.instances, [](const auto &each) { return !each.heldVips.empty(); });
}

} // namespace

const std::string &Prospect::name() const
{
    return node(m_index).name;
}

std::vector<std::string> Prospect::allVips() const
{
    std::vector<std::string> vips;
    for (const config::Instance &instance : m_source.cluster().instances)
        for (const config::VirtualAddress &vip : instance.virtualAddresses)
            vips.push_back(withoutPrefix(vip.network.toString()));
    return vips;
}

std::vector<std::string> Prospect::heldVips() const
{
    std::vector<std::string> vips;
    for (const model::InstanceStatus &instance : status(m_index).instances)
        for (const std::string &vip : instance.heldVips)
            vips.push_back(withoutPrefix(vip));
    return vips;
}

std::vector<std::string> Prospect::otherOwners() const
{
    std::vector<std::string> owners;
    for (int i = 0; i < m_source.nodeCount(); ++i)
        if (i != m_index && m_source.isReached(i) && holdsAny(status(i)))
            owners.push_back(node(i).name);
    return owners;
}

std::optional<std::int64_t> Prospect::sessionsElsewhere() const
{
    std::optional<std::int64_t> sum;
    for (const std::string &owner : otherOwners())
        if (const auto sessions = status(m_source.nodeIndexOf(owner)).maxscale.sessions)
            sum = sum.value_or(0) + *sessions;
    return sum;
}

bool Prospect::isSwitchedOver() const
{
    return std::ranges::any_of(status(m_index).instances,
                               [](const auto &each) { return each.overridePriority.has_value(); });
}

const model::InstanceStatus *Prospect::instanceOn(int index, const std::string &instance) const
{
    const auto &all = status(index).instances;
    const auto found = std::ranges::find(all, instance, &model::InstanceStatus::name);
    return found == all.end() ? nullptr : &*found;
}

std::optional<std::string> Prospect::successor() const
{
    std::optional<std::string> best;
    int highest = 0;
    for (const config::Instance &instance : m_source.cluster().instances)
        for (int i = 0; i < m_source.nodeCount(); ++i) {
            const model::InstanceStatus *on = instanceOn(i, instance.name);
            if (i == m_index || !m_source.isReached(i) || on == nullptr || status(i).maintenance ||
                (on->state != model::VrrpState::Backup && on->state != model::VrrpState::Master))
                continue;
            if (on->effectivePriority.value_or(0) > highest) {
                highest = *on->effectivePriority;
                best = node(i).name;
            }
        }
    return best;
}

std::optional<std::string> Prospect::preemptor() const
{
    for (const config::Instance &instance : m_source.cluster().instances) {
        const int own = instance.priorityOn(node(m_index));
        for (int i = 0; i < m_source.nodeCount(); ++i) {
            const model::InstanceStatus *on = instanceOn(i, instance.name);
            if (i != m_index && m_source.isReached(i) && on != nullptr && !status(i).maintenance &&
                on->state == model::VrrpState::Backup && on->effectivePriority.value_or(0) > own &&
                !instance.nopreemptOn(node(i)))
                return node(i).name;
        }
    }
    return {};
}

std::optional<std::string> Prospect::preempted() const
{
    for (const config::Instance &instance : m_source.cluster().instances) {
        if (instance.nopreemptOn(node(m_index)))
            continue;
        const model::InstanceStatus *here = instanceOn(m_index, instance.name);
        if (here == nullptr || here->state != model::VrrpState::Backup)
            continue;
        for (int i = 0; i < m_source.nodeCount(); ++i) {
            const model::InstanceStatus *on = instanceOn(i, instance.name);
            if (i != m_index && m_source.isReached(i) && on != nullptr && on->state == model::VrrpState::Master &&
                on->effectivePriority && *on->effectivePriority < instance.priorityOn(node(m_index)))
                return node(i).name;
        }
    }
    return {};
}

int Prospect::ownPriority() const
{
    const auto &instances = m_source.cluster().instances;
    return instances.empty() ? node(m_index).priority : instances.front().priorityOn(node(m_index));
}

} // namespace tandem::gui
