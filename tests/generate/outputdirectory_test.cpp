// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/outputdirectory.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace tandem::generate {
namespace {

namespace fs = std::filesystem;

class OutputDirectoryTest : public testing::Test
{
protected:
    OutputDirectoryTest() { fs::create_directories(m_parent); }
    ~OutputDirectoryTest() override { fs::remove_all(m_parent); }

    std::string path() const { return m_parent / "out"; }
    static std::string textOf(const fs::path &file)
    {
        std::ostringstream text;
        text << std::ifstream(file).rdbuf();
        return text.str();
    }
    static unsigned modeOf(const fs::path &file) { return static_cast<unsigned>(fs::status(file).permissions()); }
    std::size_t entriesOfParent() const
    {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(m_parent), fs::directory_iterator()));
    }

    const std::vector<File> m_files{{"a/secret", 0600, "s"}, {"a/deep/script", 0755, "#!"}, {"INSTALL.md", 0644, "x"}};

private:
    fs::path m_parent = fs::current_path() / ("output-" + std::to_string(getpid()));
};

} // namespace

TEST_F(OutputDirectoryTest, IsMadeWithTheModesOfItsFilesWhateverTheUmask)
{
    const mode_t before = umask(0077);
    const auto made = OutputDirectory(path() + "/").create(m_files);
    umask(before);
    ASSERT_TRUE(made) << describe(made.error());
    EXPECT_EQ(textOf(path() + "/a/deep/script"), "#!");
    EXPECT_EQ(modeOf(path() + "/a/secret"), 0600U);
    EXPECT_EQ(modeOf(path() + "/a/deep/script"), 0755U);
    EXPECT_EQ(entriesOfParent(), 1U);
}

TEST_F(OutputDirectoryTest, MayBeThereAlreadyIfItIsEmpty)
{
    fs::create_directories(path());
    EXPECT_TRUE(OutputDirectory(path()).create(m_files));
    EXPECT_EQ(textOf(path() + "/INSTALL.md"), "x");
}

TEST_F(OutputDirectoryTest, IsLeftAsItIsWhereSomethingIsInIt)
{
    fs::create_directories(path());
    std::ofstream(path() + "/INSTALL.md") << "mine";
    const auto made = OutputDirectory(path()).create(m_files);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::Refused);
    EXPECT_EQ(textOf(path() + "/INSTALL.md"), "mine");
    EXPECT_EQ(entriesOfParent(), 1U);
}

TEST_F(OutputDirectoryTest, LeavesNothingBehindWhereItCannotBeMadeWhole)
{
    auto files = m_files;
    files.push_back({"INSTALL.md/below a file", 0644, "y"});
    EXPECT_FALSE(OutputDirectory(path()).create(files));
    EXPECT_EQ(entriesOfParent(), 0U);
    EXPECT_FALSE(OutputDirectory(path() + "/no/such").create(m_files));
}

TEST_F(OutputDirectoryTest, ReplacesWhatDiffersAndNothingElse)
{
    const OutputDirectory directory(path());
    ASSERT_TRUE(directory.create(m_files));
    std::ofstream(path() + "/a/mine") << "mine";
    struct stat before = {}, after = {};
    stat((path() + "/a/secret").c_str(), &before);
    auto files = m_files;
    files[1].bytes = "#!new";
    files[2].mode = 0600;
    ASSERT_TRUE(directory.replace(files));
    EXPECT_EQ(textOf(path() + "/a/deep/script"), "#!new");
    EXPECT_EQ(modeOf(path() + "/INSTALL.md"), 0600U);
    EXPECT_EQ(textOf(path() + "/a/mine"), "mine");
    stat((path() + "/a/secret").c_str(), &after);
    EXPECT_EQ(before.st_ino, after.st_ino) << "it was as it should be";
    EXPECT_THAT(*directory.others(files), testing::ElementsAre("a/mine"));
}

TEST_F(OutputDirectoryTest, ReplacesALinkAndNotWhatItPointsTo)
{
    const OutputDirectory directory(path());
    fs::create_directories(path());
    std::ofstream(path() + "/elsewhere") << "x";
    fs::create_symlink("elsewhere", path() + "/INSTALL.md");
    ASSERT_TRUE(directory.replace({{"INSTALL.md", 0644, "new"}}));
    EXPECT_EQ(textOf(path() + "/elsewhere"), "x");
    EXPECT_FALSE(fs::is_symlink(path() + "/INSTALL.md"));
}

} // namespace tandem::generate
