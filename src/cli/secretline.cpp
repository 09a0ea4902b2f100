// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/secretline.h"

#include <iostream>
#include <termios.h>
#include <unistd.h>

namespace tandem::cli {

namespace {

/// Typed characters are not shown while this lives.
class WithoutEcho
{
public:
    WithoutEcho()
    {
        m_isTerminal = ::tcgetattr(STDIN_FILENO, &m_before) == 0;
        if (!m_isTerminal)
            return;
        termios quiet = m_before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    ~WithoutEcho()
    {
        if (m_isTerminal)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
    }
    WithoutEcho(const WithoutEcho &) = delete;
    WithoutEcho &operator=(const WithoutEcho &) = delete;

    bool isTerminal() const { return m_isTerminal; }

private:
    termios m_before{};
    bool m_isTerminal = false;
};

} // namespace

std::string readSecretLine(const std::string &question)
{
    const WithoutEcho quiet;
    if (quiet.isTerminal())
        std::cerr << question << std::flush;
    std::string line;
    std::getline(std::cin, line);
    if (quiet.isTerminal())
        std::cerr << '\n';
    return line;
}

} // namespace tandem::cli
