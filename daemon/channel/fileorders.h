// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What agent and guard say to each other of another cluster file; the engine between them hands it on as it is.
namespace tandem::channel {

class Reader;
class Writer;

/// Agent -> guard: about the file that lies in RUN-DIR/offered.toml. What it may ask for, root has bounded in
/// limits.toml.
struct FileOrder
{
    enum class Kind : std::uint8_t {
        Check,    ///< could it be taken?
        Try,      ///< take it, for `seconds`
        Keep,     ///< the file on trial becomes the cluster file
        TakeBack, ///< the one before is in force again
    };
    std::uint64_t id = 0; ///< the agent's, returned in the answer
    Kind kind = Kind::Check;
    std::uint32_t seconds = 0;     ///< Try: without Keep the one before is in force again after these; 1 to 3600
    std::uint32_t holdSeconds = 0; ///< Try: instances that are other routers now claim nothing for so long; at most 60
    bool operator==(const FileOrder &) const = default;
};

/// Guard -> agent.
struct FileAnswer
{
    std::uint64_t id = 0;
    std::optional<Error> refusal;    ///< nothing: done
    std::vector<std::string> breaks; ///< Check: what only all hosts together can change, "VI_1: version"
    bool operator==(const FileAnswer &) const = default;
};

void write(Writer &to, const FileOrder &order);
void write(Writer &to, const FileAnswer &answer);
FileOrder readFileOrder(Reader &from);
FileAnswer readFileAnswer(Reader &from);

} // namespace tandem::channel
