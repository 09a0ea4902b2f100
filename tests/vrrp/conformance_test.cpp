// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <sstream>
#include <string>
#include <vector>

/// tests/vrrp/conformance.tsv names tests and files that exist, and leaves no section of the standards out.
namespace tandem::vrrp {
namespace {

const std::filesystem::path top = TANDEM_SOURCE_DIR;

std::string contentOf(const std::filesystem::path &path)
{
    std::ifstream file(path);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
}

std::vector<std::string> split(const std::string &text, char separator)
{
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, separator);)
        parts.push_back(part);
    return parts;
}

struct Row
{
    std::size_t line = 0;
    std::vector<std::string> fields;
};

std::vector<Row> table()
{
    std::vector<Row> rows;
    std::size_t number = 0;
    for (const auto &line : split(contentOf(top / "tests/vrrp/conformance.tsv"), '\n')) {
        ++number;
        if (!line.empty() && line.front() != '#')
            rows.push_back({number, split(line, '\t')});
    }
    return rows;
}

/// "Suite.Name" of "TEST(Suite, Name)…", of TEST_F and TEST_P; else nothing.
std::string testDeclaredBy(std::string text)
{
    std::erase_if(text, [](unsigned char letter) { return std::isspace(letter) != 0; });
    for (const std::string macro : {"TEST(", "TEST_F(", "TEST_P("}) {
        const auto comma = text.find(',');
        const auto end = text.find(')');
        if (text.starts_with(macro) && comma < end && end != std::string::npos)
            return text.substr(macro.size(), comma - macro.size()) + "." + text.substr(comma + 1, end - comma - 1);
    }
    return {};
}

std::set<std::string> declaredTests()
{
    std::set<std::string> names;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(top / "tests")) {
        if (entry.path().extension() != ".cpp")
            continue;
        const auto lines = split(contentOf(entry.path()), '\n');
        for (std::size_t i = 0; i < lines.size(); ++i) // a long name is on the line below
            names.insert(testDeclaredBy(lines[i] + (i + 1 < lines.size() ? lines[i + 1] : "")));
    }
    names.erase("");
    return names;
}

TEST(ConformanceTable, EveryRowIsWhole)
{
    const auto rows = table();
    EXPECT_GT(rows.size(), 50U);
    for (const auto &[line, fields] : rows) {
        ASSERT_EQ(fields.size(), 6U) << "line " << line;
        for (const auto &field : fields)
            EXPECT_FALSE(field.empty()) << "line " << line;
        EXPECT_TRUE(fields[3] == "yes" || fields[3] == "deviation") << "line " << line << ": " << fields[3];
    }
}

TEST(ConformanceTable, EveryTestThatItNamesExists)
{
    const auto tests = declaredTests();
    EXPECT_TRUE(tests.count("ConformanceTable.EveryTestThatItNamesExists"));
    EXPECT_FALSE(tests.count("ConformanceTable.ThatIsNot"));
    for (const auto &[line, fields] : table())
        for (const auto &name : split(fields.at(5), ' '))
            EXPECT_TRUE(tests.count(name)) << "line " << line << ": no test " << name;
}

TEST(ConformanceTable, EveryFileThatItNamesExists)
{
    for (const auto &[line, fields] : table())
        for (const auto &name : split(fields.at(4), ' '))
            EXPECT_TRUE(std::filesystem::is_regular_file(top / name)) << "line " << line << ": no file " << name;
}

TEST(ConformanceTable, NoSectionThatAsksForSomethingIsLeftOut)
{
    const std::vector<std::pair<std::string, std::vector<std::string>>> wanted{
        {"RFC 5798", {"5.1.1.1", "5.1.1.2", "5.1.1.3", "5.1.1.4", "5.1.2.1", "5.1.2.2", "5.1.2.3", "5.2.1",
                      "5.2.2",   "5.2.3",   "5.2.4",   "5.2.5",   "5.2.6",   "5.2.7",   "5.2.8",   "5.2.9",
                      "6.1",     "6.2",     "6.4.1",   "6.4.2",   "6.4.3",   "7.1",     "7.2",     "7.3"}},
        {"RFC 9568", {"5.2.8", "6.4.2", "6.4.3"}},
        {"RFC 3768", {"5.2.3", "5.3.1", "5.3.6", "5.3.7", "5.3.8", "5.3.9", "6.1", "6.4", "7.1"}},
        {"RFC 2338", {"5.3.10", "7.1"}},
    };
    const auto rows = table();
    for (const auto &[standard, sections] : wanted)
        for (const auto &section : sections)
            EXPECT_TRUE(std::any_of(rows.begin(), rows.end(),
                                    [&, &asked = standard](const Row &row) {
                                        return row.fields.at(0) == asked && row.fields.at(1) == section;
                                    }))
                << standard << " " << section;
}

} // namespace
} // namespace tandem::vrrp
