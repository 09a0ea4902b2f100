// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/preflightcommand.h"

#include "cli/offlineline.h"
#include "cli/table.h"
#include "preflight/digest.h"
#include "preflight/question.h"

#include <QCommandLineParser>
#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>
#include <ostream>
#include <utility>

namespace tandem::cli {

namespace {

using preflight::Answer;
using preflight::Outcome;

constexpr auto help = "Asks the helpers of all hosts of a cluster file whether everything is ready for it: interfaces "
                      "and networks, VIPs\n"
                      "that somebody else has, other VRRP routers, whether adverts pass both ways between each pair of "
                      "hosts, the kernel's\n"
                      "settings, who else sets up the interfaces, clocks, MaxScale. Nothing is changed anywhere. "
                      "Whether VIPs are free is\n"
                      "asked on the wire, and adverts that nobody heeds are sent: that needs the role operator, and up "
                      "to ten seconds.\n\n"
                      "Exit codes: 0 at most warnings; 1 an error; 2 usage; 3 no helper is reached, or none allows it; "
                      "4 the cluster file\n"
                      "or the identity is bad.";

QString text(std::string_view from)
{
    return QString::fromUtf8(from.data(), static_cast<qsizetype>(from.size()));
}

std::string counted(std::ptrdiff_t count, const std::string &what)
{
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string_view titleOf(const std::string &code)
{
    for (const auto *question : preflight::allQuestions())
        if (question->code == code)
            return question->title;
    return {};
}

/// All questions, or the mistake in a list of codes.
Result<std::vector<std::string>> codesOf(const QStringList &words)
{
    std::vector<std::string> codes;
    for (const QString &word : words) {
        codes.push_back(word.toUpper().toStdString());
        if (titleOf(codes.back()).empty())
            return fail(ErrorCode::Usage, "--only", "there is no question \"" + word.toStdString() + "\"",
                        "PRE001 to PRE014; see man tandemctl");
    }
    return codes;
}

} // namespace

PreflightCommand::PreflightCommand(Task task, Output output)
    : m_task(std::move(task)), m_output(output),
      m_inquiry(m_task.target.cluster, m_task.digest, m_task.target.identity, "tandemctl")
{
    connect(&m_inquiry, &preflight::Inquiry::finished, this, &PreflightCommand::tell);
}

void PreflightCommand::start()
{
    m_inquiry.start(m_task.codes);
}

void PreflightCommand::tell()
{
    auto answers = m_inquiry.answers();
    std::erase_if(answers, [this](const Answer &answer) {
        return !m_task.node.empty() && !answer.node.empty() && answer.node != m_task.node;
    });
    if (m_task.json)
        writeJson(answers);
    else
        writeText(answers);
    const bool isAnyThere = m_inquiry.isAnyHostReached();
    const bool isWrong = std::ranges::any_of(answers, [](const Answer &one) { return one.outcome == Outcome::Error; });
    emit finished(!isAnyThere ? ExitCode::NotReached : isWrong ? ExitCode::No : ExitCode::Done);
}

void PreflightCommand::writeText(const std::vector<Answer> &answers)
{
    auto &out = m_output.out;
    std::string code;
    for (const Answer &answer : answers) {
        if (answer.code != code)
            out << answer.code << "  " << titleOf(answer.code) << '\n';
        code = answer.code;
        const std::string outcome(nameOf(answer.outcome));
        out << "  " << outcome << std::string(11 - outcome.size(), ' ')
            << (answer.node.empty() ? "" : printable(answer.node) + ": ") << printable(answer.text) << '\n';
        if (!answer.why.empty())
            out << "             why: " << printable(answer.why) << '\n';
        if (!answer.fix.empty())
            out << "             fix: " << printable(answer.fix) << '\n';
    }
    const auto count = [&](Outcome outcome) { return std::ranges::count(answers, outcome, &Answer::outcome); };
    out << counted(count(Outcome::Error), "error") << ", " << counted(count(Outcome::Warning), "warning") << ", "
        << counted(count(Outcome::Note), "note") << ", " << count(Outcome::NotKnown) << " not known, "
        << count(Outcome::Fine) << " fine\n";
}

void PreflightCommand::writeJson(const std::vector<Answer> &answers)
{
    QJsonArray list;
    for (const Answer &answer : answers)
        list.append(QJsonObject{{"code", text(answer.code)},
                                {"title", text(titleOf(answer.code))},
                                {"outcome", text(nameOf(answer.outcome))},
                                {"node", answer.node.empty() ? QJsonValue() : QJsonValue(text(answer.node))},
                                {"text", text(answer.text)},
                                {"why", text(answer.why)},
                                {"fix", text(answer.fix)}});
    m_output.out << QJsonDocument(QJsonObject{{"cluster", text(m_task.target.cluster.name)}, {"answers", list}})
                        .toJson(QJsonDocument::Indented)
                        .constData();
}

Invocation readPreflightLine(const QStringList &arguments, Output output)
{
    const OfflineCommand command{"preflight", "FILE [OPTIONS]", help};
    QCommandLineParser parser;
    parser.addOptions({{"identity", "Where certificate, key and pinned peers are.", "DIR"},
                       {"only", "Ask this question alone; may be given several times.", "CODE"},
                       {"node", "Show what is said of this node, and of the cluster.", "NODE"},
                       {"json", "Write JSON."}});
    if (const auto code = readOfflineLine(parser, command, arguments, output))
        return *code;
    const auto codes = codesOf(parser.values("only"));
    if (!codes)
        return refuseLine(command, QString::fromStdString(describe(codes.error())), output);
    const std::string path = parser.positionalArguments().first().toStdString();
    auto named = readNamedCluster(path, parser.value("identity").toStdString(), output);
    if (!named)
        return named.error();
    PreflightCommand::Task task{
        std::move(named->target), {}, *codes, parser.value("node").toStdString(), parser.isSet("json")};
    task.digest = preflight::digestOf(named->text);
    if (!task.node.empty() && task.target.cluster.nodeNamed(task.node) == nullptr)
        return refuseLine(command, "the cluster has no node \"" + parser.value("node") + "\"", output);
    return std::make_unique<PreflightCommand>(std::move(task), output);
}

} // namespace tandem::cli
