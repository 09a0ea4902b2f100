// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"
#include "cli/filediff.h"
#include "tests/lint/lintfile.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <optional>
#include <sstream>

namespace tandem::cli {
namespace {

class GenerateCommandTest : public testing::Test
{
protected:
    ExitCode generate(QStringList options, const lint::Edits &edits = {})
    {
        std::ofstream(file().toStdString()) << lint::edited(edits);
        return run(QStringList{"generate", file()} + options);
    }
    ExitCode run(const QStringList &arguments)
    {
        m_out.str({});
        m_err.str({});
        auto invocation = readCommandLine(arguments, {m_out, m_err});
        if (const auto *code = std::get_if<ExitCode>(&invocation))
            return *code;
        auto &command = *std::get<std::unique_ptr<Command>>(invocation);
        std::optional<ExitCode> code;
        QObject::connect(&command, &Command::finished, &command, [&](ExitCode given) { code = given; });
        command.start();
        return code.value();
    }
    QString file() const { return m_directory.filePath("c.toml"); }
    QString dir() const { return m_directory.filePath("out"); }
    std::string conf() const { return dir().toStdString() + "/" + node() + "/keepalived/keepalived.conf"; }
    std::string out() const { return m_out.str(); }
    std::string err() const { return m_err.str(); }
    std::string node() const
    {
        for (const auto &each : QDir(dir()).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
            return each.toStdString();
        return {};
    }

private:
    QTemporaryDir m_directory;
    std::ostringstream m_out;
    std::ostringstream m_err;
};

TEST_F(GenerateCommandTest, WritesADirectoryAndNoneThatIsThere)
{
    ASSERT_EQ(generate({"--out", dir()}), ExitCode::Done) << err();
    EXPECT_TRUE(std::filesystem::exists(conf()));
    EXPECT_EQ(generate({"--out", dir()}), ExitCode::No);
    EXPECT_NE(err().find("is there already"), std::string::npos);
    EXPECT_EQ(generate({"--out", dir(), "--force"}), ExitCode::Done) << err();
}

TEST_F(GenerateCommandTest, TellsOfFilesInTheDirectoryThatAreNotItsOwn)
{
    ASSERT_EQ(generate({"--out", dir()}), ExitCode::Done);
    std::ofstream(dir().toStdString() + "/mine") << "mine";
    EXPECT_EQ(generate({"--out", dir(), "--force"}), ExitCode::Done);
    EXPECT_NE(err().find("mine is left as it is"), std::string::npos) << err();
    EXPECT_EQ(generate({"--diff", dir()}), ExitCode::No);
    EXPECT_NE(out().find("only in "), std::string::npos) << out();
}

TEST_F(GenerateCommandTest, ShowsWhatWouldChangeAndNoPassword)
{
    ASSERT_EQ(generate({"--out", dir()}), ExitCode::Done);
    EXPECT_EQ(generate({"--diff", dir()}), ExitCode::Done) << out();
    QFile changed(QString::fromStdString(conf()));
    ASSERT_TRUE(changed.open(QIODevice::ReadWrite));
    QByteArray text = changed.readAll();
    text.replace("    interface ", "    interface x").append("# auth_pass Hidden12\n");
    changed.resize(0);
    changed.write(text);
    changed.close();
    EXPECT_EQ(generate({"--diff", dir()}), ExitCode::No);
    EXPECT_NE(out().find("-    interface x"), std::string::npos) << out();
    EXPECT_NE(out().find("+    interface "), std::string::npos) << out();
    EXPECT_EQ(out().find("Hidden12"), std::string::npos) << out();
    std::filesystem::permissions(conf(), std::filesystem::perms::all);
    EXPECT_EQ(generate({"--diff", dir()}), ExitCode::No);
    EXPECT_NE(out().find("mode 0777 there, 0600 generated"), std::string::npos) << out();
}

TEST_F(GenerateCommandTest, SaysWhatIsWrongWithTheClusterFileAndWritesNothing)
{
    EXPECT_EQ(generate({"--out", dir()}, {{"format = 1", "format = 99"}}), ExitCode::BadFile);
    EXPECT_FALSE(QDir(dir()).exists());
    EXPECT_NE(err(), "");
}

TEST_F(GenerateCommandTest, TakesTheHostsDirectoriesFromItsOptions)
{
    ASSERT_EQ(generate({"--out", dir(), "--keepalived-dir", "/opt/k", "--run-dir", "/run/elsewhere"}), ExitCode::Done);
    std::ostringstream text;
    text << std::ifstream(conf()).rdbuf();
    EXPECT_NE(text.str().find("/opt/k/notify"), std::string::npos) << text.str();
}

TEST_F(GenerateCommandTest, RefusesLinesThatItDoesNotUnderstand)
{
    for (const QStringList &line : {QStringList{"generate"},
                                    {"generate", "f"},
                                    {"generate", "f", "g", "--out", "d"},
                                    {"generate", "f", "--out", "d", "--diff", "d"},
                                    {"generate", "f", "--out", ""},
                                    {"generate", "f", "--diff", "d", "--force"},
                                    {"generate", "f", "--out", "d", "--run-dir", "here"}})
        EXPECT_EQ(run(line), ExitCode::Usage) << line.join(' ').toStdString();
    EXPECT_EQ(run({"generate", "--help"}), ExitCode::Done);
    EXPECT_NE(out().find("--diff"), std::string::npos);
}

TEST(WithoutPasswords, HidesAllThatFollowsTheWordOnItsLine)
{
    EXPECT_EQ(withoutPasswords("a { auth_pass x y }\nb\nauth_pass z"),
              "a { auth_pass (not shown)\nb\nauth_pass (not shown)");
    EXPECT_EQ(withoutPasswords("nothing\n"), "nothing\n");
}

} // namespace
} // namespace tandem::cli
