// SPDX-License-Identifier: GPL-3.0-or-later
#include "keepalived/importchecks.h"

#include "config/commandline.h"
#include "keepalived/importnames.h"

#include <algorithm>
#include <charconv>

namespace tandem::keepalived {

namespace {

std::string_view withoutDirectory(std::string_view program)
{
    return program.substr(program.find_last_of('/') + 1);
}

/// Which process the command asks for; empty: it is no such command.
std::string processAskedFor(const std::vector<std::string> &words)
{
    const auto program = withoutDirectory(words.front());
    if (program == "killall" && words.size() == 3 && (words[1] == "-0" || words[1] == "-q0" || words[1] == "-0q"))
        return std::string(withoutDirectory(words[2]));
    if (program == "pidof" && words.size() == 2)
        return std::string(withoutDirectory(words[1]));
    if (program == "pgrep" && words.size() == 3 && words[1] == "-x")
        return words[2];
    return {};
}

bool setEndpoint(config::Check &check, const std::string &host, const std::string &port)
{
    const auto address = IpAddress::parse(host == "localhost" ? "127.0.0.1" : host);
    std::uint16_t number = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (!address || error != std::errc() || end != port.data() + port.size() || number == 0)
        return false;
    check.kind = config::CheckKind::Tcp;
    check.host = *address;
    check.port = number;
    return true;
}

/// "</dev/tcp/HOST/PORT", "nc -z HOST PORT"
bool isPortAskedFor(const std::string &command, const std::vector<std::string> &words, config::Check &check)
{
    constexpr std::string_view device = "</dev/tcp/";
    if (command.starts_with(device)) {
        const auto slash = command.find('/', device.size());
        return slash != std::string::npos &&
               setEndpoint(check, command.substr(device.size(), slash - device.size()), command.substr(slash + 1));
    }
    return words.size() == 4 && withoutDirectory(words[0]) == "nc" && words[1] == "-z" &&
           setEndpoint(check, words[2], words[3]);
}

/// In '…', as splitCommand() reads it.
std::string quoted(const std::string &text)
{
    std::string made = "'";
    for (const char letter : text)
        made += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
    return made + "'";
}

/// -N: as a part of a name.
std::string weightName(int weight)
{
    return weight < 0 ? "_minus" + std::to_string(-weight) : "_plus" + std::to_string(weight);
}

} // namespace

config::Check checkFromCommand(const std::string &command)
{
    config::Check check;
    check.kind = config::CheckKind::Script;
    check.script = command;
    const auto words = config::splitCommand(command);
    if (command.find_first_of("|&;<>`$*?(") != std::string::npos || !words) {
        if (!isPortAskedFor(command, {}, check))
            check.script = "/bin/sh -c " + quoted(command);
        return check;
    }
    if (isPortAskedFor(command, *words, check))
        return check;
    check.process = processAskedFor(*words);
    if (!check.process.empty())
        check.kind = config::CheckKind::Process;
    else if (!words->front().starts_with('/'))
        check.script = "/usr/bin/env " + command;
    return check;
}

void ImportChecks::remark(RemarkKind kind, Place at, std::string text, std::string fix)
{
    m_remarks.push_back({kind, at, at.line, std::move(text), std::move(fix)});
}

std::optional<std::string> ImportChecks::nameOf(const Track &track)
{
    auto check = checkOf(track);
    if (!check)
        return std::nullopt;
    const int own = check->weight;
    check->name = nameFrom(track.name);
    if (track.weight && *track.weight != own) {
        check->weight = *track.weight;
        check->name = nameFrom(track.name.substr(0, 56) + weightName(*track.weight));
    }
    if (std::ranges::find(m_made, check->name, &config::Check::name) == m_made.end())
        m_made.push_back(*check);
    return check->name;
}

std::optional<config::Check> ImportChecks::checkOf(const Track &track)
{
    if (track.reverse) {
        remark(RemarkKind::NotCarried, track.at, "the reversed weight of " + track.name + ": Tandem has none",
               "write a script that answers the other way round");
        return std::nullopt;
    }
    if (const auto script = std::ranges::find(m_conf.scripts, track.name, &Script::name);
        script != m_conf.scripts.end())
        return fromScript(*script);
    const auto process = std::ranges::find(m_conf.processes, track.name, &Process::name);
    if (process != m_conf.processes.end())
        return fromProcess(*process);
    const auto file = std::ranges::find(m_conf.trackFiles, track.name, &TrackFile::name);
    return file != m_conf.trackFiles.end() ? fromFile(*file, track) : std::nullopt;
}

std::optional<config::Check> ImportChecks::fromScript(const Script &script)
{
    const bool first = std::ranges::find(m_spoken, script.name) == m_spoken.end();
    m_spoken.push_back(script.name);
    if (script.reverse) {
        if (first)
            remark(RemarkKind::NotCarried, script.at, "the reversed weight of " + script.name + ": Tandem has none",
                   "write a script that answers the other way round");
        return std::nullopt;
    }
    auto check = checkFromCommand(script.command);
    check.interval = script.interval;
    check.timeout = script.timeout.value_or(script.interval);
    check.fall = std::min(script.fall, 1000);
    check.rise = std::min(script.rise, 1000);
    check.weight = script.weight;
    check.initFail = script.initFail;
    if (!first || check.script == script.command)
        return check;
    if (check.kind == config::CheckKind::Process)
        remark(RemarkKind::Changed, script.at,
               "script " + script.name + " is a check of kind \"process\" here: " + check.process);
    else if (check.kind == config::CheckKind::Tcp)
        remark(RemarkKind::Changed, script.at, "script " + script.name + " is a check of kind \"tcp\" here");
    else
        remark(RemarkKind::Changed, script.at,
               "script " + script.name + " has no absolute program, or needs a shell: it is run as " +
                   check.script.substr(0, check.script.find(' ')) + " …",
               "write a script of its own, with its whole path");
    return check;
}

std::optional<config::Check> ImportChecks::fromProcess(const Process &process)
{
    if (process.reverse) {
        remark(RemarkKind::NotCarried, process.at, "the reversed weight of " + process.name + ": Tandem has none",
               "write a script that answers the other way round");
        return std::nullopt;
    }
    config::Check check;
    check.kind = config::CheckKind::Process;
    check.process = process.process;
    check.weight = std::clamp(process.weight, -253, 253);
    check.interval = std::chrono::seconds(1);
    check.fall = 1;
    check.rise = 1;
    return check;
}

std::optional<config::Check> ImportChecks::fromFile(const TrackFile &file, const Track &track)
{
    if (track.weight.value_or(file.weight) != 0 || file.reverse) {
        remark(RemarkKind::NotCarried, track.at,
               "track_file " + file.name +
                   " with a weight: a check of kind \"file\" is good or bad, and its number counts no more",
               "say weight 0, or write a check of kind \"script\" for each weight");
        return std::nullopt;
    }
    config::Check check;
    check.kind = config::CheckKind::File;
    check.file = file.file;
    check.interval = std::chrono::seconds(1);
    check.fall = 1;
    check.rise = 1;
    return check;
}

} // namespace tandem::keepalived
