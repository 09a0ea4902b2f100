// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/eventloop.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

namespace tandem::engine {

Result<EventLoop> EventLoop::open()
{
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGCHLD})
        sigaddset(&signals, signal);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    signal(SIGPIPE, SIG_IGN);
    EventLoop loop;
    loop.m_epoll = Descriptor(epoll_create1(EPOLL_CLOEXEC));
    loop.m_signals = Descriptor(signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC));
    loop.m_timer = Descriptor(timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC));
    if (!loop.watch(loop.m_signals.get()) || !loop.watch(loop.m_timer.get()))
        return fail(ErrorCode::System, "tandemd", std::string("no descriptors: ") + std::strerror(errno));
    prctl(PR_SET_TIMERSLACK, 1UL, 0, 0, 0); // nanoseconds
    return loop;
}

bool EventLoop::watch(int fd) const noexcept
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    return epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

void EventLoop::forget(int fd) const noexcept
{
    epoll_ctl(m_epoll.get(), EPOLL_CTL_DEL, fd, nullptr);
}

void EventLoop::wakeAt(Instant at) const noexcept
{
    itimerspec spec{};
    const auto ns = std::max<std::int64_t>(at.time_since_epoch().count(), 1); // 0 would disarm it
    spec.it_value.tv_sec = ns / 1'000'000'000;
    spec.it_value.tv_nsec = ns % 1'000'000'000;
    timerfd_settime(m_timer.get(), TFD_TIMER_ABSTIME, &spec, nullptr);
}

} // namespace tandem::engine
