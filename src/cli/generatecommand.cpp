// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/generatecommand.h"

#include "cli/filediff.h"
#include "cli/offlineline.h"
#include "cli/table.h"
#include "config/clusterfile.h"
#include "config/file.h"
#include "generate/generator.h"
#include "generate/outputdirectory.h"

#include <QCommandLineParser>
#include <ostream>

namespace tandem::cli {

namespace {

constexpr auto help =
    "Writes what a site with Keepalived needs: per node keepalived.conf, its check and notify scripts, a systemd\n"
    "drop-in and a snippet for MaxScale, firewall rules and the cluster file; and INSTALL.md, which says what goes\n"
    "where. Equal input gives equal bytes. No helper is asked, no host is changed.\n\n"
    "Files with a secret in them have mode 0600, and --diff shows none.\n\n"
    "Exit codes: 0 written, or nothing differs; 1 something differs, or DIR is there already; 2 usage; 4 the cluster\n"
    "file, a secret that it names, or DIR is bad.";

constexpr std::size_t longestClusterFile = 1024U * 1024U;

} // namespace

GenerateCommand::GenerateCommand(Task task, Output output) : m_task(std::move(task)), m_output(output) {}

void GenerateCommand::start()
{
    const auto input = readInput();
    if (!input) {
        emit finished(ExitCode::BadFile);
        return;
    }
    const auto files = generate::generate(*input);
    if (!files)
        emit finished(failed(files.error()));
    else
        emit finished(m_task.compare ? compare(*files) : write(*files));
}

std::optional<generate::Input> GenerateCommand::readInput()
{
    const auto cluster = config::readClusterFile(m_task.file);
    if (!cluster) {
        for (const Error &error : cluster.error().errors)
            m_output.err << "tandemctl: " << describe(error) << '\n';
        return std::nullopt;
    }
    generate::Input input;
    input.cluster = *cluster;
    const auto file = config::openFile(m_task.file);
    const auto text = file ? file->read(longestClusterFile) : Result<std::string>(Failure(file.error()));
    if (!text) {
        failed(text.error());
        return std::nullopt;
    }
    input.clusterText = *text;
    const auto learn = [&](const std::string &path) {
        if (const auto secret = path.empty() ? Result<std::string>() : config::readSecret(path); secret)
            input.secrets[path] = *secret;
    };
    for (const auto &instance : cluster->instances)
        learn(instance.passwordFile);
    if (cluster->maxscale) {
        learn(cluster->maxscale->passwordFile);
        learn(cluster->maxscale->adminPasswordFile);
    }
    if (!m_task.keepalivedDir.empty())
        input.directory = m_task.keepalivedDir;
    if (!m_task.notifyRunDir.empty())
        input.runDirectory = m_task.notifyRunDir;
    return input;
}

ExitCode GenerateCommand::write(const std::vector<generate::File> &files)
{
    const generate::OutputDirectory directory(m_task.directory);
    if (const auto written = m_task.force ? directory.replace(files) : directory.create(files); !written)
        return failed(written.error());
    m_output.out << printable(directory.path()) << ": " << files.size() << " files; begin with INSTALL.md\n";
    const auto others = directory.others(files);
    if (!others)
        return failed(others.error());
    for (const auto &path : *others)
        m_output.err << "tandemctl: " << printable(directory.path() + "/" + path) << " is left as it is: not ours\n";
    return ExitCode::Done;
}

ExitCode GenerateCommand::compare(const std::vector<generate::File> &files)
{
    const generate::OutputDirectory directory(m_task.directory);
    const auto others = directory.others(files);
    if (!others)
        return failed(others.error());
    bool differs = !others->empty();
    for (const auto &file : files) {
        const auto difference = differenceOf(directory.path(), file);
        if (!difference)
            return failed(difference.error());
        differs = differs || !difference->empty();
        m_output.out << *difference;
    }
    for (const auto &path : *others)
        m_output.out << "only in " << printable(directory.path()) << ": " << printable(path) << '\n';
    if (!differs)
        m_output.out << printable(directory.path()) << ": as the cluster file has it\n";
    return differs ? ExitCode::No : ExitCode::Done;
}

ExitCode GenerateCommand::failed(const Error &error)
{
    m_output.err << "tandemctl: " << describe(error) << '\n';
    return exitCodeOf(error.code);
}

Invocation readGenerateLine(const QStringList &arguments, Output output)
{
    const OfflineCommand command{"generate", "FILE --out DIR|--diff DIR [OPTIONS]", help};
    QCommandLineParser parser;
    parser.addOptions(
        {{"out", "Write into DIR, which is made.", "DIR"},
         {"force", "With --out: write into a DIR that is there. What is not ours in it stays."},
         {"diff", "Write nothing; show what would change in DIR.", "DIR"},
         {"keepalived-dir", "Where keepalived.conf will be on the hosts: /etc/keepalived.", "DIR"},
         {"run-dir", "Where the notify script keeps states on the hosts: /run/keepalived-notify.", "DIR"}});
    if (const auto code = readOfflineLine(parser, command, arguments, output))
        return *code;
    if (parser.isSet("out") == parser.isSet("diff"))
        return refuseLine(command, parser.isSet("out") ? "--out and --diff exclude each other" : "--out DIR is missing",
                          output);
    if (parser.isSet("force") && !parser.isSet("out"))
        return refuseLine(command, "--force goes with --out", output);
    const QString directory = parser.value(parser.isSet("out") ? "out" : "diff");
    if (directory.isEmpty())
        return refuseLine(command, "DIR is empty", output);
    for (const auto *option : {"keepalived-dir", "run-dir"}) {
        if (parser.isSet(option) && !parser.value(option).startsWith('/'))
            return refuseLine(command, QString("--%1 takes an absolute path").arg(option), output);
    }
    return std::make_unique<GenerateCommand>(
        GenerateCommand::Task{parser.positionalArguments().first().toStdString(), directory.toStdString(),
                              parser.isSet("diff"), parser.isSet("force"), parser.value("keepalived-dir").toStdString(),
                              parser.value("run-dir").toStdString()},
        output);
}

} // namespace tandem::cli
