// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/command.h"
#include "cli/commandline.h"
#include "generate/file.h"
#include "keepalived/importer.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tandem::cli {

/// `tandemctl import CONF… --out FILE`: needs no helper and no identity. Done: written, and it is the same site. No:
/// written, but somebody has to look at it. BadFile: a file cannot be read, or Keepalived itself refuses it; nothing is
/// written.
class ImportCommand : public Command
{
    Q_OBJECT

public:
    struct Task
    {
        std::vector<std::string> files; ///< a host each
        std::string out;
        std::string name;                           ///< of the cluster; empty: the output's
        std::vector<std::string> nodes;             ///< --node, in the files' order; may be fewer
        std::map<std::string, IpAddress> addresses; ///< --address, by node
        std::string configId;
        bool force = false;
        bool json = false;
    };

    ImportCommand(Task task, Output output);
    void start() override;

private:
    ExitCode run();
    std::optional<std::vector<keepalived::ImportedNode>> readNodes();
    ExitCode refuse(const std::vector<keepalived::ImportedNode> &nodes);
    std::vector<generate::File> filesOf(keepalived::Imported &imported) const;
    void write(const std::vector<keepalived::ImportRemark> &remarks, bool written);
    ExitCode failed(const Error &error);

    Task m_task;
    Output m_output;
};

inline constexpr const char *importSummary = "make a cluster file of the keepalived.conf of each host";

/// What follows `tandemctl import`.
Invocation readImportLine(const QStringList &arguments, Output output);

} // namespace tandem::cli
