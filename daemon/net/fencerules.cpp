// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/fence.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

namespace tandem::net {

namespace {

constexpr std::string_view table = "netdev tandem";
constexpr std::size_t mostHooks = 256; // devices of one base chain (NFT_NETDEVICE_MAX)
// A set needs a key, and this one has but one element. `meta mark and 0` is 0 on the way out as on the way in; the
// packet's interface is not: a VIP may stand on another one than its adverts leave by.
constexpr std::string_view theKey = "meta mark and 0";

/// A name of an interface as part of an nft identifier: letters and digits, others as their number.
std::string encoded(const std::string &interface)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string name;
    for (const char c : interface) {
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
            name += c;
        } else {
            const auto octet = static_cast<unsigned char>(c);
            name += '_';
            name += digits[octet >> 4U];
            name += digits[octet & 15U];
        }
    }
    return name;
}

std::string digitOf(Family family)
{
    return family == Family::V4 ? "4" : "6";
}

/// "4_51_eth0": what tells a router from the others; part of the names of its set and its chains.
std::string idOf(const FencedRouter &router)
{
    return digitOf(router.family) + "_" + std::to_string(router.virtualRouterId.value()) + "_" +
           encoded(router.interface);
}

std::string quoted(const std::string &interface)
{
    return "\"" + interface + "\"";
}

std::string hexadecimal(const IpAddress &address)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "0x";
    for (const std::uint8_t octet : address.octets()) {
        text += digits[octet >> 4U];
        text += digits[octet & 15U];
    }
    return text;
}

std::string timeoutOf(const FencedRouter &router)
{
    return std::to_string(std::chrono::floor<std::chrono::milliseconds>(router.openFor).count()) + "ms";
}

/// Elements of a verdict map: key -> chain. A key has one verdict.
using VerdictMap = std::map<std::string, std::string>;

/// The table's content: names of chains with their rules, and the sets.
class Rules
{
public:
    Rules(const std::vector<FencedRouter> &routers, const std::vector<std::string> &devices)
    {
        for (const auto &router : routers)
            addRouter(router);
        findShared(routers);
        for (const auto &router : routers)
            addVips(router);
        writeOut();
        writeIn();
        addHooks(devices);
    }

    std::map<std::string, std::string> sets;                ///< name -> its declaration
    std::map<std::string, std::vector<std::string>> chains; ///< name -> rules
    std::map<std::string, std::vector<std::string>> hooks;  ///< base chains: the declaration, then rules

private:
    void addRouter(const FencedRouter &router)
    {
        const std::string id = idOf(router);
        sets["open" + id] = "{ type mark; size 1024; flags dynamic,timeout; }";
        chains["sent" + id] = {"update @open" + id + " { " + std::string(theKey) + " timeout " + timeoutOf(router) +
                               " }"};
        chains["to" + id] = {std::string(theKey) + " @open" + id + " accept", "drop"};
        const std::string sender = digitOf(router.family) + "_" + encoded(router.interface);
        m_senders[router.family][quoted(router.interface)] = "out" + sender;
        m_routerIds["out" + sender][std::to_string(router.virtualRouterId.value())] = "sent" + id;
    }

    /// An address of the link alone, or one that several have, is told apart by the interface as well.
    void findShared(const std::vector<FencedRouter> &routers)
    {
        std::map<IpAddress, std::set<std::pair<std::string, std::string>>> owners;
        for (const auto &router : routers) {
            for (const auto &vip : router.vips)
                owners[vip.address].emplace(idOf(router), vip.dev);
        }
        for (const auto &[address, ofThem] : owners) {
            if (ofThem.size() > 1 || (address.family() == Family::V6 && address.isLinkLocal()))
                m_shared.insert(address);
        }
    }

    void addVips(const FencedRouter &router)
    {
        const std::string chain = "to" + idOf(router);
        for (const auto &vip : router.vips) {
            const std::string address = vip.address.toString();
            const bool v4 = vip.address.family() == Family::V4;
            if (v4)
                m_claims.insert(address + " . " + address);
            if (!m_shared.contains(vip.address)) {
                (v4 ? m_to4 : m_to6).emplace(address, chain);
                if (!v4)
                    m_asked.emplace(hexadecimal(vip.address), chain);
                continue;
            }
            (v4 ? m_sharedTo4 : m_sharedTo6).emplace(quoted(vip.dev) + " . " + address, chain);
            if (!v4)
                m_sharedAsked[vip.dev].emplace(hexadecimal(vip.address), chain);
        }
    }

    static void verdicts(std::vector<std::string> &rules, const std::string &selector, const VerdictMap &map)
    {
        if (map.empty())
            return;
        std::string rule = selector + " vmap { ";
        for (const auto &[key, chain] : map)
            rule += key + " : goto " + chain + ", ";
        rule.replace(rule.size() - 2, 2, " }");
        rules.push_back(std::move(rule));
    }

    /// A frame with a VLAN's tag is judged on the VLAN's own interface.
    static std::string untagged() { return "@ll,96,16 { 0x8100, 0x88a8 } accept"; }

    void writeOut()
    {
        auto &out = chains["out"] = {untagged()};
        verdicts(out, "ip protocol 112 meta oifname", m_senders[Family::V4]);
        verdicts(out, "ip6 nexthdr 112 meta oifname", m_senders[Family::V6]);
        for (const auto &[chain, ids] : m_routerIds) {
            // Priority 0 (the third octet of an advert) says that the VIP is given up: nothing to open for.
            auto &rules = chains[chain] = {"@th,16,8 0 accept"};
            verdicts(rules, "@th,8,8", ids);
        }
    }

    void writeIn()
    {
        auto &in = chains["in"] = {untagged()};
        // What the new owner tells of itself (gratuitous ARP: sender and target are the VIP) is for this host to learn.
        if (!m_claims.empty()) {
            std::string claims;
            for (const auto &claim : m_claims)
                claims += (claims.empty() ? "" : ", ") + claim;
            chains["in_arp"].push_back("arp saddr ip . arp daddr ip { " + claims + " } accept");
        }
        verdicts(chains["in_arp"], "arp daddr ip", m_to4);
        verdicts(chains["in_arp"], "meta iifname . arp daddr ip", m_sharedTo4);
        verdicts(chains["in_ip4"], "ip daddr", m_to4);
        verdicts(chains["in_ip4"], "meta iifname . ip daddr", m_sharedTo4);
        verdicts(chains["in_ip6"], "ip6 daddr", m_to6);
        verdicts(chains["in_ip6"], "meta iifname . ip6 daddr", m_sharedTo6);
        // Neighbour solicitations go to a group: their target (RFC 4861 4.3) says whom they mean.
        VerdictMap asked;
        for (const auto &[dev, targets] : m_sharedAsked) {
            asked[quoted(dev)] = "ask_" + encoded(dev);
            verdicts(chains["ask_" + encoded(dev)], "@th,64,128", targets);
        }
        verdicts(chains["ask"], "@th,64,128", m_asked);
        verdicts(chains["ask"], "meta iifname", asked);
        chains["in_ip6"].push_back("icmpv6 type nd-neighbor-solicit goto ask");
        in.push_back("meta protocol vmap { arp : goto in_arp, ip : goto in_ip4, ip6 : goto in_ip6 }");
    }

    void addHooks(const std::vector<std::string> &devices)
    {
        for (std::size_t at = 0; at < devices.size(); at += mostHooks) {
            std::string names;
            for (std::size_t i = at; i < std::min(at + mostHooks, devices.size()); ++i)
                names += (names.empty() ? "" : ", ") + quoted(devices[i]);
            const std::string number = std::to_string(at / mostHooks);
            for (const auto &[hook, chain] : {std::pair("egress", "out"), std::pair("ingress", "in")})
                hooks["hook_" + std::string(chain) + number] = {"{ type filter hook " + std::string(hook) +
                                                                    " devices = { " + names +
                                                                    " } priority 0; policy accept; }",
                                                                "goto " + std::string(chain)};
        }
    }

    std::map<Family, VerdictMap> m_senders; ///< interface -> chain
    std::map<std::string, VerdictMap> m_routerIds;
    std::set<IpAddress> m_shared;
    std::set<std::string> m_claims;
    VerdictMap m_to4, m_to6, m_asked, m_sharedTo4, m_sharedTo6;
    std::map<std::string, VerdictMap> m_sharedAsked; ///< by interface
};

void line(std::string &text, std::string_view what, std::string_view name, std::string_view rest = {})
{
    text.append(what).append(" ").append(table).append(" ").append(name);
    if (!rest.empty())
        text.append(" ").append(rest);
    text += '\n';
}

/// Takes away what was there: all rules, the hooks (the kernel may have dropped some with their interfaces), and the
/// chains and sets that are not wanted any more. Sets that stay keep their elements.
void clear(std::string &text, const Rules &wanted, const Rules &was)
{
    text.append("flush table ").append(table) += '\n';
    for (const auto &[name, rules] : was.hooks) {
        line(text, "add chain", name);
        line(text, "delete chain", name);
    }
    for (const auto &[name, rules] : was.chains) {
        if (!wanted.chains.contains(name))
            line(text, "delete chain", name);
    }
    for (const auto &[name, declaration] : was.sets) {
        if (!wanted.sets.contains(name))
            line(text, "delete set", name);
    }
}

} // namespace

std::string fenceRules(const std::vector<FencedRouter> &routers, const std::vector<FencedRouter> *before,
                       const std::vector<std::string> &devices)
{
    const std::string ours = std::string(table) + "\n";
    std::string text = "add table " + ours;
    if (before == nullptr || routers.empty())
        text += "delete table " + ours;
    if (routers.empty())
        return text;
    const Rules wanted(routers, devices);
    std::set<std::string> kept;
    if (before == nullptr) {
        text += "add table " + ours;
    } else {
        const Rules was(*before, fencedDevices(*before));
        clear(text, wanted, was);
        for (const auto &[name, declaration] : was.sets)
            kept.insert(name);
    }
    for (const auto &[name, declaration] : wanted.sets)
        line(text, "add set", name, declaration);
    for (const auto &[name, rules] : wanted.chains)
        line(text, "add chain", name);
    for (const auto &router : routers) {
        if (router.open && !kept.contains("open" + idOf(router)))
            line(text, "add element", "open" + idOf(router), "{ 0 timeout " + timeoutOf(router) + " }");
    }
    for (const auto &[name, rules] : wanted.chains) {
        for (const auto &rule : rules)
            line(text, "add rule", name, rule);
    }
    for (const auto &[name, rules] : wanted.hooks) {
        line(text, "add chain", name, rules.front());
        line(text, "add rule", name, rules.back());
    }
    return text;
}

} // namespace tandem::net
