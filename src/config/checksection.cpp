// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/commandline.h"
#include "config/sections.h"

#include <algorithm>
#include <array>

namespace tandem::config {

namespace {

constexpr double longestPeriod = 3600; // seconds
constexpr double shortestPeriod = 0.001;
constexpr int mostCount = 1000;
constexpr int mostWeight = 253;             // as Keepalived has it
constexpr std::size_t longestProcess = 255; // a file's name, in octets

/// A key that some kinds have.
struct KindKey
{
    std::string_view key;
    std::vector<CheckKind> kinds;
    std::string_view words; ///< of the kinds
};

const std::array<KindKey, 6> kindKeys{{
    {"script", {CheckKind::Script}, "kind = \"script\""},
    {"host", {CheckKind::Tcp}, "kind = \"tcp\""},
    {"port", {CheckKind::Tcp}, "kind = \"tcp\""},
    {"process", {CheckKind::Process}, "kind = \"process\""},
    {"file", {CheckKind::File}, "kind = \"file\""},
    {"init_fail",
     {CheckKind::Script, CheckKind::Tcp, CheckKind::Process, CheckKind::File},
     "kind = \"script\", \"tcp\", \"process\" or \"file\""},
}};

void refuseKeysOfOtherKinds(const TableReader &table, CheckKind kind)
{
    for (const KindKey &each : kindKeys) {
        if (!table.find(each.key) || std::ranges::find(each.kinds, kind) != each.kinds.end())
            continue;
        const std::string words(each.words);
        table.add(table.at(each.key), std::string(each.key) + " is for checks with " + words + " only",
                  each.kinds.size() == 1 ? "set " + words + ", or remove the key" : "remove the key");
    }
}

void readTcp(const TableReader &table, Check &check)
{
    const auto host = table.text("host");
    const auto address = host ? IpAddress::parse(*host) : std::nullopt;
    if (address && !address->isMulticast() && !address->isUnspecified())
        check.host = *address;
    else if (host) // no name: a check must not wait for a name server
        table.wrong("host", "which is no address that can be connected to", "write an IP address such as 127.0.0.1");
    if (table.require("port", "4006"))
        check.port = static_cast<std::uint16_t>(table.whole("port", 1, 65535).value_or(0));
}

void readProcess(const TableReader &table, Check &check)
{
    if (!table.require("process", "\"maxscale\""))
        return;
    check.process = table.text("process").value_or("");
    if (check.process.find('/') != std::string::npos || check.process.size() > longestProcess)
        table.wrong("process", "which is no name of a program",
                    "write it without its directory, as ps -o comm shows it: \"maxscale\"");
}

} // namespace

std::optional<std::string> readCommand(const TableReader &table, std::string_view key, const std::string &directory)
{
    const auto command = table.text(key);
    if (!command)
        return std::nullopt;
    if (const auto words = splitCommand(*command); !words) {
        table.wrong(key, words.error().text, words.error().fix);
        return std::nullopt;
    }
    return absoluteCommand(*command, directory);
}

Entry<Check> readCheck(const Value &source, const std::string &directory, Mistakes &mistakes)
{
    const auto before = mistakes.count();
    Entry<Check> entry{{}, &source};
    auto &check = entry.value;
    const TableReader table(source, "[[check]]",
                            {"name", "kind", "interval", "timeout", "fall", "rise", "weight", "init_fail", "script",
                             "host", "port", "process", "file"},
                            mistakes);
    if (table.require("name", "\"maxscale\""))
        check.name = table.name("name").value_or("");
    const auto kind = table.oneOf<CheckKind>("kind", {{"maxscale", CheckKind::MaxScale},
                                                      {"script", CheckKind::Script},
                                                      {"tcp", CheckKind::Tcp},
                                                      {"process", CheckKind::Process},
                                                      {"file", CheckKind::File},
                                                      {"gateway", CheckKind::Gateway}});
    check.kind = kind.value_or(check.kind);
    check.interval = table.seconds("interval", shortestPeriod, longestPeriod).value_or(check.interval);
    check.timeout = table.seconds("timeout", shortestPeriod, longestPeriod).value_or(check.timeout);
    check.fall = static_cast<int>(table.whole("fall", 1, mostCount).value_or(check.fall));
    check.rise = static_cast<int>(table.whole("rise", 1, mostCount).value_or(check.rise));
    check.weight = static_cast<int>(table.whole("weight", -mostWeight, mostWeight).value_or(check.weight));
    check.initFail = table.flag("init_fail").value_or(check.initFail);
    if (check.kind == CheckKind::Script && table.require("script", "\"/etc/tandem/check.sh\""))
        check.script = readCommand(table, "script", directory).value_or("");
    if (check.kind == CheckKind::Tcp)
        readTcp(table, check);
    if (check.kind == CheckKind::Process)
        readProcess(table, check);
    if (check.kind == CheckKind::File && table.require("file", "\"/run/tandem/in-service\""))
        check.file = table.path("file", directory).value_or("");
    if (kind || !table.find("kind")) // of a kind that is misspelt nothing is known
        refuseKeysOfOtherKinds(table, check.kind);
    entry.sound = mistakes.count() == before;
    return entry;
}

} // namespace tandem::config
