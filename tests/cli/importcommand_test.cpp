// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"

#include <QTemporaryDir>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <optional>
#include <sstream>

namespace tandem::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string host(int priority, const std::string &more = {})
{
    return "vrrp_instance VI_1 {\n interface eth0\n virtual_router_id 51\n priority " + std::to_string(priority) +
           "\n authentication {\n auth_type PASS\n auth_pass geheim\n }\n virtual_ipaddress {\n 10.77.0.100/24\n }\n" +
           more + "}\n";
}

class ImportCommandTest : public testing::Test
{
protected:
    ImportCommandTest()
    {
        write("a.conf", host(150));
        write("b.conf", host(100));
    }
    ExitCode run(const QStringList &options)
    {
        m_out.str({});
        m_err.str({});
        auto invocation = readCommandLine(QStringList{"import"} + options, {m_out, m_err});
        if (const auto *code = std::get_if<ExitCode>(&invocation))
            return *code;
        auto &command = *std::get<std::unique_ptr<Command>>(invocation);
        std::optional<ExitCode> code;
        QObject::connect(&command, &Command::finished, &command, [&](ExitCode given) { code = given; });
        command.start();
        return code.value();
    }
    /// Both hosts, with their addresses.
    ExitCode import(const QStringList &options = {})
    {
        return run(QStringList{path("a.conf"), path("b.conf"), "--out", path("c.toml"), "--address", "node1=10.77.0.1",
                               "--address", "node2=10.77.0.2"} +
                   options);
    }
    void write(const QString &name, const std::string &text) { std::ofstream(path(name).toStdString()) << text; }
    std::string read(const QString &name)
    {
        std::ifstream file(path(name).toStdString());
        return {std::istreambuf_iterator<char>(file), {}};
    }
    bool exists(const QString &name) { return std::filesystem::exists(path(name).toStdString()); }
    QString path(const QString &name) const { return m_directory.filePath(name); }
    std::string out() const { return m_out.str(); }
    std::string err() const { return m_err.str(); }

private:
    QTemporaryDir m_directory;
    std::ostringstream m_out;
    std::ostringstream m_err;
};

TEST_F(ImportCommandTest, WritesAClusterFileThatHelpersTake)
{
    EXPECT_EQ(import(), ExitCode::Done) << out() << err();
    EXPECT_THAT(out(), HasSubstr("c.toml is written: 0 remarks, 0 ask for somebody's doing"));
    EXPECT_THAT(read("c.toml"), HasSubstr("name = \"c\""));
}

TEST_F(ImportCommandTest, KeepsPasswordsInFilesOfTheirOwn)
{
    ASSERT_EQ(import(), ExitCode::Done);
    EXPECT_THAT(read("c.toml"), HasSubstr("auth_pass_file = \"VI_1.auth_pass\""));
    EXPECT_THAT(read("c.toml") + out() + err(), Not(HasSubstr("geheim")));
    EXPECT_EQ(read("VI_1.auth_pass"), "geheim\n");
    const auto mode = std::filesystem::status(path("VI_1.auth_pass").toStdString()).permissions();
    EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(ImportCommandTest, ReplacesNoFileWithoutForce)
{
    write("c.toml", "mine");
    EXPECT_EQ(import(), ExitCode::No);
    EXPECT_THAT(err(), HasSubstr("--force"));
    EXPECT_EQ(read("c.toml"), "mine");
    EXPECT_EQ(import({"--force"}), ExitCode::Done);
    EXPECT_NE(read("c.toml"), "mine");
}

TEST_F(ImportCommandTest, WritesNothingOfAFileThatKeepalivedRefuses)
{
    write("b.conf", host(100, " preempt_delay\n"));
    EXPECT_EQ(import(), ExitCode::BadFile);
    EXPECT_THAT(out(), HasSubstr("b.conf:12: refused: preempt_delay lacks its value"));
    EXPECT_THAT(out(), HasSubstr("nothing is written"));
    EXPECT_FALSE(exists("c.toml"));
    EXPECT_FALSE(exists("VI_1.auth_pass"));
}

TEST_F(ImportCommandTest, SaysNoWhereSomebodyHasToLook)
{
    write("b.conf", host(100, " advert_int 3\n virtual_routes {\n 10.0.0.0/8\n }\n"));
    EXPECT_EQ(import(), ExitCode::No);
    EXPECT_THAT(out(), HasSubstr("advert_int of VI_1 is 3 s on node2, but 1 s on node1, which is taken"));
    EXPECT_THAT(out(), HasSubstr("b.conf:13-15: not-carried: virtual_routes: "));
    EXPECT_TRUE(exists("c.toml"));
}

TEST_F(ImportCommandTest, ShowsMistakesOfTheFileThatCameOfIt)
{
    write("b.conf", host(150));
    EXPECT_EQ(import(), ExitCode::No);
    EXPECT_THAT(out(), HasSubstr("wrong: nodes \"node1\" and \"node2\" have the same priority 150"));
}

TEST_F(ImportCommandTest, NamesHostsAsItIsTold)
{
    EXPECT_EQ(run({path("a.conf"), path("b.conf"), "--out", path("c.toml"), "--node", "m1", "--node", "m2", "--address",
                   "m1=10.77.0.1", "--address", "m2=10.77.0.2", "--name", "shop", "--json"}),
              ExitCode::Done);
    EXPECT_THAT(read("c.toml"), testing::AllOf(HasSubstr("name = \"shop\""), HasSubstr("name = \"m2\"")));
    EXPECT_THAT(out(), HasSubstr("\"written\": true"));
}

TEST_F(ImportCommandTest, RefusesALineThatItDoesNotUnderstand)
{
    EXPECT_EQ(run({path("a.conf")}), ExitCode::Usage);
    EXPECT_EQ(run({"--out", path("c.toml")}), ExitCode::Usage);
    EXPECT_EQ(run({path("a.conf"), "--out", path("c.toml"), "--address", "10.77.0.1"}), ExitCode::Usage);
    EXPECT_EQ(run({path("a.conf"), "--out", path("c.toml"), "--node", "a", "--node", "b"}), ExitCode::Usage);
    EXPECT_EQ(run({path("none.conf"), "--out", path("c.toml")}), ExitCode::BadFile);
}

TEST_F(ImportCommandTest, ShowsALogAsEvents)
{
    write("k.log", "Jan  2 03:04:05 h Keepalived_vrrp[1]: (VI_1) Entering MASTER STATE\n"
                   "Jan  2 03:04:06 h Keepalived_vrrp[1]: (VI_1) does what nobody knows\n"
                   "Jan  2 03:04:06 h cron[1]: x\n");
    EXPECT_EQ(run({"--log", path("k.log"), "--year", "2024", "--zone", "+02:00", "--json"}), ExitCode::Done) << err();
    EXPECT_THAT(out(), testing::AllOf(HasSubstr("\"node\":\"h\""), HasSubstr("\"to\":\"MASTER\""),
                                      HasSubstr("\"time_ns\":1704157445000000000")));
    EXPECT_THAT(err(), HasSubstr("k.log: 2 lines of Keepalived, 1 event; 1 line of others; 1 line not understood: 2\n"));
    EXPECT_EQ(run({"--log", path("k.log"), "--node", "m1"}), ExitCode::Done);
    EXPECT_THAT(out(), HasSubstr("m1"));
    EXPECT_EQ(run({"--log", path("k.log"), "--zone", "CET"}), ExitCode::Usage);
    EXPECT_EQ(run({"--log"}), ExitCode::Usage);
    EXPECT_EQ(run({"--log", path("none.log")}), ExitCode::BadFile);
}

} // namespace
} // namespace tandem::cli
