// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/lintcommand.h"

#include "cli/offlineline.h"
#include "cli/table.h"
#include "lint/linter.h"
#include "lint/rule.h"

#include <QCommandLineParser>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <ostream>

namespace tandem::cli {

namespace {

constexpr auto help =
    "Reads a cluster file and says what is wrong in it, or may go wrong with it: where, why, and how to mend it. All\n"
    "combinations of at most two failures are tried on the engine's own state machines. FILE may also be a check or\n"
    "notify script of Keepalived, which begins with #!, or a keepalived.conf; `tandemctl import` makes a cluster file of\n"
    "those of all hosts, where more can be seen. No helper is asked.\n\n"
    "Exit codes: 0 at most warnings; 1 an error; 2 usage; 4 the file cannot be read, or the helpers would refuse it.";

ExitCode exitCodeFor(const std::vector<lint::Finding> &findings)
{
    ExitCode code = ExitCode::Done;
    for (const auto &finding : findings) {
        if (finding.code == lint::mistakeCode)
            return ExitCode::BadFile;
        if (finding.severity == lint::Severity::Error)
            code = ExitCode::No;
    }
    return code;
}

std::string counted(std::ptrdiff_t count, const std::string &what)
{
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

QString text(std::string_view from)
{
    return QString::fromUtf8(from.data(), static_cast<qsizetype>(from.size()));
}

} // namespace

LintCommand::LintCommand(std::string file, bool json, Output output)
    : m_file(std::move(file)), m_json(json), m_output(output)
{
}

void LintCommand::start()
{
    const auto findings = lint::lintFile(m_file);
    if (!findings) {
        m_output.err << "tandemctl: " << describe(findings.error()) << '\n';
        emit finished(exitCodeOf(findings.error().code));
        return;
    }
    if (m_json)
        writeJson(*findings);
    else
        writeText(*findings);
    emit finished(exitCodeFor(*findings));
}

void LintCommand::writeText(const std::vector<lint::Finding> &findings)
{
    auto &out = m_output.out;
    for (const auto &finding : findings) {
        out << printable(finding.file.empty() ? m_file : finding.file) << ':' << finding.at.line << ':' << finding.at.column << ": "
            << nameOf(finding.severity) << ' ' << finding.code << ": " << printable(finding.text) << '\n';
        out << "    why: " << printable(finding.why) << '\n';
        if (!finding.fix.empty())
            out << "    fix: " << printable(finding.fix) << '\n';
        for (const auto &line : finding.timeline)
            out << "    | " << printable(line) << '\n';
    }
    const auto count = [&](lint::Severity severity) {
        return std::ranges::count(findings, severity, &lint::Finding::severity);
    };
    if (findings.empty())
        out << printable(m_file) << ": nothing to say\n";
    else
        out << counted(count(lint::Severity::Error), "error") << ", "
            << counted(count(lint::Severity::Warning), "warning") << ", "
            << counted(count(lint::Severity::Note), "note") << '\n';
}

void LintCommand::writeJson(const std::vector<lint::Finding> &findings)
{
    QJsonArray list;
    for (const auto &finding : findings) {
        QJsonArray timeline;
        for (const auto &line : finding.timeline)
            timeline.append(text(line));
        list.append(QJsonObject{{"code", text(finding.code)},
                                {"severity", text(nameOf(finding.severity))},
                                {"line", static_cast<qint64>(finding.at.line)},
                                {"file", text(finding.file.empty() ? m_file : finding.file)},
                                {"column", static_cast<qint64>(finding.at.column)},
                                {"text", text(finding.text)},
                                {"why", text(finding.why)},
                                {"fix", text(finding.fix)},
                                {"timeline", timeline}});
    }
    const QJsonObject all{{"file", text(m_file)}, {"findings", list}};
    m_output.out << QJsonDocument(all).toJson(QJsonDocument::Indented).toStdString();
}

Invocation readLintLine(const QStringList &arguments, Output output)
{
    QCommandLineParser parser;
    parser.addOption({"json", "Write JSON."});
    if (const auto code = readOfflineLine(parser, {"lint", "FILE [OPTIONS]", help}, arguments, output))
        return *code;
    return std::make_unique<LintCommand>(parser.positionalArguments().first().toStdString(), parser.isSet("json"),
                                         output);
}

} // namespace tandem::cli
