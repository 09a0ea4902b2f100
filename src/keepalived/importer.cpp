// SPDX-License-Identifier: GPL-3.0-or-later
#include "keepalived/importer.h"

#include "config/commandline.h"
#include "keepalived/importchecks.h"
#include "keepalived/importinstance.h"
#include "keepalived/importnames.h"
#include "keepalived/importtext.h"

#include <algorithm>
#include <set>
#include <utility>

namespace tandem::keepalived {

namespace {

/// What most of them are; the first of those that are as many.
template <class T>
T mostCommon(const std::vector<T> &values, const T &none)
{
    T best = none;
    std::ptrdiff_t most = 0;
    for (const T &value : values) {
        const auto count = std::ranges::count(values, value);
        if (count > most) {
            most = count;
            best = value;
        }
    }
    return best;
}

class SiteImport
{
public:
    SiteImport(std::vector<ImportedNode> nodes, const std::string &clusterName) : m_nodes(std::move(nodes))
    {
        m_made.cluster.name = nameFrom(clusterName);
    }

    Imported run()
    {
        for (const auto &node : m_nodes)
            m_made.cluster.nodes.push_back(makeNode(node));
        for (std::size_t index = 0; index < m_nodes.size(); ++index)
            addFile(index);
        checkPresence();
        checkPeers();
        checkAddresses();
        return std::move(m_made);
    }

private:
    void remark(RemarkKind kind, const ImportedNode &node, Place at, std::string text, std::string fix = {})
    {
        m_made.remarks.push_back({kind, node.conf.placeText(at), at.line, std::move(text), std::move(fix)});
    }
    void remark(RemarkKind kind, std::string text, std::string fix)
    {
        m_made.remarks.push_back({kind, {}, 0, std::move(text), std::move(fix)});
    }

    /// Of instances with a VIP in the address' network: a node's address is on its own interface.
    static std::vector<std::string> interfacesAt(const Conf &conf, const IpAddress &address)
    {
        std::vector<std::string> interfaces;
        for (const Instance &instance : conf.instances)
            for (const Address &vip : instance.addresses)
                if (!address.isUnspecified() && vip.network.contains(address))
                    interfaces.push_back(instance.interface);
        return interfaces;
    }

    static config::Node makeNode(const ImportedNode &from)
    {
        config::Node node;
        node.name = from.name;
        std::vector<std::string> interfaces;
        std::vector<int> priorities;
        for (const Instance &instance : from.conf.instances) {
            interfaces.push_back(instance.interface);
            priorities.push_back(instance.priority);
            if (instance.source && instance.source->family() == Family::V6)
                node.address6 = instance.source;
            else if (instance.source && node.address.isUnspecified())
                node.address = *instance.source;
        }
        node.address = from.address.value_or(node.address);
        node.interface = mostCommon<std::string>(interfacesAt(from.conf, node.address), {});
        if (node.interface.empty())
            node.interface = mostCommon<std::string>(interfaces, {});
        node.priority = static_cast<std::uint8_t>(mostCommon(priorities, 100));
        return node;
    }

    void addFile(std::size_t index)
    {
        const ImportedNode &from = m_nodes[index];
        std::vector<Remark> remarks = from.conf.remarks;
        ImportChecks checks(from.conf, remarks);
        InstanceImport import(from.conf, checks, remarks);
        m_seen.emplace_back();
        for (const Instance &instance : from.conf.instances)
            addInstance(index, instance, import.make(instance));
        for (const config::Check &check : checks.made())
            addCheck(from, check);
        for (const Script &script : from.conf.scripts)
            noteUntracked(script.name, script.at, checks, remarks);
        for (const Process &process : from.conf.processes)
            noteUntracked(process.name, process.at, checks, remarks);
        for (const TrackFile &file : from.conf.trackFiles)
            noteUntracked(file.name, file.at, checks, remarks);
        for (const Group &group : from.conf.groups)
            addGroup(from, group);
        for (const Instance &instance : from.conf.instances)
            addNotify(from, instance.notify);
        std::ranges::stable_sort(remarks, {}, &Remark::at);
        for (auto &each : remarks)
            m_made.remarks.push_back(
                {each.kind, from.conf.placeText(each.at), each.lastLine, std::move(each.text), std::move(each.fix)});
    }

    static void noteUntracked(const std::string &name, Place at, const ImportChecks &checks,
                              std::vector<Remark> &remarks)
    {
        const auto begins = [&](const config::Check &check) {
            return check.name.starts_with(nameFrom(name).substr(0, 56));
        };
        const bool spoken = std::ranges::any_of(remarks, [&](const Remark &each) { return each.at == at; });
        if (std::ranges::none_of(checks.made(), begins) && !spoken)
            remarks.push_back(
                {RemarkKind::NotCarried, at, at.line, name + " is tracked by nobody", "remove it, or track it"});
    }

    /// The same router on another host: its name and id, its id on the same family, or at least its name.
    std::size_t indexOf(const config::Instance &made, Family family) const
    {
        const auto &all = m_made.cluster.instances;
        const auto with = [&](auto same) {
            for (std::size_t i = 0; i < all.size(); ++i) {
                if (!m_seen.back().contains(i) && same(i))
                    return i;
            }
            return all.size();
        };
        const auto sameId = [&](std::size_t i) {
            return all[i].virtualRouterId == made.virtualRouterId && m_families[i] == family;
        };
        auto found = with([&](std::size_t i) { return sameId(i) && all[i].name == made.name; });
        if (found == all.size())
            found = with(sameId);
        return found != all.size() ? found : with([&](std::size_t i) { return all[i].name == made.name; });
    }

    void addInstance(std::size_t node, const Instance &from, config::Instance made)
    {
        auto &all = m_made.cluster.instances;
        const auto index = node == 0 ? all.size() : indexOf(made, from.family());
        const auto taken = std::ranges::find(all, made.name, &config::Instance::name);
        if (index == all.size()) {
            if (taken != all.end())
                remark(RemarkKind::Differs, m_nodes[node], from.at, "there are two instances " + made.name,
                       "rename one");
            m_families.push_back(from.family());
            m_first.push_back({node, from.at});
            all.push_back(made);
        }
        m_seen.back().insert(index);
        auto &known = all[index];
        if (index + 1 != all.size() || m_first[index].first != node)
            compare(node, from, known, made);
        const auto &self = m_made.cluster.nodes[node];
        auto &override = known.overrides[self.name];
        if (from.interface != self.interface)
            override.interface = from.interface;
        if (from.priority != self.priority)
            override.priority = from.priority;
        if (made.nopreempt != known.nopreempt)
            override.nopreempt = made.nopreempt;
        if (!override.interface && !override.priority && !override.nopreempt)
            known.overrides.erase(self.name);
    }

    void compare(std::size_t node, const Instance &from, const config::Instance &known, const config::Instance &made)
    {
        const auto differ = [&](const std::string &what, const std::string &here, const std::string &first) {
            if (here != first)
                remark(RemarkKind::Differs, m_nodes[node], from.at,
                       what + " of " + known.name + " is " + here + " on " + m_nodes[node].name + ", but " + first +
                           " on " + m_nodes[m_first[indexOfInstance(known)].first].name + ", which is taken",
                       "make it the same on all hosts");
        };
        differ("the name", made.name, known.name);
        differ("virtual_router_id", std::to_string(made.virtualRouterId.value()),
               std::to_string(known.virtualRouterId.value()));
        differ("the version", std::to_string(made.version), std::to_string(known.version));
        differ("advert_int", secondsText(made.advertInt), secondsText(known.advertInt));
        differ("virtual_ipaddress", textOf(made.virtualAddresses), textOf(known.virtualAddresses));
        differ("virtual_ipaddress_excluded", textOf(made.excludedAddresses), textOf(known.excludedAddresses));
        differ("unicast", made.unicast ? "on" : "off", known.unicast ? "on" : "off");
        differ("preempt_delay", secondsText(made.preemptDelay), secondsText(known.preemptDelay));
        differ("vrrp_startup_delay", secondsText(made.startDelay), secondsText(known.startDelay));
        differ("track_interface", textOf(made.trackInterfaces), textOf(known.trackInterfaces));
        differ("the list of checks", textOf(made.tracks), textOf(known.tracks));
        if (made.authPass != known.authPass || made.password != known.password) // never shown
            remark(RemarkKind::Differs, m_nodes[node], from.at,
                   "auth_pass of " + known.name + " is not the one of " +
                       m_nodes[m_first[indexOfInstance(known)].first].name + ", which is taken",
                   "make it the same on all hosts: with two passwords there are two owners");
    }
    std::size_t indexOfInstance(const config::Instance &known) const
    {
        return static_cast<std::size_t>(&known - m_made.cluster.instances.data());
    }

    void addCheck(const ImportedNode &from, const config::Check &check)
    {
        auto &all = m_made.cluster.checks;
        const auto known = std::ranges::find(all, check.name, &config::Check::name);
        if (known == all.end())
            all.push_back(check);
        else if (textOf(*known) != textOf(check))
            m_made.remarks.push_back({RemarkKind::Differs, from.conf.files.front(), 0,
                                      "check " + check.name + " is " + textOf(check) + " on " + from.name + ", but " +
                                          textOf(*known) + " on the first host, which is taken",
                                      "make it the same on all hosts"});
    }

    void addGroup(const ImportedNode &from, const Group &group)
    {
        config::SyncGroup made{nameFrom(group.name), {}};
        for (const auto &member : group.members)
            made.members.push_back(nameFrom(member));
        auto &all = m_made.cluster.syncGroups;
        const auto known = std::ranges::find(all, made.name, &config::SyncGroup::name);
        if (known == all.end())
            all.push_back(made);
        else if (textOf(known->members) != textOf(made.members))
            remark(RemarkKind::Differs, from, group.at,
                   "group " + made.name + " has " + textOf(made.members) + " on " + from.name + ", but " +
                       textOf(known->members) + " on the first host, which is taken",
                   "make it the same on all hosts");
        addNotify(from, group.notify);
    }

    void addNotify(const ImportedNode &from, const std::optional<Notify> &notify)
    {
        if (!notify)
            return;
        const auto words = config::splitCommand(notify->command);
        auto &script = m_made.cluster.notifyScript;
        if (!words || !words->front().starts_with('/'))
            remark(RemarkKind::NotCarried, from, notify->at, "notify " + notify->command + " is no absolute program",
                   "write its whole path");
        else if (script.empty())
            script = notify->command;
        else if (script != notify->command)
            remark(RemarkKind::NotCarried, from, notify->at,
                   "notify " + notify->command + ": a cluster file has one script for all instances, here " + script,
                   "let that one look at its second word, the instance's name");
    }

    void checkPresence()
    {
        for (std::size_t i = 0; i < m_made.cluster.instances.size(); ++i)
            for (std::size_t node = 0; node < m_nodes.size(); ++node)
                if (!m_seen[node].contains(i))
                    remark(RemarkKind::Differs,
                           "instance " + m_made.cluster.instances[i].name + " is not in the file of " +
                               m_nodes[node].name + ": in a cluster file all nodes have all instances",
                           "give this host the instance, or leave it out of the cluster file");
        if (m_made.cluster.instances.empty())
            remark(RemarkKind::Missing, "there is no vrrp_instance in these files", "import the one that has it");
    }

    /// Who is spoken to in unicast, and has no file here.
    void checkPeers()
    {
        for (const auto &node : m_nodes) {
            for (const Instance &instance : node.conf.instances)
                for (const IpAddress &peer : instance.peers) {
                    const bool known = std::ranges::any_of(m_made.cluster.nodes, [&](const config::Node &one) {
                        return one.address == peer || one.address6 == peer;
                    });
                    if (!known && !adopt(node, peer))
                        remark(RemarkKind::Missing, node, instance.at,
                               "unicast_peer " + peer.toString() + " of " + instance.name +
                                   " is no node of these files",
                               "import that host's file too, or say --address NODE=" + peer.toString());
                }
        }
    }
    /// With two hosts, the other's peer is the one without an address.
    bool adopt(const ImportedNode &from, const IpAddress &peer)
    {
        if (m_made.cluster.nodes.size() != 2)
            return false;
        auto &other = m_made.cluster.nodes[from.name == m_nodes[0].name ? 1 : 0];
        if (peer.family() == Family::V6 && !other.address6)
            other.address6 = peer;
        else if (peer.family() == Family::V4 && other.address.isUnspecified())
            other.address = peer;
        else
            return false;
        return true;
    }

    void checkAddresses()
    {
        for (const auto &node : m_made.cluster.nodes) {
            if (node.address.isUnspecified())
                remark(RemarkKind::Missing, "no file says the address of " + node.name,
                       "say --address " + node.name + "=ADDRESS: the one of " +
                           (node.interface.empty() ? "its interface" : node.interface) +
                           " from which its adverts come");
            if (node.interface.empty())
                remark(RemarkKind::Missing, "the file of " + node.name + " names no interface",
                       "write it in the cluster file");
        }
        if (m_nodes.size() == 1)
            remark(RemarkKind::Missing,
                   "there is one file, of " + m_nodes.front().name + ": the other hosts are not known",
                   "name the files of all hosts in one command");
    }

    std::vector<ImportedNode> m_nodes;
    Imported m_made;
    std::vector<Family> m_families;                     ///< of the instances
    std::vector<std::pair<std::size_t, Place>> m_first; ///< where each instance was seen first
    std::vector<std::set<std::size_t>> m_seen;          ///< instances in each node's file
};

} // namespace

Imported importSite(std::vector<ImportedNode> nodes, const std::string &clusterName)
{
    return SiteImport(std::move(nodes), clusterName).run();
}

} // namespace tandem::keepalived
