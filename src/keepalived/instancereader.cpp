// SPDX-License-Identifier: GPL-3.0-or-later
#include "keepalived/instancereader.h"

#include <iterator>

namespace tandem::keepalived {

namespace {

constexpr std::size_t longestPassword = 8; // RFC 2338 5.3.10

class InstanceReader
{
public:
    InstanceReader(Instance &instance, ReaderKit &kit) : m_instance(instance), m_kit(kit) {}

    void read(const Directive &line)
    {
        if (!readIdentity(line) && !readTimers(line) && !readAddresses(line) && !readTracks(line))
            m_kit.setAside(BlockKind::Instance, line);
    }

private:
    bool readIdentity(const Directive &line)
    {
        const auto &keyword = line.keyword();
        if (keyword == "state")
            readState(line);
        else if (keyword == "interface") {
            if (m_kit.hasWord(line))
                m_instance.interface = line.word(0);
        } else if (keyword == "virtual_router_id") {
            if (const auto id = m_kit.whole(line, 1, 255, "leaves the instance out"))
                m_instance.virtualRouterId = VirtualRouterId::of(*id);
        } else if (keyword == "priority")
            m_instance.priority =
                static_cast<std::uint8_t>(m_kit.whole(line, 1, 255, "takes 100").value_or(m_instance.priority));
        else if (keyword == "version")
            m_instance.version = static_cast<std::uint8_t>(m_kit.whole(line, 2, 3, "takes vrrp_version").value_or(0));
        else if (keyword == "authentication")
            readAuthentication(line);
        else
            return false;
        return true;
    }

    bool readTimers(const Directive &line)
    {
        const auto &keyword = line.keyword();
        if (keyword == "advert_int")
            m_instance.advertInt = m_kit.seconds(line, 0.01, 255, "takes 1 s").value_or(m_instance.advertInt);
        else if (keyword == "preempt_delay")
            m_instance.preemptDelay = m_kit.seconds(line, 0, 1000, "ignores it").value_or(m_instance.preemptDelay);
        else if (keyword == "nopreempt")
            m_instance.nopreempt = true;
        else if (keyword == "preempt")
            m_instance.nopreempt = false;
        else
            return false;
        return true;
    }

    bool readAddresses(const Directive &line)
    {
        const auto &keyword = line.keyword();
        if (keyword == "virtual_ipaddress")
            append(m_instance.addresses, m_kit.addresses(line));
        else if (keyword == "virtual_ipaddress_excluded")
            append(m_instance.excluded, m_kit.addresses(line));
        else if (keyword == "unicast_src_ip" || keyword == "mcast_src_ip") {
            if (m_kit.hasWord(line))
                m_instance.source = m_kit.address(line, line.word(0));
            m_instance.hasUnicastSource = keyword == "unicast_src_ip";
        } else if (keyword == "unicast_peer")
            readPeers(line);
        else
            return false;
        return true;
    }

    bool readTracks(const Directive &line)
    {
        const auto &keyword = line.keyword();
        if (keyword == "track_interface")
            append(m_instance.interfaces, m_kit.tracks(line, false));
        else if (keyword == "track_script" || keyword == "track_process" || keyword == "track_file")
            append(m_instance.checks, m_kit.tracks(line, true));
        else if (keyword == "notify")
            m_instance.notify = m_kit.notify(line);
        else
            return false;
        return true;
    }

    void readState(const Directive &line)
    {
        if (!m_kit.hasWord(line))
            return;
        const auto &state = line.word(0);
        if (state != "MASTER" && state != "BACKUP")
            return m_kit.remark(RemarkKind::Wrong, line, "state is \"" + state + "\": Keepalived takes BACKUP",
                                "write MASTER or BACKUP");
        m_instance.state = state;
        if (state == "MASTER" && m_instance.priority != 255)
            m_kit.remark(RemarkKind::NoEffect, line,
                         "state MASTER: Tandem begins as BACKUP, and the priority decides within four adverts");
    }

    void readPeers(const Directive &block)
    {
        for (const Directive &line : block.children) {
            if (const auto peer = m_kit.address(line, line.keyword()))
                m_instance.peers.push_back(*peer);
            if (line.words.size() > 1)
                m_kit.remark(RemarkKind::NotCarried, line,
                             line.rest() + " of peer " + line.keyword() + ": Tandem takes unicast adverts of any TTL",
                             "let the firewall do it");
        }
        m_instance.unicast = !m_instance.peers.empty();
    }

    void readAuthentication(const Directive &block)
    {
        Authentication found{block.at, {}, {}, false};
        for (const Directive &line : block.children) {
            if (line.keyword() == "auth_type") {
                if (m_kit.hasWord(line))
                    found.type = line.word(0);
            } else if (line.keyword() == "auth_pass") {
                if (m_kit.hasWord(line))
                    readPassword(line, found);
            } else
                m_kit.setAside(BlockKind::Instance, line);
        }
        if (found.type == "AH")
            m_kit.remark(RemarkKind::NotCarried, block, "auth_type AH: Tandem speaks no IPsec AH",
                         "use PASS with version 2, or version 3 without a password, on all routers at once");
        else if (found.type != "PASS")
            m_kit.remark(RemarkKind::Wrong, block, "authentication without auth_type PASS: Keepalived ignores it",
                         "write auth_type PASS, or remove the block");
        else if (found.password.empty())
            m_kit.remark(RemarkKind::Wrong, block, "auth_type PASS without auth_pass: Keepalived ignores it",
                         "write auth_pass, or remove the block");
        else
            m_instance.authentication = std::move(found);
    }

    void readPassword(const Directive &line, Authentication &found)
    {
        found.password = line.word(0);
        if (found.password.size() <= longestPassword)
            return;
        found.isCut = true;
        found.password.resize(longestPassword);
        m_kit.remark(RemarkKind::Changed, line,
                     "auth_pass has more than 8 octets: the first 8 are sent, and carried over",
                     "shorten it, or use version 3");
    }

    template <class T>
    static void append(std::vector<T> &to, std::vector<T> more)
    {
        to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    }

    Instance &m_instance;
    ReaderKit &m_kit;
};

} // namespace

std::optional<Instance> readInstance(const Directive &block, ReaderKit &kit)
{
    if (!kit.hasWord(block))
        return std::nullopt;
    Instance instance;
    instance.name = block.word(0);
    instance.at = block.at;
    InstanceReader reader(instance, kit);
    for (const Directive &line : block.children)
        reader.read(line);
    if (instance.virtualRouterId)
        return instance;
    kit.remark(RemarkKind::Wrong, block,
               "instance " + instance.name + " has no virtual_router_id: Keepalived leaves it out",
               "write virtual_router_id, from 1 to 255");
    return std::nullopt;
}

} // namespace tandem::keepalived
