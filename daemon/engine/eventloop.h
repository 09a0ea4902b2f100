// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/descriptor.h"
#include "base/result.h"

namespace tandem::engine {

/// What engine and guard both sleep on: one epoll set, with a timer and the signals SIGTERM, SIGINT, SIGHUP and SIGCHLD
/// in it. Blocks these for the whole process, and has the kernel wake it to the nanosecond.
class EventLoop
{
public:
    static Result<EventLoop> open();

    int epoll() const { return m_epoll.get(); }
    int signals() const { return m_signals.get(); } ///< reads as signalfd_siginfo
    /// False, with errno, where it cannot be watched, or is watched already.
    bool watch(int fd) const noexcept;
    /// What is closed at its other end would wake the loop for ever.
    void forget(int fd) const noexcept;
    /// The next wake is at this time at the latest; one that has passed is at once.
    void wakeAt(Instant at) const noexcept;

private:
    EventLoop() = default;
    Descriptor m_epoll;
    Descriptor m_signals;
    Descriptor m_timer;
};

} // namespace tandem::engine
