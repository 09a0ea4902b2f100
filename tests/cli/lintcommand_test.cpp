// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"
#include "cli/lintcommand.h"
#include "tests/lint/lintfile.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace tandem::cli {
namespace {

class LintCommandTest : public testing::Test
{
protected:
    ExitCode lint(const lint::Edits &edits, QStringList options = {})
    {
        std::ofstream(path()) << lint::edited(edits);
        return run(QStringList{"lint", QString::fromStdString(path())} + options);
    }
    ExitCode run(const QStringList &arguments)
    {
        auto invocation = readCommandLine(arguments, {m_out, m_err});
        if (const auto *code = std::get_if<ExitCode>(&invocation))
            return *code;
        auto &command = *std::get<std::unique_ptr<Command>>(invocation);
        std::optional<ExitCode> code;
        QObject::connect(&command, &Command::finished, &command, [&](ExitCode given) { code = given; });
        command.start();
        return code.value();
    }
    std::string path() const { return m_directory.filePath("c.toml").toStdString(); }
    std::string out() const { return m_out.str(); }
    std::string err() const { return m_err.str(); }

private:
    QTemporaryDir m_directory;
    std::ostringstream m_out;
    std::ostringstream m_err;
};

TEST_F(LintCommandTest, HasNothingToSayOfASoundFile)
{
    EXPECT_EQ(lint({}), ExitCode::Done);
    EXPECT_EQ(out(), path() + ": nothing to say\n");
}

TEST_F(LintCommandTest, ReadsAScriptToo)
{
    std::ofstream(path()) << "#!/bin/sh\nmaxadmin list servers\n";
    EXPECT_EQ(run({"lint", QString::fromStdString(path())}), ExitCode::No);
    EXPECT_NE(out().find(path() + ":2:1: error TND019: "), std::string::npos) << out();
    EXPECT_NE(out().find(path() + ":1:1: error TND026: is not executable"), std::string::npos) << out();
}

TEST_F(LintCommandTest, IsContentWithWarnings)
{
    EXPECT_EQ(lint({{"timeout = 1.0", "timeout = 9.0"}}), ExitCode::Done);
    EXPECT_NE(out().find(path() + ":28:11: warning TND011: "), std::string::npos) << out();
    EXPECT_NE(out().find("    fix: "), std::string::npos);
    EXPECT_NE(out().find("0 errors, 1 warning, 0 notes\n"), std::string::npos);
}

TEST_F(LintCommandTest, SaysNoToAnErrorAndShowsItsTimeline)
{
    EXPECT_EQ(lint({{"\"tandemd\"", "\"keepalived\""}}), ExitCode::No);
    EXPECT_NE(out().find("    | "), std::string::npos);
}

TEST_F(LintCommandTest, CallsAFileWithAMistakeBad)
{
    EXPECT_EQ(lint({{"priority = 150", "priority = 1500"}}), ExitCode::BadFile);
    EXPECT_NE(out().find(":10:"), std::string::npos) << out();
    EXPECT_EQ(run({"lint", "/nowhere/c.toml"}), ExitCode::BadFile);
    EXPECT_FALSE(err().empty());
}

TEST_F(LintCommandTest, WritesJson)
{
    EXPECT_EQ(lint({{"timeout = 1.0", "timeout = 9.0"}}, {"--json"}), ExitCode::Done);
    const auto findings = QJsonDocument::fromJson(QByteArray::fromStdString(out())).object()["findings"].toArray();
    ASSERT_EQ(findings.size(), 1);
    const auto finding = findings.first().toObject();
    EXPECT_EQ(finding["code"].toString(), "TND011");
    EXPECT_EQ(finding["severity"].toString(), "warning");
    EXPECT_EQ(finding["line"].toInt(), 28);
    EXPECT_EQ(finding["column"].toInt(), 11);
}

TEST_F(LintCommandTest, WantsExactlyOneFile)
{
    EXPECT_EQ(run({"lint"}), ExitCode::Usage);
    EXPECT_EQ(run({"lint", "a", "b"}), ExitCode::Usage);
    EXPECT_EQ(run({"lint", "--nonsense", "a"}), ExitCode::Usage);
    EXPECT_TRUE(out().empty());
    EXPECT_EQ(run({"lint", "--help"}), ExitCode::Done);
    EXPECT_EQ(out().find("Usage: tandemctl lint FILE [OPTIONS]"), 0U);
}

} // namespace
} // namespace tandem::cli
