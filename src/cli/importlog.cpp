// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/importlog.h"

#include "cli/eventline.h"
#include "cli/offlineline.h"
#include "cli/table.h"
#include "config/file.h"

#include <QCommandLineParser>
#include <QDate>
#include <filesystem>
#include <ostream>
#include <utility>

namespace tandem::cli {

namespace {

constexpr auto help =
    "Reads logs of Keepalived (1.2 to 2.3; syslog, journalctl, rsyslog, console, containers) and shows what happened "
    "as\n"
    "tandemctl events does. What a log does not say is UNKNOWN. Logs of several hosts become one history.\n\n"
    "Lines without a year get the newest that does not lie in the future; lines without a zone are taken as UTC. What\n"
    "could not be used is counted on standard error.\n\n"
    "Exit codes: 0 read; 2 usage; 4 a file cannot be read.";

/// "+02:00", "-0530"; nothing: no such zone.
std::optional<std::chrono::minutes> readZone(const QString &text)
{
    const QString digits = QString(text).remove(QLatin1Char(':'));
    const bool east = digits.startsWith(QLatin1Char('+'));
    bool isNumber = false;
    const int number = digits.mid(1).toInt(&isNumber);
    if (digits.size() != 5 || !isNumber || (!east && !digits.startsWith(QLatin1Char('-'))) || number % 100 > 59 ||
        number > 1400)
        return std::nullopt;
    const std::chrono::minutes offset(number / 100 * 60 + number % 100);
    return east ? offset : -offset;
}

std::string counted(std::size_t count, const std::string &what)
{
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

} // namespace

ImportLogCommand::ImportLogCommand(Task task, Output output) : m_task(std::move(task)), m_output(output) {}

void ImportLogCommand::start()
{
    emit finished(run());
}

ExitCode ImportLogCommand::run()
{
    std::vector<keepalived::LogHistory> histories;
    for (const auto &path : m_task.files) {
        const auto file = config::openFile(path);
        const auto text = file ? file->read(keepalived::longestLog + 1) : Result<std::string>(Failure(file.error()));
        if (!text) {
            m_output.err << "tandemctl: " << describe(text.error()) << '\n';
            return exitCodeOf(text.error().code);
        }
        auto options = m_task.options;
        if (options.node.empty()) // several hosts' consoles are told apart by their files
            options.node = std::filesystem::path(path).stem().string();
        histories.push_back(keepalived::readLog(*text, options));
        summarize(path, histories.back());
    }
    const auto history = keepalived::joined(std::move(histories));
    for (const auto &event : history.events)
        m_output.out << (m_task.json ? eventJson(event) : eventLine(event)) << '\n';
    return ExitCode::Done;
}

/// On standard error, so that what is read stays what was asked for.
void ImportLogCommand::summarize(const std::string &file, const keepalived::LogHistory &history)
{
    auto &err = m_output.err;
    err << printable(file) << ": " << counted(history.lines, "line") << " of Keepalived, "
        << counted(history.events.size(), "event");
    if (history.foreign != 0)
        err << "; " << counted(history.foreign, "line") << " of others";
    if (history.untimed != 0)
        err << "; " << counted(history.untimed, "line") << " without a whole time left out";
    if (history.notUnderstood != 0) {
        err << "; " << counted(history.notUnderstood, "line") << " not understood:";
        for (const auto number : history.unread)
            err << ' ' << number;
        err << (history.notUnderstood > history.unread.size() ? " …" : "");
    }
    err << (history.isCut ? "; there is more than is read\n" : "\n");
}

Invocation readImportLogLine(const QStringList &arguments, Output output)
{
    const OfflineCommand command{"import", "--log LOG… [OPTIONS]", help, true};
    QCommandLineParser parser;
    parser.addOptions(
        {{"log", "Read logs, not configurations."},
         {"node", "The host of lines that name none, else their file's name; of all lines where there is one file.",
          "NODE"},
         {"year", "The year of a log's last line, where its lines have none.", "YEAR"},
         {"zone", "The hosts' zone, where lines do not name it: +02:00.", "ZONE"},
         {"json", "Write JSON, an event a line."}});
    if (const auto code = readOfflineLine(parser, command, arguments, output))
        return *code;
    ImportLogCommand::Task task;
    for (const QString &file : parser.positionalArguments())
        task.files.push_back(file.toStdString());
    const QDate today = QDate::currentDate();
    task.options.today = {std::chrono::year(today.year()), std::chrono::month(static_cast<unsigned>(today.month())),
                          std::chrono::day(static_cast<unsigned>(today.day()))};
    task.options.node = parser.value("node").toStdString();
    task.options.allAreNode = parser.isSet("node") && task.files.size() == 1;
    if (parser.isSet("year")) {
        bool isNumber = false;
        const int year = parser.value("year").toInt(&isNumber);
        if (!isNumber || year < 1998 || year > 2200)
            return refuseLine(command, "--year is no year that Keepalived has seen", output);
        task.options.year = year;
    }
    if (parser.isSet("zone")) {
        const auto zone = readZone(parser.value("zone"));
        if (!zone)
            return refuseLine(command, "--zone is not as +02:00", output);
        task.options.zone = *zone;
    }
    task.json = parser.isSet("json");
    return std::make_unique<ImportLogCommand>(std::move(task), output);
}

} // namespace tandem::cli
