// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/importcommand.h"

#include "cli/importlog.h"
#include "cli/offlineline.h"
#include "cli/table.h"
#include "config/clusterfile.h"
#include "config/clusterwriter.h"
#include "generate/outputdirectory.h"
#include "keepalived/confreader.h"

#include <QCommandLineParser>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <filesystem>
#include <ostream>

namespace tandem::cli {

namespace {

using keepalived::ImportRemark;
using keepalived::RemarkKind;

constexpr auto help =
    "Makes one cluster file of the keepalived.conf of each host: name the files of all hosts in one command. Every\n"
    "directive is carried over, or named with its line, the reason and what to do. Included files are read where they\n"
    "are. Passwords go to files of their own beside FILE, with mode 0600.\n\n"
    "Nothing is guessed: what no file says (with multicast, a host's address) is asked for with --address.\n\n"
    "Exit codes: 0 written, and it is the same site; 1 written, but something differs, is wrong or is missing, or "
    "FILE\n"
    "is there already; 2 usage; 4 a file cannot be read, or Keepalived itself refuses it.";

QString text(std::string_view from)
{
    return QString::fromUtf8(from.data(), static_cast<qsizetype>(from.size()));
}

std::string lines(const ImportRemark &remark)
{
    const auto colon = remark.place.find_last_of(':');
    const bool isBlock = colon != std::string::npos && remark.lastLine != 0 &&
                         remark.place.substr(colon + 1) != std::to_string(remark.lastLine);
    return remark.place + (isBlock ? "-" + std::to_string(remark.lastLine) : "");
}

} // namespace

ImportCommand::ImportCommand(Task task, Output output) : m_task(std::move(task)), m_output(output) {}

void ImportCommand::start()
{
    emit finished(run());
}

ExitCode ImportCommand::run()
{
    auto nodes = readNodes();
    if (!nodes)
        return ExitCode::BadFile;
    if (std::ranges::any_of(*nodes, [](const auto &node) { return node.conf.isRefused(); }))
        return refuse(*nodes);
    const std::filesystem::path out(m_task.out);
    if (!m_task.force && std::filesystem::exists(out))
        return failed({ErrorCode::Refused, m_task.out, "it is there already", "say --force to replace it"});
    auto imported = keepalived::importSite(std::move(*nodes), m_task.name.empty() ? out.stem().string() : m_task.name);
    const auto files = filesOf(imported);
    const auto directory = out.has_parent_path() ? out.parent_path().string() : std::string(".");
    // Only now: the output is written whole or not at all.
    if (const auto written = generate::OutputDirectory(directory).replace(files); !written)
        return failed(written.error());
    if (const auto read = config::readClusterFile(m_task.out); !read) {
        for (const Error &error : read.error().errors)
            imported.remarks.push_back({RemarkKind::Wrong, error.place, 0, error.text, error.fix});
    }
    write(imported.remarks, true);
    const bool clean = std::ranges::none_of(imported.remarks, [](const auto &each) { return isError(each.kind); });
    return clean ? ExitCode::Done : ExitCode::No;
}

std::optional<std::vector<keepalived::ImportedNode>> ImportCommand::readNodes()
{
    std::vector<keepalived::Conf> confs;
    for (const auto &file : m_task.files) {
        auto conf = keepalived::readConfFile(file, m_task.configId);
        if (!conf) {
            failed(conf.error());
            return std::nullopt;
        }
        confs.push_back(std::move(*conf));
    }
    auto names = keepalived::nodeNames(confs);
    std::ranges::copy(m_task.nodes, names.begin());
    std::vector<keepalived::ImportedNode> nodes;
    for (std::size_t i = 0; i < confs.size(); ++i) {
        const auto address = m_task.addresses.find(names[i]);
        nodes.push_back({names[i], std::move(confs[i]),
                         address == m_task.addresses.end() ? std::nullopt : std::optional(address->second)});
    }
    return nodes;
}

ExitCode ImportCommand::refuse(const std::vector<keepalived::ImportedNode> &nodes)
{
    std::vector<ImportRemark> remarks;
    for (const auto &node : nodes)
        for (const auto &each : node.conf.remarks)
            if (isError(each.kind) || each.kind == RemarkKind::Unknown)
                remarks.push_back({each.kind, node.conf.placeText(each.at), each.lastLine, each.text, each.fix});
    write(remarks, false);
    return ExitCode::BadFile;
}

/// The cluster file and its secrets' files, named as it names them.
std::vector<generate::File> ImportCommand::filesOf(keepalived::Imported &imported) const
{
    std::vector<generate::File> files;
    for (auto &instance : imported.cluster.instances) {
        if (instance.password.empty())
            continue;
        instance.passwordFile = instance.name + ".auth_pass";
        files.push_back({instance.passwordFile, 0600, instance.password + "\n"});
        instance.password.clear();
    }
    files.push_back(
        {std::filesystem::path(m_task.out).filename().string(), 0644, config::clusterText(imported.cluster)});
    return files;
}

void ImportCommand::write(const std::vector<ImportRemark> &remarks, bool written)
{
    if (m_task.json) {
        QJsonArray list;
        for (const auto &remark : remarks)
            list.append(QJsonObject{{"kind", text(nameOf(remark.kind))},
                                    {"severity", isError(remark.kind) ? "error" : "note"},
                                    {"place", text(remark.place)},
                                    {"last_line", static_cast<qint64>(remark.lastLine)},
                                    {"text", text(remark.text)},
                                    {"fix", text(remark.fix)}});
        const QJsonObject all{{"file", text(m_task.out)}, {"written", written}, {"remarks", list}};
        m_output.out << QJsonDocument(all).toJson(QJsonDocument::Indented).toStdString();
        return;
    }
    for (const auto &remark : remarks) {
        const auto place = lines(remark);
        m_output.out << (place.empty() ? "" : printable(place) + ": ") << nameOf(remark.kind) << ": "
                     << printable(remark.text) << '\n';
        if (!remark.fix.empty())
            m_output.out << "    fix: " << printable(remark.fix) << '\n';
    }
    const auto errors = std::ranges::count_if(remarks, [](const auto &each) { return isError(each.kind); });
    m_output.out << (written ? printable(m_task.out) + " is written" : std::string("nothing is written")) << ": "
                 << remarks.size() << (remarks.size() == 1 ? " remark, " : " remarks, ") << errors
                 << (errors == 1 ? " asks" : " ask") << " for somebody's doing\n";
}

ExitCode ImportCommand::failed(const Error &error)
{
    m_output.err << "tandemctl: " << describe(error) << '\n';
    return exitCodeOf(error.code);
}

namespace {

/// "NODE=ADDRESS"
std::optional<std::pair<std::string, IpAddress>> readAddress(const QString &option)
{
    const auto sign = option.indexOf('=');
    const auto address = IpAddress::parse(option.mid(sign + 1).toStdString());
    if (sign < 1 || !address || address->isUnspecified())
        return std::nullopt;
    return std::pair(option.left(sign).toStdString(), *address);
}

} // namespace

Invocation readImportLine(const QStringList &arguments, Output output)
{
    if (arguments.contains(QLatin1String("--log")))
        return readImportLogLine(arguments, output);
    const OfflineCommand command{"import", "CONF… --out FILE [OPTIONS], or --log LOG… [OPTIONS]", help, true};
    QCommandLineParser parser;
    parser.addOptions({{"out", "Write the cluster file FILE.", "FILE"},
                       {"force", "Replace a FILE that is there."},
                       {"name", "The cluster's name; FILE's without it.", "NAME"},
                       {"node", "A host's name; once for each CONF, in their order.", "NODE"},
                       {"address", "The address from which a host's adverts come.", "NODE=ADDRESS"},
                       {"log", "Read logs of Keepalived instead; see tandemctl import --log --help."},
                       {"config-id", "Read the lines for this id, as keepalived -i ID does.", "ID"},
                       {"json", "Write JSON."}});
    if (const auto code = readOfflineLine(parser, command, arguments, output))
        return *code;
    ImportCommand::Task task;
    task.out = parser.value("out").toStdString();
    if (task.out.empty())
        return refuseLine(command, "--out FILE is missing", output);
    for (const QString &file : parser.positionalArguments())
        task.files.push_back(file.toStdString());
    for (const QString &node : parser.values("node"))
        task.nodes.push_back(node.toStdString());
    if (task.nodes.size() > task.files.size())
        return refuseLine(command, "there are more --node than files", output);
    for (const QString &option : parser.values("address")) {
        const auto address = readAddress(option);
        if (!address)
            return refuseLine(command, "\"" + option + "\" is not NODE=ADDRESS", output);
        task.addresses.insert(*address);
    }
    task.name = parser.value("name").toStdString();
    task.configId = parser.value("config-id").toStdString();
    task.force = parser.isSet("force");
    task.json = parser.isSet("json");
    return std::make_unique<ImportCommand>(std::move(task), output);
}

} // namespace tandem::cli
