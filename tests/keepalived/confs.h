// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keepalived/confreader.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace tandem::keepalived::test {

/// Where the corpora are: $TANDEM_SHARED, else beside the checkout.
inline std::filesystem::path shared()
{
    const char *given = std::getenv("TANDEM_SHARED");
    return given != nullptr ? given : TANDEM_SOURCE_DIR "/../shared";
}

/// The corpus' files in their order; empty where it is not here.
inline std::vector<std::string> corpus()
{
    std::vector<std::string> files;
    const auto directory = shared() / "corpus/keepalived";
    if (!std::filesystem::is_directory(directory))
        return files;
    for (const auto &entry : std::filesystem::directory_iterator(directory))
        if (entry.path().extension() == ".conf")
            files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

/// Reads `text` as host.conf; `included` by the pattern that names each.
inline Conf read(const std::string &text, const std::string &configId = {},
                 const std::map<std::string, std::string> &included = {})
{
    return readConf({"host.conf", text}, configId, [&](const std::string &pattern, const std::string &) {
        const auto found = included.find(pattern);
        return found == included.end() ? std::vector<SourceFile>()
                                       : std::vector<SourceFile>{{found->first, found->second}};
    });
}

/// "LINE KIND: TEXT" of each remark.
inline std::vector<std::string> said(const std::vector<Remark> &remarks)
{
    std::vector<std::string> texts;
    for (const auto &each : remarks)
        texts.push_back(std::to_string(each.at.line) + " " + std::string(nameOf(each.kind)) + ": " + each.text);
    return texts;
}

} // namespace tandem::keepalived::test
