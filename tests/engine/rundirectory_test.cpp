// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/rundirectory.h"

#include "temporarydirectory.h"

#include <fstream>
#include <gmock/gmock.h>

namespace tandem::engine::testing {

TEST(RunDirectory, IsMadeWithItsParents)
{
    const TemporaryDirectory temporary;
    const auto directory = RunDirectory::open(temporary.path() + "/a/b");
    ASSERT_TRUE(directory.has_value());
    EXPECT_TRUE(std::filesystem::is_directory(temporary.path() + "/a/b"));
}

TEST(RunDirectory, AdmitsOneTandemdAtATime)
{
    const TemporaryDirectory temporary;
    {
        const auto first = RunDirectory::open(temporary.path());
        ASSERT_TRUE(first.has_value());
        const auto second = RunDirectory::open(temporary.path());
        ASSERT_FALSE(second.has_value());
        EXPECT_EQ(second.error().code, ErrorCode::InUse);
    }
    EXPECT_TRUE(RunDirectory::open(temporary.path()).has_value()) << "a lock ends with its owner";
}

TEST(RunDirectory, SaysThatAPathIsTooLongForASocket)
{
    const auto directory = RunDirectory::open("/tmp/" + std::string(120, 'x'));
    ASSERT_FALSE(directory.has_value());
    EXPECT_THAT(directory.error().fix, ::testing::HasSubstr("--run-dir"));
    EXPECT_FALSE(std::filesystem::exists("/tmp/" + std::string(120, 'x')));
}

TEST(RunDirectory, RemembersWhichVipsItMayHavePutOnTheHost)
{
    const TemporaryDirectory temporary;
    const auto directory = RunDirectory::open(temporary.path());
    EXPECT_TRUE(directory->record().places.empty());
    const std::vector<VipPlace> places{{"eth0", *IpAddress::parse("10.77.0.100")},
                                       {"eth1", *IpAddress::parse("10.0.0.1")}};
    ASSERT_TRUE(directory->writeRecord(places).has_value());
    EXPECT_EQ(directory->record().places, places);
    EXPECT_EQ(directory->record().trouble, "");
    directory->removeRecord();
    EXPECT_TRUE(directory->record().places.empty());
}

TEST(RunDirectory, SetsADamagedRecordAsideAndStillBelievesItsSoundLines)
{
    const TemporaryDirectory temporary;
    const auto directory = RunDirectory::open(temporary.path());
    std::ofstream(temporary.path() + "/vips") << "nonsense\neth0 10.77.0.100\neth0 not-an-address\neth1 10.0.0.1";
    const auto record = directory->record();
    EXPECT_EQ(record.places.size(), 2U);
    EXPECT_THAT(record.trouble, ::testing::HasSubstr("set aside"));
    EXPECT_TRUE(std::filesystem::exists(temporary.path() + "/vips.corrupt"));
    EXPECT_TRUE(directory->record().places.empty());
}

TEST(RunDirectory, DoesNotBelieveARecordThatIsNoFile)
{
    const TemporaryDirectory temporary;
    const auto directory = RunDirectory::open(temporary.path());
    std::ofstream(temporary.path() + "/elsewhere") << "eth0 10.77.0.100\n";
    std::filesystem::create_symlink("elsewhere", temporary.path() + "/vips");
    const auto record = directory->record();
    EXPECT_TRUE(record.places.empty());
    EXPECT_THAT(record.trouble, ::testing::HasSubstr("not believed"));
}

} // namespace tandem::engine::testing
