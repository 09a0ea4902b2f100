// SPDX-License-Identifier: GPL-3.0-or-later
// A keepalived.conf of anybody: remarks stand at lines that it has, and what is imported can be written and read.
#include "config/clusterfile.h"
#include "config/clusterwriter.h"
#include "keepalived/confreader.h"
#include "keepalived/importer.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace tandem;
    const std::string text(reinterpret_cast<const char *>(data), size);
    const auto lines = static_cast<std::uint32_t>(std::ranges::count(text, '\n')) + 1;
    const auto again = [&](const std::string &pattern, const std::string &) {
        return std::vector<keepalived::SourceFile>{{pattern, text}}; // whatever it includes is itself
    };
    const auto conf = keepalived::readConf({"host.conf", text}, "low", again);
    for (const auto &remark : conf.remarks) {
        if (remark.at.line < 1 || remark.at.line > lines || remark.lastLine > lines ||
            remark.at.file >= conf.files.size())
            std::abort();
    }
    const auto imported = keepalived::importSite({{"a", conf, IpAddress::parse("192.0.2.1")}, {"b", conf, {}}}, "site");
    const auto read = config::parseCluster(config::clusterText(imported.cluster), "c.toml", "/");
    if (!read)
        return 0;
    const auto written = config::clusterText(*read); // paths are absolute now
    const auto second = config::parseCluster(written, "c.toml", "/");
    if (!second || config::clusterText(*second) != written)
        std::abort();
    return 0;
}
