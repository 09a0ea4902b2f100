// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "config/cluster.h"
#include "daemon/agent/journal/journal.h"
#include "daemon/agent/options.h"
#include "maxscale/restclient.h"
#include "rpc/tlsidentity.h"

#include <memory>
#include <string>
#include <vector>

namespace tandem::agent {

/// What the file says for this node, with the secrets that the agent needs of it.
struct Setup
{
    config::Cluster cluster;
    std::string node;
    std::string runDir;
    std::string stateDir;
    maxscale::Credentials reader;
    maxscale::Credentials writer; ///< empty where nothing is written (mode is not "passive")
    std::string clusterFile{};    ///< SHA-256 of the file's octets, 64 hex digits
    std::string clusterPath{};    ///< where it lies, or will when it is kept
    std::string clusterText{};    ///< without secrets
};

/// Every mistake of the file and of its secrets; changes nothing.
tl::expected<Setup, std::vector<Error>> loadSetup(const Options &options);

/// SHA-256 of the file that is in force now; empty where it cannot be read.
std::string digestInForce(const Setup &setup);

/// What the agent has against a cluster file that takes the place of the one in force: its mistakes, those of its
/// secrets, or that this node is not in it.
std::vector<Error> checkOffered(const Setup &setup, const std::string &text);

/// RUN-DIR and STATE-DIR, made where they are missing.
Result<void> prepareDirectories(const Setup &setup);
/// STATE-DIR's identity; made where there is none at all.
Result<rpc::TlsIdentity> prepareIdentity(const Setup &setup);
Result<std::unique_ptr<Journal>> openJournal(const Setup &setup);
std::string journalPath(const Setup &setup);
Journal::Limits journalLimits(const Setup &setup); ///< of helper.journal_size

} // namespace tandem::agent
