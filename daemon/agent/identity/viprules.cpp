// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/identity/viprules.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace tandem::agent {

namespace {

using maxscale::ProbeOutcome;
using model::AlarmSeverity;
using model::NodeStatus;

constexpr std::string_view answeredByOther = "vip-answered-by-other";
constexpr std::string_view macDiffers = "vip-mac-differs";
constexpr std::string_view notAnswering = "vip-not-answering";

bool holds(const NodeStatus &node, const std::string &vip)
{
    return std::ranges::any_of(node.instances, [&](const model::InstanceStatus &instance) {
        const bool addressOwner = instance.effectivePriority == 255; // has it in any state
        return (addressOwner || instance.state == model::VrrpState::Master) &&
               std::ranges::any_of(instance.heldVips, [&](const std::string &held) {
                   return std::string_view(held).substr(0, held.find('/')) == vip;
               });
    });
}

bool isKnown(const NodeStatus &node)
{
    return node.reachable && node.engineState == model::EngineState::Running;
}

bool has(const std::vector<std::string> &list, const std::string &one)
{
    return std::ranges::find(list, one) != list.end();
}

/// What all rules look at: one VIP, who says to hold it, and what its neighbour's address is.
class Case
{
public:
    Case(const std::vector<VipSighting> &sightings, const IdentityView &view) : m_sightings(sightings), m_view(view)
    {
        for (const NodeStatus &node : view.nodes)
            if (node.name != view.self && isKnown(node) && holds(node, vip()))
                m_holders.push_back(&node);
        for (const VipSighting &sighting : sightings)
            if (!sighting.answer.mac.empty())
                m_mac = sighting.answer.mac;
    }

    std::vector<VipWrong> wrongs() const
    {
        std::vector<VipWrong> list;
        for (const VipSighting &sighting : m_sightings)
            if (sighting.outcome == ProbeOutcome::Greeted && !isHolders(sighting.answer)) {
                list.push_back(answeredWrong(sighting.answer));
                return list; // the hardware address is in its text, and other ports tell the same
            }
        if (macIsWrong())
            list.push_back(
                {macDiffers, isSilent() ? AlarmSeverity::Critical : AlarmSeverity::Warning,
                 vip() + " is held by " + holders() + ", but is at " + m_mac + " here, which is " + ownerOfMac()});
        if (isSilent() && !m_holders.empty() && holdersAreWell() && isOnLink())
            list.push_back({notAnswering, AlarmSeverity::Critical,
                            vip() + " is held by " + holders() + ", but nobody greets there: " + troubles()});
        return list;
    }

private:
    const std::string &vip() const { return m_sightings.front().answer.vip; }

    const config::Node *nodeGreetingAs(const std::string &versionString) const
    {
        const auto &nodes = m_view.cluster.nodes;
        const auto found = std::ranges::find(nodes, versionString, &config::Node::versionString);
        return versionString.empty() || found == nodes.end() ? nullptr : &*found;
    }

    /// RFC 5798 7.3: a router's own hardware address, as Keepalived's use_vmac has it.
    bool isVirtualMac(const std::string &mac) const
    {
        return std::ranges::any_of(m_view.cluster.instances, [&](const config::Instance &instance) {
            std::array<char, 24> text{};
            std::snprintf(text.data(), text.size(), "00:00:5e:00:%02x:%02x", instance.family() == Family::V4 ? 1 : 2,
                          static_cast<unsigned>(instance.virtualRouterId.value()));
            return mac == text.data();
        });
    }
    const NodeStatus *nodeAt(const std::string &mac) const
    {
        const auto found =
            std::ranges::find_if(m_view.nodes, [&](const NodeStatus &node) { return has(node.macs, mac); });
        return found == m_view.nodes.end() ? nullptr : &*found;
    }
    bool isAHoldersMac() const
    {
        return isVirtualMac(m_mac) ||
               std::ranges::any_of(m_holders, [&](const NodeStatus *node) { return has(node->macs, m_mac); });
    }
    bool allMacsKnown() const
    {
        return std::ranges::all_of(m_view.nodes, [](const NodeStatus &node) { return !node.macs.empty(); });
    }

    /// Whoever greeted may be a holder; where nobody says to be one, a node of which nothing is known.
    bool isHolders(const model::VipAnswer &answer) const
    {
        if (m_holders.empty())
            return !nobodyCanHave(answer);
        if (!answer.mac.empty() && isAHoldersMac())
            return true;
        return std::ranges::any_of(m_holders, [&](const NodeStatus *holder) {
            const config::Node *node = m_view.cluster.nodeNamed(holder->name);
            const bool greetsOtherwise = std::ranges::find(holder->alarms, "maxscale-version-string",
                                                           &model::Alarm::code) != holder->alarms.end();
            return node == nullptr || node->versionString.empty() || node->versionString == answer.versionString ||
                   (greetsOtherwise && answer.mac.empty());
        });
    }

    /// No node holds it, or says so: is the greeting from outside, or from a node that denies to have it?
    bool nobodyCanHave(const model::VipAnswer &answer) const
    {
        if (std::ranges::all_of(m_view.nodes, isKnown) && !m_view.nodes.empty())
            return true;
        const bool allNamed =
            std::ranges::none_of(m_view.cluster.nodes, &std::string::empty, &config::Node::versionString);
        return allNamed && nodeGreetingAs(answer.versionString) == nullptr && !answer.mac.empty() && allMacsKnown() &&
               nodeAt(answer.mac) == nullptr && !isVirtualMac(answer.mac);
    }

    VipWrong answeredWrong(const model::VipAnswer &answer) const
    {
        std::string text = answer.vip + " is held by " + holders() + ", but port " + std::to_string(answer.port) +
                           " greets as \"" + answer.versionString + "\"";
        if (!answer.mac.empty())
            text += " from " + answer.mac;
        const NodeStatus *at = nodeAt(answer.mac);
        const config::Node *named = nodeGreetingAs(answer.versionString);
        const std::string node = at != nullptr ? at->name : named != nullptr ? named->name : std::string();
        if (at == nullptr && !answer.mac.empty() && allMacsKnown())
            text += ": another host has taken the address";
        else if (!node.empty())
            text += ", which is " + node + ": an ARP entry is stale, or " + node + " did not let go of it";
        else
            text += ": no node of this cluster does";
        return {answeredByOther, AlarmSeverity::Critical, std::move(text)};
    }

    bool macIsWrong() const
    {
        return !m_mac.empty() && !m_holders.empty() && !isAHoldersMac() &&
               std::ranges::all_of(m_holders, [](const NodeStatus *node) { return !node->macs.empty(); });
    }
    std::string ownerOfMac() const
    {
        const NodeStatus *at = nodeAt(m_mac);
        return at != nullptr ? at->name + "'s" : "not its";
    }

    bool isSilent() const
    {
        return std::ranges::none_of(m_sightings, [](const VipSighting &sighting) {
            return sighting.outcome == ProbeOutcome::Greeted || sighting.outcome == ProbeOutcome::ErrorPacket;
        });
    }
    bool isOnLink() const
    {
        return std::ranges::any_of(m_sightings, [](const VipSighting &sighting) {
            using State = Neighbour::State;
            return sighting.neighbour.state == State::Resolved || sighting.neighbour.state == State::Unresolved ||
                   (sighting.neighbour.state == State::Unknown && sighting.outcome != ProbeOutcome::Unreachable);
        });
    }
    bool holdersAreWell() const
    {
        return std::ranges::all_of(m_holders, [](const NodeStatus *node) { return node->maxscale.verdict == "ok"; });
    }

    std::string holders() const
    {
        std::string text;
        for (const NodeStatus *node : m_holders)
            text += (text.empty() ? "" : " and ") + node->name;
        return text.empty() ? "no node" : text;
    }
    std::string troubles() const
    {
        std::string text;
        for (const VipSighting &sighting : m_sightings)
            text += (text.empty() ? "" : ", ") + sighting.answer.trouble;
        return text;
    }

    const std::vector<VipSighting> &m_sightings;
    const IdentityView &m_view;
    std::vector<const NodeStatus *> m_holders;
    std::string m_mac;
};

} // namespace

std::vector<VipWrong> wrongsOf(const std::vector<VipSighting> &sightings, const IdentityView &view)
{
    return sightings.empty() ? std::vector<VipWrong>{} : Case(sightings, view).wrongs();
}

} // namespace tandem::agent
