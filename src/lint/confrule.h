// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keepalived/conf.h"
#include "lint/finding.h"

#include <span>
#include <string>
#include <vector>

namespace tandem::lint {

/// What is wrong at one line of a keepalived.conf, or of a file that it includes.
struct ConfWrong
{
    keepalived::Place at;
    std::string text;
    std::string fix;
};

/// A rule for keepalived.conf. Where a cluster file can have the same fault, the code is the same.
struct ConfRule
{
    const char *code;
    Severity severity;
    const char *why;
    std::vector<ConfWrong> (*check)(const keepalived::Conf &conf);
};

/// All rules for keepalived.conf, by code.
std::span<const ConfRule *const> allConfRules();

/// Findings in the files' order. Pure. What two hosts would have to agree about is found in the cluster file that
/// `tandemctl import` makes of them.
std::vector<Finding> lintConf(const keepalived::Conf &conf);

/// Whether a text is a keepalived.conf rather than a cluster file: by its first line that says something.
bool looksLikeConf(std::string_view text);

} // namespace tandem::lint
