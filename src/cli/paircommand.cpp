// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/paircommand.h"

#include "cli/offlineline.h"
#include "cli/secretline.h"
#include "cli/table.h"
#include "cli/target.h"

#include <QCommandLineParser>
#include <QSysInfo>
#include <filesystem>
#include <ostream>
#include <unistd.h>
#include <utility>

namespace tandem::cli {

namespace {

constexpr auto help = "Gets to know the agent of HOST. There, as root, `tandem-agent pair` shows a code; here it is "
                      "asked for, and not shown\n"
                      "as it is typed (or read as a line of standard input). Both sides prove that they know it, each "
                      "over both certificates,\n"
                      "and trust each other from then on. An identity is made where there is none.\n\n"
                      "Exit codes: 0 paired; 2 usage; 3 nobody answers, no pairing is under way there, or the code is "
                      "wrong; 4 the identity\n"
                      "is bad.";

std::string usualName()
{
    const char *user = ::getenv("USER");
    return std::string(user != nullptr && *user != '\0' ? user : "tandem") + "@" +
           QSysInfo::machineHostName().toStdString();
}

bool hasIdentity(const std::string &directory)
{
    return std::filesystem::exists(directory + "/identity.crt") || std::filesystem::exists(directory + "/identity.key");
}

Result<rpc::TlsIdentity> identityIn(const std::string &directory, const std::string &name)
{
    if (!hasIdentity(directory))
        if (const auto made = rpc::createIdentity(directory, name); !made)
            return Failure(made.error());
    return rpc::loadIdentity(directory);
}

} // namespace

PairCommand::PairCommand(Task task, Output output) : m_task(std::move(task)), m_output(output) {}

void PairCommand::start()
{
    const auto identity = identityIn(m_task.identityDirectory, m_task.name);
    if (!identity)
        return failed(identity.error());
    m_ownFingerprint = identity->fingerprint();
    m_output.err << "this side:  sha256 " << m_ownFingerprint << '\n';
    const auto code = rpc::readPairingCode(readSecretLine("code:       "));
    if (!code)
        return failed(code.error());
    m_client = std::make_unique<rpc::PairingClient>(*identity, m_task.name);
    m_client->pair(m_task.host, m_task.port, *code,
                   [this](const Result<rpc::PairingClient::Paired> &result) { take(result); });
}

void PairCommand::take(const Result<rpc::PairingClient::Paired> &result)
{
    if (!result)
        return failed(result.error());
    auto identity = rpc::loadIdentity(m_task.identityDirectory); // others may have written meanwhile
    if (!identity)
        return failed(identity.error());
    std::erase_if(identity->peers, [&](const rpc::Peer &peer) {
        return peer.sha256 == result->agent.sha256 || peer.name == result->agent.name;
    });
    identity->peers.push_back(result->agent);
    if (const auto written = rpc::writePeers(m_task.identityDirectory, identity->peers); !written)
        return failed(written.error());
    m_output.out << "paired with " << printable(result->agent.name) << " (sha256 " << result->agent.sha256 << ") as "
                 << nameOf(result->role) << '\n';
    emit finished(ExitCode::Done);
}

void PairCommand::failed(const Error &error)
{
    m_output.err << "tandemctl: " << describe(error) << '\n';
    emit finished(exitCodeOf(error.code));
}

Invocation readPairLine(const QStringList &arguments, Output output)
{
    const OfflineCommand command{"pair", "HOST[:PORT] [OPTIONS]", help};
    QCommandLineParser parser;
    parser.addOptions({{"identity", "Where certificate, key and pinned peers are, or will be.", "DIR"},
                       {"name", "What this side is called there: USER@HOST without it.", "NAME"}});
    if (const auto code = readOfflineLine(parser, command, arguments, output))
        return *code;
    PairCommand::Task task;
    const QString where = parser.positionalArguments().first();
    const auto colon = where.lastIndexOf(QLatin1Char(':'));
    const bool hasPort = colon > 0 && (where.count(QLatin1Char(':')) == 1 || where.startsWith(QLatin1Char('[')));
    task.host = hasPort ? where.left(colon) : where;
    if (task.host.startsWith(QLatin1Char('[')) && task.host.endsWith(QLatin1Char(']')))
        task.host = task.host.mid(1, task.host.size() - 2);
    if (hasPort) {
        task.port = where.mid(colon + 1).toUShort();
        if (task.port == 0)
            return refuseLine(command, "\"" + where + "\" names no port", output);
    }
    task.identityDirectory =
        parser.isSet("identity") ? parser.value("identity").toStdString() : defaultIdentityDirectory();
    task.name = parser.isSet("name") ? parser.value("name").toStdString() : usualName();
    return std::make_unique<PairCommand>(std::move(task), output);
}

} // namespace tandem::cli
