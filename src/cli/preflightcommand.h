// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/command.h"
#include "cli/commandline.h"
#include "cli/target.h"
#include "preflight/inquiry.h"

#include <QStringList>
#include <memory>
#include <string>
#include <vector>

namespace tandem::cli {

inline constexpr const char *preflightSummary = "whether hosts and network are ready for a cluster file";

/// `tandemctl preflight FILE`. Done: at most warnings. No: an error. NotReached: no helper answers.
class PreflightCommand : public Command
{
    Q_OBJECT

public:
    struct Task
    {
        ClusterTarget target;
        std::string digest;             ///< SHA-256 of the cluster file
        std::vector<std::string> codes; ///< empty: all questions
        std::string node;               ///< empty: answers about all
        bool json = false;
    };

    PreflightCommand(Task task, Output output);
    void start() override;

private:
    void tell();
    void writeText(const std::vector<preflight::Answer> &answers);
    void writeJson(const std::vector<preflight::Answer> &answers);

    Task m_task;
    Output m_output;
    preflight::Inquiry m_inquiry;
};

Invocation readPreflightLine(const QStringList &arguments, Output output);

} // namespace tandem::cli
