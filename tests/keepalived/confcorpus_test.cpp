// SPDX-License-Identifier: GPL-3.0-or-later
// Configurations of public repositories, and what Keepalived 2.2.7 says of each.
#include "keepalived/conftree.h"
#include "tests/keepalived/confs.h"

#include <fstream>
#include <gtest/gtest.h>
#include <regex>
#include <set>

namespace tandem::keepalived {
namespace {

std::string textOf(const std::string &path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool isNamed(const Conf &conf, std::uint32_t line)
{
    return std::ranges::any_of(conf.remarks, [&](const Remark &each) {
        return each.at.file == 0 && each.at.line <= line && line <= each.lastLine;
    });
}

/// Keywords whose values are in the Conf; of lists each line is.
const std::set<std::string> carried{"global_defs",
                                    "vrrp_script",
                                    "vrrp_track_process",
                                    "track_process",
                                    "track_file",
                                    "vrrp_track_file",
                                    "vrrp_sync_group",
                                    "vrrp_instance",
                                    "router_id",
                                    "vrrp_version",
                                    "vrrp_startup_delay",
                                    "script",
                                    "interval",
                                    "timeout",
                                    "weight",
                                    "rise",
                                    "fall",
                                    "init_fail",
                                    "process",
                                    "quorum",
                                    "file",
                                    "state",
                                    "interface",
                                    "virtual_router_id",
                                    "priority",
                                    "advert_int",
                                    "version",
                                    "authentication",
                                    "auth_type",
                                    "auth_pass",
                                    "unicast_src_ip",
                                    "mcast_src_ip",
                                    "nopreempt",
                                    "preempt",
                                    "preempt_delay",
                                    "notify"};
const std::set<std::string> lists{"group",        "virtual_ipaddress", "virtual_ipaddress_excluded",
                                  "unicast_peer", "track_interface",   "track_script"};

bool isList(const Directive &directive, unsigned depth)
{
    const auto &keyword = directive.keyword();
    return lists.contains(keyword) || (depth > 0 && (keyword == "track_process" || keyword == "track_file"));
}

void expectAllSpokenOf(const std::string &path, const Conf &conf, const std::vector<Directive> &directives,
                       unsigned depth = 0)
{
    for (const Directive &each : directives) {
        if (isNamed(conf, each.at.line) || isList(each, depth))
            continue;
        EXPECT_TRUE(carried.contains(each.keyword()))
            << path << ":" << each.at.line << ": " << each.keyword() << " vanishes";
        expectAllSpokenOf(path, conf, each.children, depth + 1);
    }
}

class ConfCorpus : public testing::Test
{
protected:
    void SetUp() override
    {
        if (test::corpus().empty())
            GTEST_SKIP() << "the corpus is not at " << test::shared();
    }
};

TEST_F(ConfCorpus, NothingOfAnyFileVanishes)
{
    for (const auto &path : test::corpus()) {
        const auto conf = readConfFile(path, {});
        ASSERT_TRUE(conf) << describe(conf.error());
        expectAllSpokenOf(path, *conf, treeOf(linesOf({path, textOf(path)}, {}, {})).directives);
    }
}

/// What Keepalived says of a line about the host it ran on, not about the file.
bool isAboutTheHost(const std::string &message)
{
    for (const char *part : {"doesn't exist", "script uid/gid", "set default user", "set uid/gid for script",
                             "use VMAC/ipvlan with unicast"})
        if (message.find(part) != std::string::npos)
            return true;
    return false;
}

TEST_F(ConfCorpus, EachLineThatKeepalivedComplainsOfIsSpokenOf)
{
    std::map<std::string, Conf> confs;
    for (const auto &path : test::corpus())
        confs[std::filesystem::path(path).stem()] = *readConfFile(path, {});
    std::ifstream oracle(test::shared() / "corpus/keepalived/oracle.tsv");
    const std::regex place("\\((?:keepalived\\.conf: )?Line (\\d+)\\)");
    int complaints = 0;
    for (std::string row; std::getline(oracle, row);) {
        std::smatch match;
        if (isAboutTheHost(row) || !std::regex_search(row, match, place))
            continue;
        const auto &conf = confs[row.substr(0, row.find('\t'))];
        const auto line = static_cast<std::uint32_t>(std::stoul(match[1]));
        // A script that is left out for its user's sake is missed further on.
        if (row.find("track script wan_check not found") != std::string::npos)
            continue;
        EXPECT_TRUE(conf.isRefused() || isNamed(conf, line)) << row;
        ++complaints;
    }
    EXPECT_GT(complaints, 400);
}

TEST_F(ConfCorpus, WhatKeepalivedDoesNotStartWithIsRefused)
{
    std::ifstream oracle(test::shared() / "corpus/keepalived/oracle.tsv");
    std::set<std::string> refused;
    for (std::string row; std::getline(oracle, row);)
        if (row.find("is missing a parameter after keyword") != std::string::npos)
            refused.insert(row.substr(0, row.find('\t')));
    EXPECT_EQ(refused, (std::set<std::string>{"010", "014"}));
    for (const auto &number : refused)
        EXPECT_TRUE(readConfFile(test::shared() / "corpus/keepalived" / (number + ".conf"), {})->isRefused()) << number;
}

TEST_F(ConfCorpus, InstancesAreThoseThatKeepalivedRuns)
{
    // By `keepalived -t` and by eye: files with many instances, braces on their own lines, definitions, CRLF.
    const std::map<std::string, std::size_t> counts{{"001", 1}, {"002", 2}, {"003", 1}, {"004", 0}, {"022", 2},
                                                    {"028", 0}, {"035", 1}, {"040", 3}, {"050", 9}};
    for (const auto &[number, count] : counts)
        EXPECT_EQ(readConfFile(test::shared() / "corpus/keepalived" / (number + ".conf"), {})->instances.size(), count)
            << number;
}

} // namespace
} // namespace tandem::keepalived
