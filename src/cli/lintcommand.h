// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/command.h"
#include "cli/commandline.h"
#include "lint/finding.h"

#include <string>
#include <vector>

namespace tandem::cli {

/// `tandemctl lint FILE`: needs no helper and no identity. Done: at most warnings. No: an error. BadFile: the file
/// cannot be read, or has mistakes (TND001).
class LintCommand : public Command
{
    Q_OBJECT

public:
    LintCommand(std::string file, bool json, Output output);
    void start() override;

private:
    void writeText(const std::vector<lint::Finding> &findings);
    void writeJson(const std::vector<lint::Finding> &findings);

    std::string m_file;
    bool m_json;
    Output m_output;
};

inline constexpr const char *lintSummary = "is a cluster file, or a script, right: what, where, why, and how to mend it";

/// What follows `tandemctl lint`.
Invocation readLintLine(const QStringList &arguments, Output output);

} // namespace tandem::cli
