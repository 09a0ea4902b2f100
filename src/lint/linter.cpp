// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/linter.h"

#include "config/clusterfile.h"
#include "config/document.h"
#include "config/file.h"
#include "config/sections.h"
#include "keepalived/confreader.h"
#include "lint/confrule.h"
#include "lint/rule.h"
#include "lint/scriptrule.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace tandem::lint {

namespace {

constexpr std::size_t longestFile = 1024UL * 1024UL;

/// From "FILE:LINE:COLUMN".
config::Position positionIn(const std::string &place)
{
    config::Position at;
    const auto column = place.rfind(':');
    const auto line = column == std::string::npos || column == 0 ? std::string::npos : place.rfind(':', column - 1);
    if (line == std::string::npos)
        return at;
    std::from_chars(place.data() + line + 1, place.data() + column, at.line);
    std::from_chars(place.data() + column + 1, place.data() + place.size(), at.column);
    return at;
}

std::vector<Finding> mistakesOf(const config::ClusterErrors &errors)
{
    std::vector<Finding> findings;
    for (const auto &error : errors.errors)
        findings.push_back({mistakeCode,
                            Severity::Error,
                            positionIn(error.place),
                            error.text,
                            "the helpers refuse the file as it is",
                            error.fix,
                            {},
                            {}});
    return findings;
}

} // namespace

std::vector<Finding> lintCluster(std::string_view text, const std::string &name, const std::string &directory)
{
    const auto cluster = config::parseCluster(text, name, directory);
    if (!cluster)
        return mistakesOf(cluster.error());
    config::Mistakes none(name); // there is none: the file was just read
    const auto document = config::parseDocument(text, none);
    const auto sections = config::readSections(*document, directory, none);
    const Subject subject{*cluster, sections, *document};
    std::vector<Finding> findings;
    for (const auto *rule : allRules()) {
        Report report(*rule, findings);
        rule->check(subject, report);
    }
    std::ranges::stable_sort(findings, {}, &Finding::at);
    return findings;
}

Result<std::vector<Finding>> lintFile(const std::string &path)
{
    const auto file = config::openFile(path);
    if (!file)
        return Failure(file.error());
    if (!S_ISREG(file->mode()))
        return fail(ErrorCode::BadFile, path, "this is no regular file", "name a cluster file, a script or a keepalived.conf");
    const auto text = file->read(longestFile + 1);
    if (!text)
        return Failure(text.error());
    if (text->size() > longestFile)
        return fail(ErrorCode::BadFile, path, "the file is longer than 1 MiB", "is it the right file?");
    if (text->starts_with("#!"))
        return lintScript(*text, file->mode());
    if (looksLikeConf(*text))
        return keepalived::readConfFile(path, {}).map(lintConf);
    std::error_code ignored; // the path was just opened; at worst relative paths stay relative
    return lintCluster(*text, path, std::filesystem::absolute(path, ignored).parent_path().string());
}

} // namespace tandem::lint
