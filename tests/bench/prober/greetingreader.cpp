// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/prober/greetingreader.h"

namespace tandem::bench {

namespace {

constexpr std::size_t headerLength = 4; // u24 length, u8 sequence
constexpr std::size_t longestGreeting = 1024;
constexpr char protocolVersion = '\x0a';
constexpr char errorMark = '\xff';

} // namespace

GreetingReader::State GreetingReader::read(std::string_view octets)
{
    if (m_state == State::Incomplete) {
        m_buffer += octets;
        parse();
    }
    return m_state;
}

void GreetingReader::parse()
{
    if (m_buffer.size() <= headerLength)
        return;
    const auto octet = [this](std::size_t i) {
        return static_cast<std::size_t>(static_cast<std::uint8_t>(m_buffer[i]));
    };
    const std::size_t length = octet(0) | octet(1) << 8 | octet(2) << 16;
    const char kind = m_buffer[headerLength];
    if (length > longestGreeting || (kind != protocolVersion && kind != errorMark)) {
        m_state = State::Nonsense;
        return;
    }
    if (m_buffer.size() < headerLength + length)
        return;
    if (kind == errorMark) {
        m_state = length >= 3 ? State::Refused : State::Nonsense;
        m_errorNumber = length >= 3 ? static_cast<int>(octet(5) | octet(6) << 8) : 0;
        return;
    }
    const std::size_t end = m_buffer.find('\0', headerLength + 1);
    if (end == std::string::npos || end >= headerLength + length) {
        m_state = State::Nonsense;
        return;
    }
    m_versionString = m_buffer.substr(headerLength + 1, end - headerLength - 1);
    m_state = State::Greeted;
}

} // namespace tandem::bench
