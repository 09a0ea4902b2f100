// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/applycommand.h"

#include "cli/filediff.h"
#include "cli/offlineline.h"
#include "cli/table.h"
#include "cli/target.h"
#include "config/filetext.h"

#include <QCommandLineParser>
#include <QJsonDocument>
#include <map>
#include <ostream>
#include <utility>

namespace tandem::cli {

namespace {

using Outcome = rollout::Rollout::Outcome;

constexpr auto help =
    "Brings another cluster file to all hosts of it. First each host is asked whether it could take it, "
    "within the bounds\n"
    "that its root has set in limits.toml. Then it is taken on trial from host to host, standbys "
    "first, and each is watched\n"
    "before the next one follows; at last all of them keep it. No VIP moves that need not. Whatever "
    "is not right on the\n"
    "way takes it back everywhere. Where this program ends on the way, the hosts go back by "
    "themselves.\n"
    "A change that only all hosts together can make, such as another virtual_router_id, is refused "
    "without --interrupt.\n"
    "It needs the role admin.\n\n"
    "Exit codes: 0 every host has the file; 1 refused, or taken back; 2 usage; 3 a host is out of "
    "reach, or does not\n"
    "allow it; 4 the cluster file or the identity is bad.";

QString text(const std::string &from)
{
    return QString::fromStdString(from);
}

const char *nameOf(Outcome outcome, bool dryRun)
{
    switch (outcome) {
    case Outcome::Done: return dryRun ? "could-be-done" : "done";
    case Outcome::Refused: return "refused";
    case Outcome::TakenBack: return "taken-back";
    case Outcome::Partly: return "partly";
    case Outcome::NotReached: break;
    }
    return "not-reached";
}

const char *lastWordOf(Outcome outcome, bool dryRun)
{
    switch (outcome) {
    case Outcome::Done: return dryRun ? "Nothing was changed: it is only asked." : "Every host has this file.";
    case Outcome::TakenBack: return "It was taken back: every host has its old file.";
    case Outcome::Partly: return "Not every host has the same file now.";
    case Outcome::Refused:
    case Outcome::NotReached: break;
    }
    return "Nothing was changed anywhere.";
}

ExitCode exitCodeOf(Outcome outcome)
{
    if (outcome == Outcome::Done)
        return ExitCode::Done;
    return outcome == Outcome::NotReached ? ExitCode::NotReached : ExitCode::No;
}

} // namespace

ApplyCommand::ApplyCommand(rollout::Rollout::Task task, bool json, Output output)
    : m_output(output), m_json(json), m_dryRun(task.dryRun), m_text(task.text), m_rollout(std::move(task))
{
    connect(&m_rollout, &rollout::Rollout::told, this, &ApplyCommand::tell);
    connect(&m_rollout, &rollout::Rollout::finished, this, &ApplyCommand::finish);
}

void ApplyCommand::start()
{
    m_rollout.start();
}

void ApplyCommand::tell(const rollout::Rollout::Word &word)
{
    m_words.append(QJsonObject{{"node", word.node.empty() ? QJsonValue() : QJsonValue(text(word.node))},
                               {"text", text(word.text)},
                               {"fix", text(word.fix)},
                               {"trouble", word.isTrouble}});
    if (m_json)
        return;
    auto &to = word.isTrouble ? m_output.err : m_output.out;
    to << (word.node.empty() ? "" : printable(word.node) + ": ") << printable(word.text)
       << (word.fix.empty() ? "" : "; " + printable(word.fix)) << std::endl; // as it goes on
}

void ApplyCommand::finish()
{
    const Outcome outcome = m_rollout.outcome();
    if (m_dryRun)
        writeDifferences();
    if (m_json)
        m_output.out << QJsonDocument(QJsonObject{{"outcome", nameOf(outcome, m_dryRun)},
                                                  {"words", m_words},
                                                  {"differences", m_differences}})
                            .toJson(QJsonDocument::Indented)
                            .constData();
    else
        m_output.out << lastWordOf(outcome, m_dryRun) << '\n';
    emit finished(exitCodeOf(outcome));
}

/// What changes on each host; the same for several is shown once.
void ApplyCommand::writeDifferences()
{
    const std::string wanted = config::withoutSecrets(m_text);
    std::map<std::string, std::string> nodesOf;
    for (const auto &[node, before] : m_rollout.filesBefore())
        nodesOf[before] += (nodesOf[before].empty() ? "" : ", ") + node;
    for (const auto &[before, nodes] : nodesOf) {
        const auto lines = differenceBetween(before, wanted, nodes, "new");
        const std::string shown = lines ? *lines : describe(lines.error());
        m_differences.insert(text(nodes), text(shown));
        if (!m_json && !shown.empty())
            m_output.out << shown;
    }
}

Invocation readApplyLine(const QStringList &arguments, Output output)
{
    const OfflineCommand command{"apply", "FILE [OPTIONS]", help};
    QCommandLineParser parser;
    parser.addOptions({{"identity", "Where certificate, key and pinned peers are.", "DIR"},
                       {"dry-run", "Ask the hosts and show what would change, and change nothing."},
                       {"interrupt", "Allow what all hosts have to change at once, and the VIPs may be away for."},
                       {"json", "Write JSON."}});
    if (const auto code = readOfflineLine(parser, command, arguments, output))
        return *code;
    const std::string path = parser.positionalArguments().first().toStdString();
    auto named = readNamedCluster(path, parser.value("identity").toStdString(), output);
    if (!named)
        return named.error();
    rollout::Rollout::Task task{std::move(named->target.cluster),  std::move(named->text),
                                std::move(named->target.identity), "tandemctl",
                                parser.isSet("interrupt"),         parser.isSet("dry-run")};
    return std::make_unique<ApplyCommand>(std::move(task), parser.isSet("json"), output);
}

} // namespace tandem::cli
