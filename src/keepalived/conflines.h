// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keepalived/remark.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::keepalived {

struct SourceFile
{
    std::string path;
    std::string text;
};

/// What an `include` stands for: the files that `pattern` names, relative to the directory of `from`. In glob's order;
/// empty where there is none.
using OpenIncludes = std::function<std::vector<SourceFile>(const std::string &pattern, const std::string &from)>;

/// A line as Keepalived's own parser sees it: without comment, definitions in their places.
struct ConfLine
{
    Place at;
    std::string text;
};

struct ConfLines
{
    std::vector<std::string> files; ///< paths, as included; the first is the configuration itself
    std::vector<ConfLine> lines;
    std::vector<Remark> remarks;
};

// Whoever goes past one of these has made a mistake, or means harm: the rest is not read.
inline constexpr std::size_t mostOctets = 16 * 1024 * 1024UL; ///< of all files, and again with definitions put in
inline constexpr std::size_t longestLine = 256 * 1024UL;      ///< with definitions put in
inline constexpr std::size_t mostLines = 200'000;
inline constexpr std::size_t mostFiles = 1000; ///< include lines
inline constexpr unsigned deepestInclude = 16;
inline constexpr unsigned deepestDefinition = 32;

/// What is done before a word is read (keepalived.conf(5), "Configuration parser"): includes, lines for one
/// configuration id (@id, @^id), definitions ($NAME=…, multi-line ones too), ~SEQ and ~LST, comments. Pure but for
/// `open`. `configId` is what Keepalived is started with (-i); may be empty.
ConfLines linesOf(const SourceFile &file, const std::string &configId, const OpenIncludes &open);

} // namespace tandem::keepalived
