// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tandem::bench {

/// Reads the first packet that a MariaDB listener sends, as it comes in.
class GreetingReader
{
public:
    enum class State : std::uint8_t { Incomplete, Greeted, Refused, Nonsense };

    State read(std::string_view octets);
    State state() const { return m_state; }

    const std::string &versionString() const { return m_versionString; } ///< once Greeted
    int errorNumber() const { return m_errorNumber; }                    ///< once Refused: e.g. 1040

private:
    void parse();

    std::string m_buffer;
    State m_state = State::Incomplete;
    std::string m_versionString;
    int m_errorNumber = 0;
};

} // namespace tandem::bench
