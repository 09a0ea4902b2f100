// SPDX-License-Identifier: GPL-3.0-or-later
#include "sourcetree.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace tandem::architecture {

namespace {

template <class Wanted>
std::vector<SourceFile> filesBelow(const std::string &top, const std::vector<std::string> &folders, Wanted wanted)
{
    namespace fs = std::filesystem;
    std::vector<SourceFile> all;
    for (const auto &folder : folders) {
        const auto root = fs::path(top) / folder;
        if (!fs::exists(root))
            continue;
        for (const auto &entry : fs::recursive_directory_iterator(root)) {
            if (entry.is_regular_file() && wanted(entry.path()))
                all.push_back({fs::relative(entry.path(), top).string(), textOf(entry.path())});
        }
    }
    std::sort(all.begin(), all.end(), [](const auto &a, const auto &b) { return a.path < b.path; });
    return all;
}

bool isScript(const std::filesystem::path &path)
{
    const auto extension = path.extension();
    if (extension == ".sh" || extension == ".py")
        return true;
    std::ifstream file(path, std::ios::binary);
    return file.get() == '#' && file.get() == '!';
}

std::string_view firstLine(std::string_view text)
{
    return text.substr(0, text.find('\n'));
}

} // namespace

std::string textOf(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<SourceFile> sourceFiles(const std::string &top, const std::vector<std::string> &folders)
{
    return filesBelow(top, folders, [](const std::filesystem::path &path) {
        return path.extension() == ".h" || path.extension() == ".cpp";
    });
}

std::vector<SourceFile> scriptFiles(const std::string &top, const std::vector<std::string> &folders)
{
    return filesBelow(top, folders, isScript);
}

std::size_t lineCount(std::string_view text)
{
    const auto breaks = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    return breaks + (text.empty() || text.back() == '\n' ? 0 : 1);
}

std::vector<int> longFunctions(std::string_view text, int most)
{
    std::vector<int> found;
    int number = 0;
    int opened = 0;
    while (!text.empty()) {
        const auto line = firstLine(text);
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        ++number;
        if (line == "{")
            opened = number;
        else if (line == "}" && opened > 0 && number - opened - 1 > most)
            found.push_back(opened);
        if (!line.empty() && line[0] == '}')
            opened = 0;
    }
    return found;
}

bool hasLicenceLine(std::string_view text)
{
    if (text.substr(0, 2) == "#!")
        text.remove_prefix(std::min(firstLine(text).size() + 1, text.size()));
    const auto line = firstLine(text);
    return line == "// SPDX-License-Identifier: GPL-3.0-or-later" ||
           line == "# SPDX-License-Identifier: GPL-3.0-or-later";
}

} // namespace tandem::architecture
