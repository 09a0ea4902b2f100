// SPDX-License-Identifier: GPL-3.0-or-later
#include "keepalived/importnames.h"

#include "keepalived/importer.h"

#include <algorithm>
#include <set>

namespace tandem::keepalived {

namespace {

constexpr std::size_t longestName = 64;

bool isNameLetter(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
           letter == '-' || letter == '_' || letter == '.';
}

bool allDiffer(const std::vector<std::string> &names)
{
    const std::set<std::string> different(names.begin(), names.end());
    return different.size() == names.size() && !different.contains("");
}

std::string directoryOf(const Conf &conf)
{
    const std::string path = conf.files.empty() ? std::string() : conf.files.front();
    const auto slash = path.find_last_of('/');
    if (slash == std::string::npos || slash == 0)
        return {};
    const auto before = path.find_last_of('/', slash - 1);
    return path.substr(before == std::string::npos ? 0 : before + 1,
                       slash - (before == std::string::npos ? 0 : before + 1));
}

} // namespace

std::string nameFrom(const std::string &text)
{
    std::string name = text.substr(0, longestName);
    std::ranges::replace_if(
        name, [](char letter) { return !isNameLetter(letter); }, '_');
    if (name.empty() || name.front() == '.' || name.front() == '-')
        name = "_" + name.substr(0, longestName - 1);
    return name;
}

std::vector<std::string> nodeNames(const std::vector<Conf> &confs)
{
    std::vector<std::string> ids;
    std::vector<std::string> directories;
    std::vector<std::string> numbers;
    for (const Conf &conf : confs) {
        ids.push_back(conf.routerId.empty() ? std::string() : nameFrom(conf.routerId));
        const auto directory = directoryOf(conf);
        directories.push_back(directory.empty() || directory == "keepalived" ? std::string() : nameFrom(directory));
        numbers.push_back("node" + std::to_string(numbers.size() + 1));
    }
    if (allDiffer(ids))
        return ids;
    return confs.size() > 1 && allDiffer(directories) ? directories : numbers;
}

} // namespace tandem::keepalived
