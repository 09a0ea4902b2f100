// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/processmemory.h"

#include <QTemporaryDir>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace tandem::agent {

namespace {

using std::chrono::seconds;

class ProcessMemoryTest : public testing::Test
{
protected:
    void addProcess(int pid, const std::string &comm, const std::string &statm)
    {
        const auto directory = root() / std::to_string(pid);
        std::filesystem::create_directories(directory);
        std::ofstream(directory / "comm") << comm << '\n';
        std::ofstream(directory / "statm") << statm << '\n';
        std::ofstream(directory / "stat") << pid << " (" << comm << ") S 1\n";
    }
    std::filesystem::path root() const { return m_directory.path().toStdString(); }

    static constexpr Instant now{std::chrono::hours(1)};
    QTemporaryDir m_directory;
};

} // namespace

TEST_F(ProcessMemoryTest, ReadsTheResidentPagesOfTheOneProcessOfTheName)
{
    addProcess(7, "maxscale", "100000 6000 2000 1 0 5000 0");
    addProcess(8, "maxctrl", "1 1 1 1 1 1 1");
    std::filesystem::create_directories(root() / "net");
    EXPECT_EQ(ProcessMemory("maxscale", root()).residentBytes(now), 6000 * sysconf(_SC_PAGESIZE));
}

TEST_F(ProcessMemoryTest, SaysNothingWhereThereAreSeveralOrNone)
{
    EXPECT_EQ(ProcessMemory("maxscale", root()).residentBytes(now), std::nullopt);
    addProcess(7, "maxscale", "1 1");
    addProcess(9, "maxscale", "1 1");
    EXPECT_EQ(ProcessMemory("maxscale", root()).residentBytes(now), std::nullopt);
    EXPECT_EQ(ProcessMemory("maxscale", "/nonexistent").residentBytes(now), std::nullopt);
}

TEST_F(ProcessMemoryTest, FindsTheProcessThatTookItsPlace)
{
    addProcess(7, "maxscale", "1 1");
    ProcessMemory memory("maxscale", root());
    ASSERT_TRUE(memory.residentBytes(now));
    std::filesystem::remove_all(root() / "7");
    EXPECT_EQ(memory.residentBytes(now), std::nullopt);
    addProcess(9, "maxscale", "1 2");
    EXPECT_EQ(memory.residentBytes(now + seconds(9)), std::nullopt) << "all of /proc is not read at each look";
    EXPECT_EQ(memory.residentBytes(now + seconds(10)), 2 * sysconf(_SC_PAGESIZE));
}

TEST_F(ProcessMemoryTest, KnowsItsOwnProcess)
{
    // A name of its own: other tests of this program run at the same time, and several of a name have no answer.
    const std::string name = "own" + std::to_string(getpid());
    ASSERT_EQ(prctl(PR_SET_NAME, name.c_str()), 0);
    EXPECT_GT(ProcessMemory(name).residentBytes(now).value_or(0), 100'000);
}

} // namespace tandem::agent
