// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/guard/guard.h"

#include "daemon/engine/patientlog.h"
#include "daemon/engine/privileges.h"
#include "daemon/engine/rundirectory.h"
#include "daemon/guard/reader.h"
#include "daemon/guard/startup.h"
#include "daemon/guard/watchkeeper.h"
#include "daemon/net/fence.h"

#include <cstdio>
#include <malloc.h>

namespace tandem::guard {

namespace {

ExitCode report(const std::vector<Error> &errors)
{
    for (const auto &error : errors)
        logTo(Severity::Error, describe(error));
    return exitCodeOf(errors.front().code);
}

ExitCode report(const Error &error)
{
    return report(std::vector{error});
}

} // namespace

ExitCode runGuard(const engine::Options &options)
{
    mallopt(M_ARENA_MAX, 1); // a second thread needs no arena of its own
    auto config = loadConfigApart(options);
    if (!config)
        return report(config.error());
    if (const auto allowed = engine::checkPrivileges(); !allowed)
        return report(allowed.error());
    auto directory = engine::RunDirectory::open(options.runDir);
    if (!directory)
        return report(directory.error());
    auto board = engine::BoardMapping::create();
    if (!board)
        return report(board.error());
    auto keeper = WatchKeeper::create(options, std::move(*directory), std::move(*board));
    if (!keeper)
        return report(keeper.error());
    if (const auto started = (*keeper)->start(std::move(*config)); !started) {
        (*keeper)->finish();
        return report(started.error());
    }
    const ExitCode code = (*keeper)->run();
    (*keeper)->finish();
    return code;
}

ExitCode check(const engine::Options &options)
{
    const auto config = loadConfig(options);
    if (!config)
        return report(config.error());
    if (options.node.empty())
        std::printf("%s: good for every node\n", options.cluster.c_str());
    else
        std::printf("%s: good for node %s\n", options.cluster.c_str(), options.node.c_str());
    return ExitCode::Done;
}

ExitCode release(const engine::Options &options)
{
    if (const auto allowed = engine::checkPrivileges(); !allowed)
        return report(allowed.error());
    const auto directory = engine::RunDirectory::open(options.runDir);
    if (!directory)
        return report(directory.error());
    auto remover = VipRemover::open();
    if (!remover)
        return report(remover.error());
    const auto record = directory->record();
    if (!record.trouble.empty())
        logTo(Severity::Warning, record.trouble);
    const auto removed = remover->remove(record.places);
    if (!removed)
        return report(removed.error());
    for (const auto &place : *removed)
        logTo(Severity::Notice, "removed " + place.address.toString() + " from " + place.dev);
    directory->removeRecord();
    if (const auto gone = net::Fence().remove(); !gone)
        logTo(Severity::Info, describe(gone.error()));
    return ExitCode::Done;
}

} // namespace tandem::guard
