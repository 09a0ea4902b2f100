// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cluster.h"
#include "keepalived/conf.h"

#include <optional>
#include <string>
#include <vector>

namespace tandem::keepalived {

/// What a host's file tracks, as checks of a cluster file.
class ImportChecks
{
public:
    ImportChecks(const Conf &conf, std::vector<Remark> &remarks) : m_conf(conf), m_remarks(remarks) {}

    /// The check's name for a track line, made where it is asked for first: a weight of the line's own makes a check of
    /// its own. Nothing, with a remark, where no check can be like it.
    std::optional<std::string> nameOf(const Track &track);
    const std::vector<config::Check> &made() const { return m_made; }

private:
    std::optional<config::Check> checkOf(const Track &track);
    std::optional<config::Check> fromScript(const Script &script);
    std::optional<config::Check> fromProcess(const Process &process);
    std::optional<config::Check> fromFile(const TrackFile &file, const Track &track);
    void remark(RemarkKind kind, Place at, std::string text, std::string fix = {});

    const Conf &m_conf;
    std::vector<Remark> &m_remarks;
    std::vector<config::Check> m_made;
    std::vector<std::string> m_spoken; ///< of these was spoken already
};

/// What a script's command does, where it is one of those that everybody writes: asks for a process (killall -0,
/// pidof, pgrep) or for a port (</dev/tcp/…, nc -z). Else a script whose program is absolute: found on the PATH
/// (/usr/bin/env) or run by a shell (/bin/sh -c) where it was so.
config::Check checkFromCommand(const std::string &command);

} // namespace tandem::keepalived
