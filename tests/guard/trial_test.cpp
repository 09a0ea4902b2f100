// SPDX-License-Identifier: GPL-3.0-or-later
// What a roll-out may do to a host: the bounds, what breaks, and the files.
#include "daemon/guard/breaks.h"
#include "daemon/guard/trespasses.h"
#include "daemon/guard/trialfiles.h"
#include "tests/engine/temporarydirectory.h"

#include <fstream>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace tandem;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

engine::EngineConfig aConfig()
{
    engine::InstanceConfig made;
    made.router.name = "VI_1";
    made.router.virtualRouterId = *VirtualRouterId::of(51);
    made.plan = {"eth0", *IpAddress::parse("10.77.0.1"), {{*IpAddress::parse("10.77.0.100"), "eth0", ""}}, false, 2};
    engine::EngineConfig config;
    config.instances = {made};
    return config;
}

const config::Limits limits{{"eth0"}, {*IpNetwork::parse("10.77.0.0/24")}, {{51, 51}}};

std::vector<std::string> textsOf(const std::vector<Error> &errors)
{
    std::vector<std::string> texts;
    for (const Error &error : errors)
        texts.push_back(error.text + "; " + error.fix);
    return texts;
}

class TrialFiles : public testing::Test
{
protected:
    void SetUp() override
    {
        options.cluster = directory.path() + "/cluster.toml";
        options.runDir = directory.path();
        write(options.cluster, "old");
    }
    static void write(const std::string &path, const std::string &text) { std::ofstream(path) << text; }
    static std::string read(const std::string &path)
    {
        std::ifstream file(path);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    engine::testing::TemporaryDirectory directory;
    engine::Options options;
};

} // namespace

TEST(Trespasses, WhatIsWithinTheLimitsIsNone)
{
    EXPECT_THAT(guard::trespassesOf(aConfig(), limits, "limits.toml"), IsEmpty());
}

TEST(Trespasses, EachIsNamedOnceWithTheKeyThatWouldAllowIt)
{
    auto config = aConfig();
    config.instances[0].plan.interface = "eth9";
    config.instances[0].router.virtualRouterId = *VirtualRouterId::of(7);
    config.instances[0].plan.vips.push_back({*IpAddress::parse("10.78.0.1"), "eth9", ""});
    EXPECT_THAT(
        textsOf(guard::trespassesOf(config, limits, "limits.toml")),
        ElementsAre("root allows no roll-out interface eth9; have root add it to interfaces there, if it is right",
                    HasSubstr("virtual_router_id 7; have root add it to virtual_router_ids"),
                    HasSubstr("the VIP 10.78.0.1; have root add it to vip_ranges")));
}

TEST(Breaks, WhatHostsHearAnywayBreaksNothing)
{
    auto after = aConfig();
    after.instances[0].router.priority = Priority(7);
    after.instances[0].router.interval = 100ms; // VRRPv3 learns it
    after.instances[0].plan.vips.push_back({*IpAddress::parse("10.77.0.101"), "eth0", ""});
    after.instances.push_back(after.instances[0]);
    after.instances[1].router.name = "VI_2";
    EXPECT_THAT(guard::breaksOf(aConfig(), after), IsEmpty());
}

TEST(Breaks, WhatMakesHostsDeafToEachOtherIsNamed)
{
    const auto breaksBy = [](const std::function<void(engine::InstanceConfig &)> &change) {
        auto after = aConfig();
        change(after.instances[0]);
        return guard::breaksOf(aConfig(), after);
    };
    EXPECT_THAT(breaksBy([](auto &one) { one.router.virtualRouterId = *VirtualRouterId::of(52); }),
                ElementsAre("VI_1: virtual_router_id"));
    EXPECT_THAT(breaksBy([](auto &one) { one.router.version = 2; }), ElementsAre("VI_1: version"));
    EXPECT_THAT(breaksBy([](auto &one) { one.plan.interface = "eth1"; }), ElementsAre("VI_1: interface"));
    EXPECT_THAT(breaksBy([](auto &one) { one.unicast = true; }), ElementsAre("VI_1: unicast"));
    EXPECT_THAT(breaksBy([](auto &one) { one.router.pass = vrrp::AuthData{'x'}; }), ElementsAre("VI_1: auth_pass"));
    auto old = aConfig();
    old.instances[0].router.version = 2;
    auto quicker = old;
    quicker.instances[0].router.interval = 2s;
    EXPECT_THAT(guard::breaksOf(old, quicker), ElementsAre("VI_1: advert_int"));
}

TEST_F(TrialFiles, AnOfferIsAFileOfItsOwn)
{
    EXPECT_FALSE(guard::readOffered(options));
    write(guard::offeredFile(options), "new");
    EXPECT_EQ(guard::readOffered(options).value_or(""), "new");
    unlink(guard::offeredFile(options).c_str());
    ASSERT_EQ(symlink(options.cluster.c_str(), guard::offeredFile(options).c_str()), 0);
    EXPECT_FALSE(guard::readOffered(options)) << "what tandemd may read is not what the agent may";
    unlink(guard::offeredFile(options).c_str());
    ASSERT_EQ(link(options.cluster.c_str(), guard::offeredFile(options).c_str()), 0);
    EXPECT_FALSE(guard::readOffered(options));
}

TEST_F(TrialFiles, TheClusterFileIsReplacedOnlyWhenTheTrialIsKept)
{
    ASSERT_EQ(chmod(options.cluster.c_str(), 0640), 0);
    ASSERT_TRUE(guard::writeTrial(options, "new"));
    EXPECT_EQ(read(options.cluster), "old");
    ASSERT_TRUE(guard::keepTrial(options));
    EXPECT_EQ(read(options.cluster), "new");
    struct stat about = {};
    ASSERT_EQ(stat(options.cluster.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 07777U, 0640U);
    guard::forgetTrial(options);
    EXPECT_FALSE(guard::keepTrial(options));
    EXPECT_EQ(read(options.cluster), "new");
}

TEST_F(TrialFiles, AFileThatSomebodyLaidThereIsNotWrittenInto)
{
    const std::string trap = guard::trialFile(options) + ".new";
    ASSERT_EQ(symlink(options.cluster.c_str(), trap.c_str()), 0);
    ASSERT_TRUE(guard::writeTrial(options, "new"));
    EXPECT_EQ(read(options.cluster), "old");
    EXPECT_EQ(read(guard::trialFile(options)), "new");
}

TEST_F(TrialFiles, AClusterFileInADirectoryOfItsOwnMayBeReplaced)
{
    EXPECT_TRUE(guard::checkReplaceable(options.cluster));
    EXPECT_FALSE(guard::checkReplaceable(directory.path() + "/none.toml"));
}

TEST_F(TrialFiles, KeepingApartSaysWhatWentWrong)
{
    const auto kept = guard::keepTrialApart(options);
    ASSERT_FALSE(kept);
    EXPECT_EQ(kept.error().place, guard::trialFile(options));
    ASSERT_TRUE(guard::writeTrial(options, "new"));
    EXPECT_TRUE(guard::keepTrialApart(options));
    EXPECT_EQ(read(options.cluster), "new");
}
