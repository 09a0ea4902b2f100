// SPDX-License-Identifier: GPL-3.0-or-later
#include "keepalived/confreader.h"

#include "keepalived/instancereader.h"

#include <algorithm>

namespace tandem::keepalived {

namespace {

constexpr double longestPeriod = 1e6; // seconds

class ConfReader
{
public:
    explicit ConfReader(ConfTree tree) : m_tree(std::move(tree)), m_kit(m_conf.remarks)
    {
        m_conf.files = std::move(m_tree.files);
        m_conf.remarks = std::move(m_tree.remarks);
    }

    Conf read()
    {
        for (const Directive &directive : m_tree.directives)
            readTop(directive);
        checkGroups();
        checkTracks();
        std::ranges::stable_sort(m_conf.remarks, {}, &Remark::at);
        return std::move(m_conf);
    }

private:
    void readTop(const Directive &block)
    {
        const auto &keyword = block.keyword();
        if (keyword == "global_defs") {
            for (const Directive &line : block.children)
                readGlobal(line);
        } else if (keyword == "vrrp_instance") {
            if (auto instance = readInstance(block, m_kit))
                m_conf.instances.push_back(std::move(*instance));
        } else if (keyword == "vrrp_script")
            readScript(block);
        else if (keyword == "vrrp_sync_group")
            readGroup(block);
        else if (keyword == "vrrp_track_process" || keyword == "track_process")
            readProcess(block);
        else if (keyword == "track_file" || keyword == "vrrp_track_file")
            readTrackFile(block);
        else
            m_kit.setAside(BlockKind::Top, block);
    }

    void readGlobal(const Directive &line)
    {
        const auto &keyword = line.keyword();
        if (keyword == "vrrp_strict" && line.word(0) != "off" && line.word(0) != "false")
            m_conf.strict = line.at;
        m_conf.scriptSecurity |= keyword == "enable_script_security";
        if (keyword == "router_id") {
            if (m_kit.hasWord(line))
                m_conf.routerId = line.word(0);
        } else if (keyword == "vrrp_version")
            m_conf.version = static_cast<std::uint8_t>(m_kit.whole(line, 2, 3, "takes 2").value_or(m_conf.version));
        else if (keyword == "vrrp_startup_delay")
            m_conf.startupDelay = m_kit.seconds(line, 0.001, longestPeriod, "ignores it").value_or(Duration{});
        else
            m_kit.setAside(BlockKind::Global, line);
    }

    void readScript(const Directive &block)
    {
        if (!m_kit.hasWord(block))
            return;
        Script script;
        script.name = block.word(0);
        script.at = block.at;
        for (const Directive &line : block.children)
            readScriptLine(line, script);
        if (script.command.empty())
            m_kit.remark(RemarkKind::Wrong, block,
                         "vrrp_script " + script.name + " has no script: Keepalived leaves it out",
                         "write script \"/path/of/program\"");
        else
            m_conf.scripts.push_back(std::move(script));
    }

    void readScriptLine(const Directive &line, Script &script)
    {
        const auto &keyword = line.keyword();
        if (keyword == "script") {
            if (m_kit.hasWord(line))
                script.command = line.rest();
        } else if (keyword == "interval")
            script.interval = m_kit.seconds(line, 1, 4294, "takes 1 s").value_or(script.interval);
        else if (keyword == "timeout")
            script.timeout = m_kit.seconds(line, 1, 4294, "takes the interval");
        else if (keyword == "fall")
            script.fall = m_kit.whole(line, 1, 1'000'000, "takes 1").value_or(script.fall);
        else if (keyword == "rise")
            script.rise = m_kit.whole(line, 1, 1'000'000, "takes 1").value_or(script.rise);
        else if (keyword == "weight") {
            script.weight = m_kit.whole(line, -253, 253, "takes 0").value_or(script.weight);
            script.reverse = ReaderKit::reversed(line, 1);
        } else if (keyword == "init_fail")
            script.initFail = true;
        else
            m_kit.setAside(BlockKind::Script, line);
    }

    void readProcess(const Directive &block)
    {
        if (!m_kit.hasWord(block))
            return;
        Process process{block.word(0), block.at, {}, 0, false};
        for (const Directive &line : block.children) {
            const auto &keyword = line.keyword();
            if (keyword == "process") {
                if (m_kit.hasWord(line))
                    readProcessName(line, process);
            } else if (keyword == "weight") {
                process.weight = m_kit.whole(line, -254, 254, "takes 0").value_or(process.weight);
                process.reverse = ReaderKit::reversed(line, 1);
            } else if (keyword == "quorum" && line.word(0) == "1")
                continue;
            else if (keyword == "quorum")
                m_kit.remark(RemarkKind::NotCarried, line,
                             "quorum " + line.word(0) + ": a check of kind \"process\" asks for one with this name",
                             "write a check of kind \"script\" that counts them");
            else
                m_kit.setAside(BlockKind::Process, line);
        }
        if (process.process.empty())
            m_kit.remark(RemarkKind::Wrong, block, "track_process " + process.name + " names no process",
                         "write process NAME");
        else
            m_conf.processes.push_back(std::move(process));
    }

    void readProcessName(const Directive &line, Process &process)
    {
        const auto &name = line.word(0);
        process.process = name.substr(name.find_last_of('/') + 1);
        if (line.words.size() > 2)
            m_kit.remark(RemarkKind::NotCarried, line,
                         "the arguments of process " + name + ": a check of kind \"process\" goes by the name",
                         "write a check of kind \"script\" that looks at them");
    }

    void readTrackFile(const Directive &block)
    {
        if (!m_kit.hasWord(block))
            return;
        TrackFile file{block.word(0), block.at, {}, 1, false};
        for (const Directive &line : block.children) {
            const auto &keyword = line.keyword();
            if (keyword == "file") {
                if (m_kit.hasWord(line))
                    file.file = line.word(0);
            } else if (keyword == "weight") {
                file.weight = m_kit.whole(line, -254, 254, "takes 1").value_or(file.weight);
                file.reverse = ReaderKit::reversed(line, 1);
            } else
                m_kit.setAside(BlockKind::File, line);
        }
        if (file.file.empty())
            m_kit.remark(RemarkKind::Wrong, block,
                         "track_file " + file.name + " names no file: Keepalived leaves it out",
                         "write file \"/path/of/file\"");
        else
            m_conf.trackFiles.push_back(std::move(file));
    }

    void readGroup(const Directive &block)
    {
        if (!m_kit.hasWord(block))
            return;
        Group group;
        group.name = block.word(0);
        group.at = block.at;
        for (const Directive &line : block.children) {
            const auto &keyword = line.keyword();
            if (keyword == "group")
                group.members = ReaderKit::names(line);
            else if (keyword == "track_interface")
                group.interfaces = m_kit.tracks(line, false);
            else if (keyword == "track_script" || keyword == "track_process" || keyword == "track_file") {
                const auto more = m_kit.tracks(line, true);
                group.checks.insert(group.checks.end(), more.begin(), more.end());
            } else if (keyword == "notify")
                group.notify = m_kit.notify(line);
            else
                m_kit.setAside(BlockKind::Group, line);
        }
        m_conf.groups.push_back(std::move(group));
    }

    void wrong(Place at, std::string text, std::string fix)
    {
        m_conf.remarks.push_back({RemarkKind::Wrong, at, at.line, std::move(text), std::move(fix)});
    }

    /// Keepalived removes a group without members; with one it only grumbles.
    void checkGroups()
    {
        for (Group &group : m_conf.groups) {
            std::erase_if(group.members, [&](const std::string &member) {
                const bool known =
                    std::ranges::find(m_conf.instances, member, &Instance::name) != m_conf.instances.end();
                if (!known)
                    wrong(group.at, "group " + group.name + " names the instance " + member + ", which is not there",
                          "write the instance, or correct the name");
                return !known;
            });
            if (group.members.size() < 2)
                wrong(group.at,
                      "group " + group.name + " has " + (group.members.empty() ? "no member" : "one member") +
                          ": there is nobody to move together",
                      "name the instances that belong together, or remove the group");
        }
        std::erase_if(m_conf.groups, [](const Group &group) { return group.members.size() < 2; });
    }

    bool isKnownCheck(const std::string &name) const
    {
        return std::ranges::find(m_conf.scripts, name, &Script::name) != m_conf.scripts.end() ||
               std::ranges::find(m_conf.processes, name, &Process::name) != m_conf.processes.end() ||
               std::ranges::find(m_conf.trackFiles, name, &TrackFile::name) != m_conf.trackFiles.end();
    }
    void checkTracks(std::vector<Track> &tracks)
    {
        std::erase_if(tracks, [&](const Track &track) {
            if (isKnownCheck(track.name))
                return false;
            wrong(track.at, "there is no script, process or file " + track.name + ": Keepalived ignores the line",
                  "write it as vrrp_script, or correct the name");
            return true;
        });
    }
    void checkTracks()
    {
        for (Group &group : m_conf.groups)
            checkTracks(group.checks);
        for (Instance &instance : m_conf.instances) {
            checkTracks(instance.checks);
            std::erase_if(instance.interfaces, [&](const Track &track) {
                if (track.name != instance.interface)
                    return false;
                m_conf.remarks.push_back(
                    {RemarkKind::NoEffect, track.at, track.at.line,
                     "track_interface " + track.name + " is the instance's own, which always counts", ""});
                return true;
            });
        }
    }

    ConfTree m_tree;
    Conf m_conf;
    ReaderKit m_kit;
};

} // namespace

Conf readConf(const SourceFile &file, const std::string &configId, const OpenIncludes &open)
{
    return ConfReader(treeOf(linesOf(file, configId, open))).read();
}

} // namespace tandem::keepalived
