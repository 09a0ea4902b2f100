// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/mode/savedsection.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

namespace tandem::agent {

namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t mostNamed = 4;

std::string_view trimmed(std::string_view text)
{
    const auto isSpace = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
    while (!text.empty() && isSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back()))
        text.remove_suffix(1);
    return text;
}

std::string lowered(std::string_view text)
{
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

/// MaxScale takes "log-debug" for log_debug.
std::string nameOf(std::string_view text)
{
    std::string name = lowered(trimmed(text));
    std::ranges::replace(name, '-', '_');
    return name;
}

std::string_view unquoted(std::string_view text)
{
    text = trimmed(text);
    if (text.size() >= 2 && text.front() == text.back() && (text.front() == '"' || text.front() == '\''))
        text = text.substr(1, text.size() - 2);
    return text;
}

/// Of [maxscale], the last of a name, in the order of their first; nothing without that section.
std::optional<Parameters> sectionOf(std::string_view text)
{
    std::optional<Parameters> found;
    bool inside = false;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.front() == '#' || line.front() == ';')
            continue;
        if (line.front() == '[') {
            inside = lowered(line.substr(1, line.find(']') - 1)) == "maxscale";
            if (inside && !found)
                found.emplace();
            continue;
        }
        const std::size_t equals = line.find('=');
        if (!inside || equals == std::string_view::npos)
            continue;
        const std::string name = nameOf(line.substr(0, equals));
        std::string value(unquoted(line.substr(equals + 1)));
        const auto before = std::ranges::find(*found, name, &Parameters::value_type::first);
        if (before != found->end())
            before->second = std::move(value);
        else
            found->emplace_back(name, std::move(value));
    }
    return found;
}

/// "10s" is "10000ms", "64Ki" is "65536"; other words are themselves.
std::string meaningOf(std::string_view value)
{
    const std::string word = lowered(value);
    for (const char *yes : {"true", "yes", "on"})
        if (word == yes)
            return "1";
    for (const char *no : {"false", "no", "off"})
        if (word == no)
            return "0";
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc() || number < 0)
        return word;
    static constexpr std::array<std::pair<std::string_view, std::int64_t>, 13> units{{{"", 1},
                                                                                      {"ms", 1},
                                                                                      {"s", 1000},
                                                                                      {"m", 60'000},
                                                                                      {"min", 60'000},
                                                                                      {"h", 3'600'000},
                                                                                      {"ki", 1LL << 10},
                                                                                      {"mi", 1LL << 20},
                                                                                      {"gi", 1LL << 30},
                                                                                      {"ti", 1LL << 40},
                                                                                      {"k", 1000},
                                                                                      {"g", 1'000'000'000},
                                                                                      {"t", 1'000'000'000'000}}};
    const std::string_view unit(end, static_cast<std::size_t>(word.data() + word.size() - end));
    const auto found = std::ranges::find(units, unit, &decltype(units)::value_type::first);
    std::int64_t meant = 0;
    if (found == units.end() || __builtin_mul_overflow(number, found->second, &meant))
        return word;
    return std::to_string(meant);
}

/// A bare number beside one with a unit of time is taken for seconds: older MaxScales read it so.
bool meanTheSame(const std::string &file, const std::string &saved)
{
    if (lowered(file) == "auto" || file.starts_with('$') || meaningOf(file) == meaningOf(saved))
        return true;
    const bool bare = !file.empty() && std::ranges::all_of(file, [](unsigned char c) { return std::isdigit(c) != 0; });
    return bare && saved.ends_with("ms") && meaningOf(file + "s") == meaningOf(saved);
}

bool isSecret(std::string_view name)
{
    return name.find("password") != std::string_view::npos || name.ends_with("_key");
}

} // namespace

std::vector<HiddenParameter> hiddenParameters(std::string_view file, std::string_view saved)
{
    const auto inFile = sectionOf(file);
    const auto inSaved = sectionOf(saved);
    std::vector<HiddenParameter> hidden;
    if (!inFile || !inSaved)
        return hidden;
    for (const auto &[name, value] : *inFile) {
        const auto other = std::ranges::find(*inSaved, name, &Parameters::value_type::first);
        const std::string instead = other == inSaved->end() ? std::string() : other->second;
        if (other == inSaved->end() || !meanTheSame(value, instead))
            hidden.push_back({name, value, instead});
    }
    return hidden;
}

std::string describe(const std::vector<HiddenParameter> &hidden, const std::string &filePath,
                     const std::string &savedPath)
{
    std::string text;
    for (std::size_t i = 0; i < std::min(hidden.size(), mostNamed); ++i) {
        const HiddenParameter &each = hidden[i];
        text += (i == 0 ? "" : ", ") + each.name;
        if (!isSecret(each.name))
            text += "=" + each.file + " (" + (each.saved.empty() ? "not saved" : "saved: " + each.saved) + ")";
    }
    if (hidden.size() > mostNamed)
        text += " and " + std::to_string(hidden.size() - mostNamed) + " more";
    return "MaxScale reads [maxscale] from " + savedPath + ", which it saved, and not from " + filePath +
           ", which says otherwise: " + text + ". Change such a parameter by maxctrl, or " +
           (hidden.size() == 1 && hidden.front().name == "passive" ? "take passive out of the file"
                                                                   : "remove the saved file while MaxScale is down");
}

SectionFiles sectionFiles(const maxscale::MaxScaleInfo &info, const std::vector<maxscale::Monitor> &monitors)
{
    constexpr std::string_view ending = ".cnf";
    const std::string persistDir = info.persistDir.empty() ? "/var/lib/maxscale/maxscale.cnf.d" : info.persistDir;
    const std::string configDir = info.configDir.empty() ? "/etc" : info.configDir;
    SectionFiles files{configDir + "/maxscale.cnf", persistDir + "/maxscale.cnf"};
    for (const auto &monitor : monitors) {
        const std::string &source = monitor.sourceFile;
        if (!source.starts_with('/') || source.starts_with(persistDir + "/"))
            continue;
        const auto beside = source.find(std::string(ending) + ".d/"); // but not any "/etc/conf.d/"
        files.file = beside == std::string::npos ? source : source.substr(0, beside + ending.size());
        break;
    }
    return files;
}

} // namespace tandem::agent
