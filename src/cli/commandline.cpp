// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"

#include "cli/applycommand.h"
#include "cli/eventscommand.h"
#include "cli/generatecommand.h"
#include "cli/importcommand.h"
#include "cli/lintcommand.h"
#include "cli/modecommand.h"
#include "cli/ordercommand.h"
#include "cli/paircommand.h"
#include "cli/preflightcommand.h"
#include "cli/statuscommand.h"
#include "cli/target.h"
#include "cli/times.h"
#include "cli/watchcommand.h"
#include "rpc/methods.h"

#include <QCommandLineParser>
#include <algorithm>
#include <array>
#include <ostream>
#include <span>

namespace tandem::cli {

namespace {

struct Entry
{
    const char *name;
    const char *summary;
    const char *help;
    std::array<const char *, 2> arguments; ///< what follows the command; nullptr: nothing. "[NODE]" may be left out
    void (*addOptions)(QCommandLineParser &parser);
    Result<void> (*check)(const QCommandLineParser &parser); ///< of its own options, before any file is read
    std::unique_ptr<Command> (*make)(const QCommandLineParser &parser, Target target, Output output);
};

void noOptions(QCommandLineParser &) {}

Result<void> nothingToCheck(const QCommandLineParser &)
{
    return {};
}

void eventsOptions(QCommandLineParser &parser)
{
    parser.addOptions({{"since", "Of each node, only events with a higher number.", "SEQ"},
                       {"limit", "At most this many: with --since the first ones, else the newest ones.", "N"}});
}

std::unique_ptr<Command> makeStatus(const QCommandLineParser &parser, Target target, Output output)
{
    return std::make_unique<StatusCommand>(std::move(target), parser.isSet("json"), output);
}

std::unique_ptr<Command> makeWatch(const QCommandLineParser &parser, Target target, Output output)
{
    return std::make_unique<WatchCommand>(std::move(target), parser.isSet("json"), output);
}

Result<EventsCommand::Choice> choiceOf(const QCommandLineParser &parser)
{
    EventsCommand::Choice choice;
    bool isNumber = true;
    qint64 since = 0;
    if (parser.isSet("since")) {
        since = parser.value("since").toLongLong(&isNumber);
        choice.since = static_cast<std::uint64_t>(since);
    }
    if (!isNumber || since < 0)
        return fail(ErrorCode::Usage, "--since", "\"" + parser.value("since").toStdString() + "\" is no number");
    if (parser.isSet("limit"))
        choice.limit = parser.value("limit").toInt(&isNumber);
    if (!isNumber || choice.limit.value_or(1) < 1)
        return fail(ErrorCode::Usage, "--limit", "\"" + parser.value("limit").toStdString() + "\" is no number from 1");
    return choice;
}

Result<void> checkEvents(const QCommandLineParser &parser)
{
    const auto choice = choiceOf(parser);
    return choice ? Result<void>{} : Failure(choice.error());
}

std::unique_ptr<Command> makeEvents(const QCommandLineParser &parser, Target target, Output output)
{
    return std::make_unique<EventsCommand>(std::move(target), choiceOf(parser).value_or(EventsCommand::Choice{}),
                                           parser.isSet("json"), output);
}

void switchoverOptions(QCommandLineParser &parser)
{
    parser.addOptions(
        {{"instance", "Only this VRRP instance; one of a sync group stands for its group.", "NAME"},
         {"cancel", "End the switchover to NODE: the priorities of the cluster file are in force again."}});
}

Result<void> checkMaintenance(const QCommandLineParser &parser)
{
    const QString word = parser.positionalArguments().value(1);
    if (word == "on" || word == "off")
        return {};
    return fail(ErrorCode::Usage, "maintenance", "\"" + word.toStdString() + "\" is neither on nor off");
}

std::unique_ptr<Command> makeSwitchover(const QCommandLineParser &parser, Target target, Output output)
{
    Order order;
    order.kind = parser.isSet("cancel") ? Order::Kind::CancelSwitchover : Order::Kind::Switchover;
    order.node = parser.positionalArguments().value(0).toStdString();
    order.instance = parser.value("instance").toStdString();
    return std::make_unique<OrderCommand>(std::move(target), std::move(order), parser.isSet("json"), output);
}

std::unique_ptr<Command> makeMaintenance(const QCommandLineParser &parser, Target target, Output output)
{
    Order order;
    order.kind =
        parser.positionalArguments().value(1) == "on" ? Order::Kind::MaintenanceOn : Order::Kind::MaintenanceOff;
    order.node = parser.positionalArguments().value(0).toStdString();
    return std::make_unique<OrderCommand>(std::move(target), std::move(order), parser.isSet("json"), output);
}

void modeOptions(QCommandLineParser &parser)
{
    parser.addOption({"for", "How long a hold lasts: 90s, 15m, 2d; 1h where it is left out, 7d at most.", "DURATION"});
}

Result<ModeTask> modeTaskOf(const QCommandLineParser &parser)
{
    const QString word = parser.positionalArguments().value(0);
    ModeTask task;
    task.node = parser.positionalArguments().value(1).toStdString();
    if (word == "hold")
        task.kind = ModeTask::Kind::Hold;
    else if (word == "release")
        task.kind = ModeTask::Kind::Release;
    else if (word != "show")
        return fail(ErrorCode::Usage, "mode", "\"" + word.toStdString() + "\" is none of hold, release, show");
    if (!parser.isSet("for"))
        return task;
    if (task.kind != ModeTask::Kind::Hold)
        return fail(ErrorCode::Usage, "--for", "is the duration of a hold");
    const auto length = durationOf(parser.value("for").toStdString());
    if (!length)
        return fail(ErrorCode::Usage, "--for", length.error().text, length.error().fix);
    if (length->count() < 1 || length->count() > rpc::longestHoldSeconds)
        return fail(ErrorCode::Usage, "--for", "a hold lasts one second to seven days");
    task.length = *length;
    return task;
}

Result<void> checkMode(const QCommandLineParser &parser)
{
    const auto task = modeTaskOf(parser);
    return task ? Result<void>{} : Failure(task.error());
}

std::unique_ptr<Command> makeMode(const QCommandLineParser &parser, Target target, Output output)
{
    return std::make_unique<ModeCommand>(std::move(target), modeTaskOf(parser).value_or(ModeTask{}),
                                         parser.isSet("json"), output);
}

constexpr std::array commands{
    Entry{"status",
          "who is MASTER, who owns the VIPs, how MaxScale is, what is wrong",
          "Shows the state of a cluster.\n\nExit codes: 0 healthy; 1 an alarm, or a helper that does not answer; 2 "
          "usage; "
          "3 no helper is reached,\nor none allows it; 4 the cluster file or the identity is bad.",
          {},
          noOptions,
          nothingToCheck,
          makeStatus},
    Entry{"events",
          "what has happened, and why",
          "Shows the journals of all nodes, by time.\n\nExit codes: 0 done; 1 something is missing, since a helper "
          "does not "
          "answer; 2 usage; 3 no helper is\nreached, or none allows it; 4 the cluster file or the identity is bad.",
          {},
          eventsOptions,
          checkEvents,
          makeEvents},
    Entry{"watch",
          "what happens from now on",
          "Shows events as they happen, until it is ended. With --json one object a line.\n\nExit codes: 2 usage; 3 no "
          "helper is reached at the start, or none allows it; 4 the cluster file or\nthe identity is bad.",
          {},
          noOptions,
          nothingToCheck,
          makeWatch},
    Entry{"switchover",
          "move the VIPs to a node, before the owner lets them go",
          "Moves the VIPs to NODE, which takes them before the owner lets them go: no gap. They stay there until the\n"
          "switchover is ended by --cancel. Waits, 10 s at most, until it is so.\n\nExit codes: 0 NODE is MASTER; 1 "
          "refused, and why, or not so in time; 2 usage; 3 the helper of NODE is not\nreached, or does not allow it; 4 "
          "the cluster file or the identity is bad.",
          {"NODE"},
          switchoverOptions,
          nothingToCheck,
          makeSwitchover},
    Entry{
        "maintenance",
        "keep a node from being MASTER, until it is turned off",
        "Turns the maintenance of NODE on or off. A node in maintenance gives up the VIPs, and takes them only where "
        "no\nother node does; a fit node takes them first, so that there is no gap. It outlives restarts.\n\nExit "
        "codes: 0 it is so; 1 refused, and why, or not so within 10 s; 2 usage; 3 the helper of NODE is not\nreached, "
        "or does not allow it; 4 the cluster file or the identity is bad.",
        {"NODE", "on|off"},
        noOptions,
        checkMaintenance,
        makeMaintenance},
    Entry{
        "mode",
        "why no failover would happen now; keep Tandem's hands off MaxScale's mode",
        "show: the mode of each MaxScale, who holds the cooperative locks, and each precondition of a failover of the\n"
        "database. hold: Tandem writes no `passive` to the MaxScale of NODE, until release or until its time is over;\n"
        "it outlives restarts. Without NODE all nodes of the cluster file are meant, or this host.\n\nExit codes: 0 "
        "done; for show: one node would fail over the database; 1 refused, and why; for show: none would,\nor more "
        "than one; 2 usage; 3 a helper is not reached, or does not allow it; 4 the cluster file or the identity is\n"
        "bad.",
        {"hold|release|show", "[NODE]"},
        modeOptions,
        checkMode,
        makeMode},
};

std::size_t countOf(const Entry &entry)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(entry.arguments, [](const char *name) { return name != nullptr; }));
}

std::size_t countOfNeeded(const Entry &entry)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(entry.arguments, [](const char *name) { return name != nullptr && name[0] != '['; }));
}

void writeHelp(std::ostream &out)
{
    out << "Usage: tandemctl COMMAND [OPTIONS]\n\nAsks and operates the Tandem helpers of a cluster, or of "
           "this host.\n\nCommands:\n";
    for (const Entry &entry : commands)
        out << "  " << entry.name << std::string(13 - std::string_view(entry.name).size(), ' ') << entry.summary
            << '\n';
    out << "  lint         " << lintSummary << '\n';
    out << "  generate     " << generateSummary << '\n';
    out << "  import       " << importSummary << '\n';
    out << "  preflight    " << preflightSummary << '\n';
    out << "  apply        " << applySummary << '\n';
    out << "  pair         " << pairSummary << '\n';
    out << "\n`tandemctl COMMAND --help` says more. `--version` tells the version.\n";
}

ExitCode usageError(Output output, const std::string &text)
{
    output.err << "tandemctl: " << text << "; see tandemctl --help\n";
    return ExitCode::Usage;
}

QString withoutFullStop(QString text)
{
    return text.endsWith('.') ? text.chopped(1) : text;
}

Invocation readCommand(const Entry &entry, const QStringList &arguments, Output output)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(entry.help);
    addTargetOptions(parser);
    entry.addOptions(parser);
    parser.addOption({"json", "Write JSON."});
    parser.addOption({{"h", "help"}, "Show this help."});
    // parse(), not process(): that one exits with 1 where we promise 2.
    if (!parser.parse(QStringList{QString("tandemctl ") + entry.name} + arguments))
        return usageError(output, withoutFullStop(parser.errorText()).toStdString());
    if (parser.isSet("help")) {
        // Qt's first line names the path that the program was called by, and no command.
        const QString help = parser.helpText();
        output.out << "Usage: tandemctl " << entry.name;
        for (const char *name : std::span(entry.arguments).first(countOf(entry)))
            output.out << ' ' << name;
        output.out << " [OPTIONS]\n\n" << help.mid(help.indexOf('\n') + 1).toStdString();
        return ExitCode::Done;
    }
    const QStringList given = parser.positionalArguments();
    const std::size_t wanted = countOf(entry);
    if (given.size() > static_cast<qsizetype>(wanted))
        return usageError(output, "\"" + given.at(static_cast<qsizetype>(wanted)).toStdString() + "\" is too much");
    if (given.size() < static_cast<qsizetype>(countOfNeeded(entry)))
        return usageError(output,
                          std::string(entry.arguments.at(static_cast<std::size_t>(given.size()))) + " is missing");
    if (const auto checked = entry.check(parser); !checked)
        return usageError(output, describe(checked.error()));
    auto target = targetOf(parser);
    if (!target) {
        for (const Error &error : target.error())
            output.err << "tandemctl: " << describe(error) << '\n';
        return exitCodeOf(target.error().front().code);
    }
    return entry.make(parser, std::move(*target), output);
}

} // namespace

Invocation readCommandLine(const QStringList &arguments, Output output)
{
    if (arguments.isEmpty())
        return usageError(output, "a command is missing");
    const QString &first = arguments.first();
    if (first == "--help" || first == "-h" || first == "help") {
        writeHelp(output.out);
        return ExitCode::Done;
    }
    if (first == "--version") {
        output.out << "tandemctl " TANDEM_VERSION "\n";
        return ExitCode::Done;
    }
    if (first == "lint") // it asks no helper: no target, no identity
        return readLintLine(arguments.mid(1), output);
    if (first == "generate")
        return readGenerateLine(arguments.mid(1), output);
    if (first == "import")
        return readImportLine(arguments.mid(1), output);
    if (first == "preflight")
        return readPreflightLine(arguments.mid(1), output);
    if (first == "apply")
        return readApplyLine(arguments.mid(1), output);
    if (first == "pair")
        return readPairLine(arguments.mid(1), output);
    const auto entry = std::ranges::find_if(commands, [&](const Entry &one) { return first == one.name; });
    if (entry == commands.end())
        return usageError(output, "there is no command \"" + first.toStdString() + "\"");
    return readCommand(*entry, arguments.mid(1), output);
}

} // namespace tandem::cli
