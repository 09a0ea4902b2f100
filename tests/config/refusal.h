// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/clusterfile.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace tandem::config {
/// A file of one node's lines and one instance's lines, each on a line that a test may change.
inline const std::vector<std::string> lines = {
    /*  1 */ "format = 1",
    /*  2 */ "[cluster]",
    /*  3 */ "name = \"shop\"",
    /*  4 */ "[[node]]",
    /*  5 */ "name = \"maxscale1\"",
    /*  6 */ "address = \"10.77.0.1\"",
    /*  7 */ "interface = \"eth0\"",
    /*  8 */ "priority = 150",
    /*  9 */ "[[node]]",
    /* 10 */ "name = \"maxscale2\"",
    /* 11 */ "address = \"10.77.0.2\"",
    /* 12 */ "interface = \"eth0\"",
    /* 13 */ "priority = 100",
    /* 14 */ "[[vrrp_instance]]",
    /* 15 */ "name = \"VI_1\"",
    /* 16 */ "virtual_router_id = 51",
    /* 17 */ "virtual_ipaddress = [\"10.77.0.100/24\"]",
    /* 18 */ "# more of the instance",
    /* 19 */ "# more tables",
};

struct Refusal
{
    int line;             ///< the line replaced
    std::string with;     ///< may have line breaks of its own
    std::string expected; ///< every mistake, as describe() gives it, after "c.toml:"
};

inline void PrintTo(const Refusal &refusal, std::ostream *out)
{
    *out << "line " << refusal.line << " as: " << refusal.with;
}

inline std::string mistakesOf(const std::string &text)
{
    const auto cluster = parseCluster(text, "c.toml", "/etc/tandem");
    std::string all;
    if (!cluster) {
        EXPECT_FALSE(cluster.error().errors.empty());
        for (const auto &error : cluster.error().errors) {
            EXPECT_EQ(error.code, ErrorCode::BadFile);
            EXPECT_FALSE(error.fix.empty()) << error.text;
            EXPECT_EQ(error.place.substr(0, 7), "c.toml:");
            all += (all.empty() ? "" : "\n") + describe(error).substr(7);
        }
    }
    return all;
}

inline std::string fileWith(const Refusal &refusal)
{
    std::string text;
    for (int line = 1; line <= static_cast<int>(lines.size()); ++line)
        text += (line == refusal.line ? refusal.with : lines[static_cast<std::size_t>(line - 1)]) + "\n";
    return text;
}

} // namespace tandem::config
