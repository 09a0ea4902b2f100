// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "maxscale/maxscaleinfo.h"
#include "maxscale/monitorlist.h"

#include <string>
#include <string_view>
#include <vector>

namespace tandem::agent {

/// A parameter of [maxscale] that the configuration file has and MaxScale does not read from there.
struct HiddenParameter
{
    std::string name;  ///< as MaxScale spells it: "threads"
    std::string file;  ///< its value there
    std::string saved; ///< what MaxScale starts with instead; empty: its own default

    bool operator==(const HiddenParameter &) const = default;
};

/// Once MaxScale has saved its [maxscale] section, that replaces the one of the configuration file. What of the file
/// loses by it: parameters that say something else there, in the file's order. Words that mean the same are equal
/// (true, yes, on, 1; 10s, 10000ms; 64Ki, 65536), and "auto" and "$VARIABLE" may be anything. Pure; `saved` without a
/// [maxscale] hides nothing.
std::vector<HiddenParameter> hiddenParameters(std::string_view file, std::string_view saved);

/// One sentence for the alarm; the values of passwords and keys are not in it. Precondition: not empty.
std::string describe(const std::vector<HiddenParameter> &hidden, const std::string &filePath,
                     const std::string &savedPath);

/// Where both sections are.
struct SectionFiles
{
    std::string file;  ///< that MaxScale was started with
    std::string saved; ///< what was changed at run time

    bool operator==(const SectionFiles &) const = default;
};

/// As MaxScale says it; as it is where nobody told it otherwise, where it does not say. Its monitors tell where they
/// are from: the file, another in the directory NAME.cnf.d beside it, or one that was saved, which tells nothing.
SectionFiles sectionFiles(const maxscale::MaxScaleInfo &info, const std::vector<maxscale::Monitor> &monitors);

} // namespace tandem::agent
