// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/command.h"
#include "cli/commandline.h"
#include "rollout/rollout.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>
#include <string>

namespace tandem::cli {

inline constexpr const char *applySummary = "bring another cluster file to all hosts, on trial first";

/// `tandemctl apply FILE`. Done: every host has the file. No: it was refused or taken back. NotReached: a host is out
/// of reach, or does not allow it.
class ApplyCommand : public Command
{
    Q_OBJECT

public:
    ApplyCommand(rollout::Rollout::Task task, bool json, Output output);
    void start() override;

private:
    void tell(const rollout::Rollout::Word &word);
    void finish();
    void writeDifferences();

    Output m_output;
    bool m_json;
    bool m_dryRun;
    std::string m_text;
    rollout::Rollout m_rollout;
    QJsonArray m_words;
    QJsonObject m_differences;
};

Invocation readApplyLine(const QStringList &arguments, Output output);

} // namespace tandem::cli
