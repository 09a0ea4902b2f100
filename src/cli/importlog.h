// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/command.h"
#include "cli/commandline.h"
#include "keepalived/logreader.h"

#include <string>
#include <vector>

namespace tandem::cli {

/// `tandemctl import --log LOG…`: what Keepalived's logs say, as the events of our own. Needs no helper. Done: read.
/// BadFile: a file cannot be read.
class ImportLogCommand : public Command
{
    Q_OBJECT

public:
    struct Task
    {
        std::vector<std::string> files;
        keepalived::LogOptions options;
        bool json = false;
    };

    ImportLogCommand(Task task, Output output);
    void start() override;

private:
    ExitCode run();
    void summarize(const std::string &file, const keepalived::LogHistory &history);

    Task m_task;
    Output m_output;
};

/// What follows `tandemctl import`, with --log in it.
Invocation readImportLogLine(const QStringList &arguments, Output output);

} // namespace tandem::cli
