// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/exitcode.h"
#include "daemon/agent/agent.h"
#include "daemon/agent/agentlog.h"
#include "daemon/agent/options.h"
#include "daemon/agent/pairingask.h"
#include "daemon/agent/startup.h"
#include "daemon/agent/unixsignals.h"

#include <QCoreApplication>
#include <cstdio>
#include <optional>

using namespace tandem;

namespace {

ExitCode failed(const Error &error)
{
    logTo(Severity::Error, describe(error));
    return exitCodeOf(error.code);
}

/// Until its end; nothing where another cluster file is in force and all is to begin anew.
std::optional<ExitCode> runOnce(const agent::Options &options, agent::UnixSignals &unixSignals)
{
    auto setup = agent::loadSetup(options);
    if (!setup) {
        for (const Error &error : setup.error())
            logTo(Severity::Error, describe(error));
        return exitCodeOf(setup.error().front().code);
    }
    if (options.act == agent::Options::Act::Check)
        return ExitCode::Done;
    const agent::Setup kept = *setup;
    if (const auto prepared = agent::prepareDirectories(kept); !prepared)
        return failed(prepared.error());
    auto identity = agent::prepareIdentity(kept);
    if (!identity)
        return failed(identity.error());
    auto journal = agent::openJournal(kept);
    if (!journal)
        return failed(journal.error());
    auto made = agent::Agent::create(std::move(*setup), std::move(*identity), std::move(*journal));
    if (!made)
        return failed(made.error());
    agent::Agent &agent = **made;
    bool again = false;
    QObject::connect(&agent, &agent::Agent::otherFile, qApp, [&] {
        const auto next = agent::loadSetup(options);
        if (!next)
            return agent.refuseFile(next.error().front());
        again = true;
        QCoreApplication::quit();
    });
    QObject::connect(&unixSignals, &agent::UnixSignals::hangUp, &agent, [&] {
        const auto read = agent::prepareIdentity(kept);
        if (read)
            agent.setIdentity(*read);
        agent::logPatiently(read ? Severity::Notice : Severity::Error,
                            read ? "identity and peers.json are read again" : describe(read.error()));
    });
    if (const auto started = agent.start(); !started)
        return failed(started.error());
    logTo(Severity::Notice, "node \"" + kept.node + "\" of cluster \"" + kept.cluster.name + "\", API on " +
                                kept.cluster.helper.listen.toString());
    QCoreApplication::exec();
    if (again)
        logTo(Severity::Notice, "another cluster file is in force: the agent begins anew");
    return again ? std::nullopt : std::optional(ExitCode::Done);
}

ExitCode run(const agent::Options &options)
{
    agent::UnixSignals unixSignals;
    QObject::connect(&unixSignals, &agent::UnixSignals::terminate, qApp, &QCoreApplication::quit);
    for (;;) { // each round ends with a signal, an error, or another cluster file
        if (const auto code = runOnce(options, unixSignals))
            return *code;
    }
}

} // namespace

int main(int argc, char **argv)
{
    setLogProgram("tandem-agent");
    qputenv("QT_NO_GLIB", "1"); // Qt's own event loop: a turn of GLib's costs half as much again
    QCoreApplication application(argc, argv);
    const auto options = agent::parseOptions(QCoreApplication::arguments());
    if (!options) {
        std::fprintf(stderr, "tandem-agent: %s\n", describe(options.error()).c_str());
        return static_cast<int>(ExitCode::Usage);
    }
    if (options->act == agent::Options::Act::Version || options->act == agent::Options::Act::Help) {
        std::fputs(options->act == agent::Options::Act::Help ? qPrintable(agent::helpText())
                                                             : "tandem-agent " TANDEM_VERSION "\n",
                   stdout);
        return 0;
    }
    if (options->act == agent::Options::Act::Pair) {
        agent::PairingAsk ask(options->runDir, options->role);
        QObject::connect(&ask, &agent::PairingAsk::finished, qApp,
                         [](ExitCode code) { QCoreApplication::exit(static_cast<int>(code)); });
        ask.start();
        return QCoreApplication::exec();
    }
    return static_cast<int>(run(*options));
}
