// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "config/cluster.h"
#include "model/hostfacts.h"
#include "model/nodestatus.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tandem::preflight {

/// What one host's helper said, or why it said nothing.
struct Host
{
    std::string node; ///< as in the cluster file
    std::optional<Error> trouble;
    std::optional<model::NodeStatus> status;
    std::optional<model::HostFacts> facts;
    std::vector<model::AddressAnswer> addresses; ///< the cluster's VIPs, as this host found them
    std::string addressTrouble;                  ///< why it could not be asked for them
    std::string probeTrouble;                    ///< why it tried to send no probe; empty: it did
    std::string sendTrouble;                     ///< what of a probe its kernel did not send, and why
    std::optional<std::int64_t> clockOffsetNs;   ///< its clock minus ours
    std::int64_t clockErrorNs = 0;

    bool answers() const { return facts.has_value(); }
    const model::InterfaceFacts *interfaceNamed(const std::string &name) const;
};

/// All that the questions look at. Values: who asked, and how, is not their affair.
struct View
{
    config::Cluster cluster;
    std::string digest;             ///< SHA-256 of the cluster file in question, 64 hex digits
    std::vector<Host> hosts;        ///< one a node, in the file's order
    std::int64_t probeRouterId = 0; ///< of the adverts that were sent to see whether they pass; 0: none was

    const config::Node &nodeOf(const Host &host) const { return *cluster.nodeNamed(host.node); }
};

/// Where an address of an instance will be on a node.
std::string interfaceOf(const config::Instance &instance, const config::VirtualAddress &address,
                        const config::Node &node);

/// Those in the adverts, then the excluded ones.
std::vector<config::VirtualAddress> allAddresses(const config::Instance &instance);

/// A router id for adverts that nobody is to heed: neither of the file, nor heard by anybody; 0: there is none.
std::int64_t freeRouterId(const config::Cluster &cluster, const std::vector<Host> &hosts);

} // namespace tandem::preflight
