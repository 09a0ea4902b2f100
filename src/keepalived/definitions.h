// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tandem::keepalived {

/// keepalived.conf(5), "Parameter substitution": $NAME=value, and $NAME or ${NAME} wherever it is used.
class Definitions
{
public:
    /// Gives what the name stood for before.
    std::optional<std::string> set(const std::string &name, const std::string &value);
    void restore(const std::string &name, const std::optional<std::string> &before);

    /// The text with each name that is defined replaced once; nothing where there is none.
    std::optional<std::string> putInto(std::string_view text) const;

private:
    std::map<std::string, std::string, std::less<>> m_values;
};

/// "$NAME=value", or nothing where the text is no definition.
std::optional<std::pair<std::string, std::string>> splitDefinition(std::string_view text);

/// ~SEQ(NAME, FIRST[, STEP], LAST) BODY and ~LST(NAME, VALUE, …) BODY.
struct Loop
{
    std::string variable;
    std::vector<std::string> values; ///< 65536 at most
    std::string body;
};
std::optional<Loop> readLoop(std::string_view text, const Definitions &definitions);

} // namespace tandem::keepalived
