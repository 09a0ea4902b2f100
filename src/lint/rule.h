// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cluster.h"
#include "config/sections.h"
#include "lint/finding.h"

#include <span>
#include <vector>

namespace tandem::lint {

/// A sound cluster file: as values, and with their places. Entries of both stand in the same order.
struct Subject
{
    const config::Cluster &cluster;
    const config::Sections &sections;
    const config::Value &document;

    /// Of a key of [maxscale]; of the section where the key is missing.
    config::Position maxscaleAt(std::string_view key) const;
    /// Of `check` in the instance's `track`.
    config::Position trackAt(std::size_t instance, const std::string &check) const;
};

struct Rule;

/// Takes the findings of one rule.
class Report
{
public:
    Report(const Rule &rule, std::vector<Finding> &into) : m_rule(rule), m_into(into) {}
    void add(config::Position at, std::string text, std::string fix, std::vector<std::string> timeline = {});
    /// With less than the rule's severity.
    void note(config::Position at, std::string text, std::string fix);

private:
    const Rule &m_rule;
    std::vector<Finding> &m_into;
};

struct Rule
{
    const char *code;
    Severity severity;
    const char *why;
    void (*check)(const Subject &subject, Report &report);
};

/// Of the file that cannot be read: the mistakes that the reader finds have this code.
inline constexpr const char *mistakeCode = "TND001";

/// All rules, by code.
std::span<const Rule *const> allRules();

} // namespace tandem::lint
