// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/unixsignals.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace tandem::agent {

namespace {

std::atomic<int> pipeEnd{-1};
static_assert(std::atomic<int>::is_always_lock_free);

void onSignal(int number)
{
    const int before = errno;
    const auto octet = static_cast<char>(number);
    const auto written = ::write(pipeEnd.load(), &octet, 1); // a full pipe has enough in it to wake the loop
    static_cast<void>(written);
    errno = before;
}

void handle(int number, void (*handler)(int))
{
    struct sigaction action
    {
    };
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    ::sigaction(number, &action, nullptr);
}

} // namespace

UnixSignals::UnixSignals(QObject *parent) : QObject(parent)
{
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return; // the signals keep their default: SIGTERM still ends the program
    m_read = ends[0];
    m_write = ends[1];
    pipeEnd = m_write;
    m_readable = std::make_unique<QSocketNotifier>(m_read, QSocketNotifier::Read);
    connect(m_readable.get(), &QSocketNotifier::activated, this, &UnixSignals::readAll);
    for (const int number : {SIGTERM, SIGINT, SIGHUP})
        handle(number, onSignal);
    handle(SIGPIPE, SIG_IGN);
}

UnixSignals::~UnixSignals()
{
    if (m_read < 0)
        return;
    for (const int number : {SIGTERM, SIGINT, SIGHUP})
        handle(number, SIG_DFL);
    pipeEnd = -1;
    m_readable.reset();
    ::close(m_read);
    ::close(m_write);
}

void UnixSignals::readAll()
{
    char numbers[64];
    const ssize_t count = ::read(m_read, numbers, sizeof numbers);
    for (ssize_t i = 0; i < count; ++i) {
        if (numbers[i] == SIGHUP)
            emit hangUp();
        else
            emit terminate();
    }
}

} // namespace tandem::agent
