// SPDX-License-Identifier: GPL-3.0-or-later
#include "includerules.h"
#include "sourcetree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace tandem::architecture {
namespace {

namespace fs = std::filesystem;

const std::string top = TANDEM_SOURCE_DIR;
constexpr std::size_t longestFile = 500;
constexpr int longestFunction = 60;

/// The headers of Qt's modules that live in one place, from where they are installed.
ModuleHeaders installedModules()
{
    ModuleHeaders headers;
    for (const auto &[module, folder] :
         {std::pair("Widgets", TANDEM_WIDGETS_HEADERS), std::pair("Sql", TANDEM_SQL_HEADERS),
          std::pair("Charts", TANDEM_CHARTS_HEADERS)}) {
        for (const auto &entry : fs::directory_iterator(folder))
            headers.emplace(entry.path().filename().string(), module);
    }
    return headers;
}

TEST(TheHouse, HasTheTopLevelOfTheArchitecture)
{
    const std::set<std::string> known = {"CMakeLists.txt",
                                         "CMakePresets.json",
                                         "CMakeUserPresets.json",
                                         "CHANGELOG.md",
                                         "CONTRIBUTING.md",
                                         "LICENSE",
                                         "README.md",
                                         "build",
                                         "daemon",
                                         "installer",
                                         "resources",
                                         "src",
                                         "tests",
                                         "translations",
                                         "ui",
                                         "compile_commands.json"};
    for (const auto &entry : fs::directory_iterator(top)) {
        const auto name = entry.path().filename().string();
        EXPECT_TRUE(name.front() == '.' || known.contains(name)) << name << " has no place at the top level";
    }
}

TEST(TheHouse, IncludesOnlyWhatItsRoomsMay)
{
    const auto modules = installedModules();
    ASSERT_EQ(modules.at("QWidget"), "Widgets");
    ASSERT_EQ(modules.at("QSqlQuery"), "Sql");
    ASSERT_EQ(modules.at("QChartView"), "Charts");
    const IncludeRules rules(modules);
    std::size_t seen = 0;
    for (const auto &file : sourceFiles(top, {"src", "daemon"})) {
        for (const auto &include : includesOf(file.text)) {
            ++seen;
            const auto objection = rules.objection(file.path, include);
            EXPECT_EQ(objection, "") << file.path << ":" << include.line << " includes " << include.target;
        }
    }
    EXPECT_GT(seen, 100U);
}

TEST(TheHouse, HasNoFilePastFiveHundredLines)
{
    for (const auto &file : sourceFiles(top, {"src", "daemon", "tests"}))
        EXPECT_LE(lineCount(file.text), longestFile) << file.path << ": a sign that two things live in one room";
}

TEST(TheHouse, HasNoFunctionPastSixtyLines)
{
    for (const auto &file : sourceFiles(top, {"src", "daemon"})) {
        for (const int line : longFunctions(file.text, longestFunction))
            ADD_FAILURE() << file.path << ":" << line << ": this function has more than 60 lines";
    }
}

TEST(TheHouse, SaysItsLicenceInEachFile)
{
    auto files = sourceFiles(top, {"src", "daemon", "tests"});
    const auto scripts = scriptFiles(top, {".ci", "installer", "tests", "src", "daemon"});
    files.insert(files.end(), scripts.begin(), scripts.end());
    for (const auto &file : files) {
        // What is generated is its site's, and a fuzz target's seed is nobody's program.
        const bool isData = file.path.find("tests/generate/golden/") != std::string::npos ||
                            file.path.find("tests/fuzz/corpus/") != std::string::npos;
        EXPECT_TRUE(isData || hasLicenceLine(file.text)) << file.path << " does not begin with its SPDX line";
    }
}

TEST(TheHouse, CallsFilesByTheirClassInLowerCase)
{
    for (const auto &file : sourceFiles(top, {"src", "daemon"})) {
        const auto name = fs::path(file.path).stem().string();
        const bool plain = std::all_of(name.begin(), name.end(),
                                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
        EXPECT_TRUE(plain) << file.path;
    }
}

TEST(TheHouse, LinksNeitherQtNorOpenSslWhereTheyAreNotIncluded)
{
    for (const auto *room :
         {"src/base", "src/vrrp", "src/model", "src/config", "src/keepalived", "src/generate", "src/simulation",
          "src/lint", "daemon/channel", "daemon/net", "daemon/engine", "daemon/guard"}) {
        const auto text = textOf(top + "/" + room + "/CMakeLists.txt");
        EXPECT_EQ(text.find("Qt6::"), std::string::npos) << room;
        EXPECT_EQ(text.find("OpenSSL::"), std::string::npos) << room;
    }
}

} // namespace
} // namespace tandem::architecture
