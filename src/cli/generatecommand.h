// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/command.h"
#include "cli/commandline.h"
#include "generate/file.h"
#include "generate/input.h"

#include <string>
#include <vector>

namespace tandem::cli {

/// `tandemctl generate FILE`: needs no helper and no identity. Done: written, or nothing differs. No: --diff found a
/// difference, or the directory is there already. BadFile: the cluster file, a secret or the directory is bad.
class GenerateCommand : public Command
{
    Q_OBJECT

public:
    struct Task
    {
        std::string file;
        std::string directory;     ///< of --out or --diff
        bool compare = false;      ///< --diff
        bool force = false;        ///< --force
        std::string keepalivedDir; ///< on the hosts; empty: the usual one
        std::string notifyRunDir;  ///< on the hosts; empty: the usual one
    };

    GenerateCommand(Task task, Output output);
    void start() override;

private:
    std::optional<generate::Input> readInput();
    ExitCode write(const std::vector<generate::File> &files);
    ExitCode compare(const std::vector<generate::File> &files);
    ExitCode failed(const Error &error);

    Task m_task;
    Output m_output;
};

inline constexpr const char *generateSummary = "write the files of a Keepalived site from a cluster file";

/// What follows `tandemctl generate`.
Invocation readGenerateLine(const QStringList &arguments, Output output);

} // namespace tandem::cli
