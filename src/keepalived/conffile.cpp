// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/file.h"
#include "keepalived/confreader.h"

#include <filesystem>
#include <glob.h>

namespace tandem::keepalived {

namespace {

Result<std::string> readWhole(const std::string &path)
{
    const auto file = config::openFile(path);
    if (!file)
        return tl::unexpected(file.error());
    auto text = file->read(mostOctets + 1);
    if (text && text->size() > mostOctets)
        return fail(ErrorCode::BadFile, path, "the file is longer than 16 MiB", "name the configuration itself");
    return text;
}

/// keepalived.conf(5): a pattern is relative to the directory of the file that includes.
std::vector<SourceFile> openIncludes(const std::string &pattern, const std::string &from)
{
    const auto whole = std::filesystem::path(from).parent_path() / pattern;
    std::vector<SourceFile> files;
    glob_t found{};
    if (::glob(whole.c_str(), GLOB_BRACE, nullptr, &found) == 0) {
        for (std::size_t i = 0; i < found.gl_pathc && files.size() < mostFiles; ++i) {
            if (auto text = readWhole(found.gl_pathv[i]))
                files.push_back({found.gl_pathv[i], std::move(*text)});
        }
    }
    ::globfree(&found);
    return files;
}

} // namespace

Result<Conf> readConfFile(const std::string &path, const std::string &configId)
{
    return readWhole(path).map([&](std::string text) {
        return readConf({path, std::move(text)}, configId, openIncludes);
    });
}

} // namespace tandem::keepalived
