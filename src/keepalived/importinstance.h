// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cluster.h"
#include "keepalived/conf.h"
#include "keepalived/importchecks.h"

#include <string>
#include <vector>

namespace tandem::keepalived {

/// The instances of one host's file in the words of a cluster file. What differs on the host (interface, priority) is
/// left to who puts the hosts together.
class InstanceImport
{
public:
    /// All outlive it. Remarks are added for what is carried over otherwise than it is written.
    InstanceImport(const Conf &conf, ImportChecks &checks, std::vector<Remark> &remarks)
        : m_conf(conf), m_checks(checks), m_remarks(remarks)
    {
    }

    config::Instance make(const Instance &from);

private:
    void remark(RemarkKind kind, Place at, std::string text, std::string fix = {});
    bool clearsNopreempt(const Instance &from);
    Duration advertInt(const Instance &from, std::uint8_t version);
    void setAddresses(const Instance &from, config::Instance &made);
    void setPassword(const Instance &from, config::Instance &made);
    void setTracks(const Instance &from, config::Instance &made);

    const Conf &m_conf;
    ImportChecks &m_checks;
    std::vector<Remark> &m_remarks;
};

} // namespace tandem::keepalived
