// SPDX-License-Identifier: GPL-3.0-or-later
#include "keepalived/confreader.h"
#include "lint/confrule.h"
#include "lint/linter.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <set>

namespace tandem::lint {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A file that nothing is to be said of.
constexpr std::string_view sound = R"(global_defs {
    router_id maxscale1
    enable_script_security
}
vrrp_script chk {
    script "/etc/keepalived/check"
    interval 2
    timeout 1
}
vrrp_sync_group G {
    group {
        VI_1
        VI_2
    }
}
vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority 150
    nopreempt
    unicast_src_ip 10.77.0.1
    unicast_peer {
        10.77.0.2
    }
    authentication {
        auth_type PASS
        auth_pass a1b2c3d4
    }
    virtual_ipaddress {
        10.77.0.100/24
    }
    track_script {
        chk
    }
}
vrrp_instance VI_2 {
    state BACKUP
    interface eth0
    virtual_router_id 52
    priority 150
    virtual_ipaddress {
        10.77.0.101/24
    }
    track_script {
        chk
    }
}
)";

keepalived::Conf read(const std::string &text)
{
    return keepalived::readConf({"keepalived.conf", text}, {}, {});
}

std::string edited(std::string_view from, std::string_view to, int times = 1)
{
    std::string text(sound);
    std::size_t at = 0;
    for (int i = 0; i < times; ++i) {
        at = text.find(from, at);
        if (at == std::string::npos)
            throw std::logic_error(std::string(from));
        text.replace(at, from.size(), to);
    }
    return text;
}

struct Case
{
    const char *code;
    std::uint32_t line;
    std::string text;
};

const std::vector<Case> cases{
    {"TND006", 10, edited("    track_script {\n        chk\n    }\n", "")},
    {"TND008", 26, edited("a1b2c3d4", "a1b2c3d4e")},
    {"TND009", 26, edited("a1b2c3d4", "1111")},
    {"TND011", 5, edited("timeout 1", "timeout 3")},
    {"TND027", 20, edited("priority 150", "priority")},
    {"TND028", 16, edited("state BACKUP", "sttae BACKUP")},
    {"TND028", 35, edited("        chk\n", "        chkk\n")},
    {"TND029", 2, edited("router_id maxscale1", "vrrp_strict")},
    {"TND030", 16, edited("state BACKUP", "state MASTER")},
    {"TND031", 5, edited("    enable_script_security\n", "")},
    {"TND032", 16, edited("    unicast_peer {\n        10.77.0.2\n    }\n", "")},
};

TEST(ConfLint, SaysNothingOfASoundFile)
{
    for (const auto &finding : lintConf(read(std::string(sound))))
        ADD_FAILURE() << finding.at.line << ": " << finding.code << " " << finding.text;
}

TEST(ConfLint, EachRuleFindsItsFaultAtItsLine)
{
    for (const auto &[code, line, text] : cases) {
        std::set<std::string> codes;
        for (const auto &finding : lintConf(read(text))) {
            codes.insert(finding.code);
            if (finding.code == std::string(code)) {
                EXPECT_NEAR(finding.at.line, line, 1) << code;
            }
        }
        EXPECT_TRUE(codes.contains(code)) << code;
    }
}

TEST(ConfLint, SeesAnInstanceThatNothingIsTrackedFor)
{
    const auto without =
        "vrrp_instance VI_3 {\n interface eth0\n virtual_router_id 53\n virtual_ipaddress {\n 10.77.0.102/24\n }\n}\n";
    const auto findings = lintConf(read(std::string(sound) + without));
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].code, "TND013");
}

TEST(ConfLint, EachRuleHasACaseAndAPage)
{
    std::set<std::string> tested{"TND013"};
    for (const auto &each : cases)
        tested.insert(each.code);
    for (const auto *rule : allConfRules()) {
        EXPECT_TRUE(tested.contains(rule->code)) << rule->code;
        const std::filesystem::path page(TANDEM_SOURCE_DIR "/resources/help/" + std::string(rule->code) + ".md");
        std::ifstream file(page);
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        EXPECT_TRUE(text.starts_with("# " + std::string(rule->code) + ": ")) << page;
        EXPECT_NE(text.find("## Why\n"), std::string::npos) << page;
        EXPECT_NE(text.find("## How to mend it\n"), std::string::npos) << page;
    }
}

TEST(ConfLint, TellsAConfigurationFromAClusterFile)
{
    EXPECT_TRUE(looksLikeConf(sound));
    EXPECT_TRUE(looksLikeConf("# a\n\n! b\nvrrp_instance{\n"));
    EXPECT_TRUE(looksLikeConf("$IF=eth0\n"));
    EXPECT_TRUE(looksLikeConf("include conf.d/*.conf\n"));
    EXPECT_FALSE(looksLikeConf("# a\nformat = 1\n"));
    EXPECT_FALSE(looksLikeConf("[cluster]\n"));
    EXPECT_FALSE(looksLikeConf(""));
}

TEST(ConfLint, NamesTheIncludedFileInWhichAFaultStands)
{
    const auto conf = keepalived::readConf(
        {"keepalived.conf", "include more.conf\n"}, {}, [](const std::string &, const std::string &) {
            return std::vector<keepalived::SourceFile>{{"more.conf", "global_defs {\n vrrp_strict\n}\n"}};
        });
    const auto findings = lintConf(conf);
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].file, "more.conf");
    EXPECT_EQ(findings[0].at.line, 2U);
}

TEST(ConfLint, ReadsEachFileOfTheCorpusAsAConfiguration)
{
    const char *given = std::getenv("TANDEM_SHARED");
    const std::filesystem::path corpus =
        std::filesystem::path(given != nullptr ? given : TANDEM_SOURCE_DIR "/../shared") / "corpus/keepalived";
    if (!std::filesystem::is_directory(corpus))
        GTEST_SKIP() << "the corpus is not at " << corpus;
    int files = 0;
    for (const auto &entry : std::filesystem::directory_iterator(corpus)) {
        if (entry.path().extension() != ".conf")
            continue;
        const auto findings = lintFile(entry.path());
        ASSERT_TRUE(findings) << entry.path();
        for (const auto &finding : *findings)
            EXPECT_NE(finding.code, "TND001") << entry.path();
        ++files;
    }
    EXPECT_EQ(files, 59);
}

} // namespace
} // namespace tandem::lint
