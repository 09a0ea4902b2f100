// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/descriptor.h"
#include "base/result.h"
#include "daemon/engine/guardlink.h"

#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>

namespace tandem::guard {

/// The engine as the guard's child: forked, watched through its pidfd, ended so that it cannot come back.
class EngineChild
{
public:
    /// What the child does, and its exit code.
    using Body = std::function<int(engine::GuardLink link)>;

    /// Forks. The child dies with this process (PR_SET_PDEATHSIG) and runs one real-time step below it. Its end of the
    /// link has a higher number than all that it opens later: of a process that ends, Linux closes the highest first,
    /// once none of its threads runs any more. The pidfd comes after the last of its sockets, and a packet socket waits
    /// for each processor (synchronize_net): 70 ms were measured.
    Result<void> start(const Body &body);

    bool running() const { return m_pid != 0; }
    pid_t pid() const { return m_pid; }
    /// It is on a processor, or waits for one (proc(5), state R): neither stopped nor held by the kernel.
    bool isRunnable() const;
    /// Readable when it has ended.
    int pidfd() const { return m_pidfd.get(); }
    engine::GuardLink &link() { return *m_link; }

    /// SIGTERM: it leaves in order.
    void askToLeave() const;
    /// SIGKILL, through the pidfd: never another process. Ends a stopped one too.
    void kill() const;
    /// Waits at most so long until none of it runs any more: its end of the link is closed, or it can be reaped.
    bool awaitStop(Duration atMost) const;
    /// Waits at most so long for its end and reaps it: how it ended ("by signal 9"), or nothing.
    std::optional<std::string> reap(Duration atMost);
    /// Exit code 0 of the one that was reaped last.
    bool leftInOrder() const { return m_leftInOrder; }

private:
    pid_t m_pid = 0;
    Descriptor m_pidfd;
    std::optional<engine::GuardLink> m_link;
    bool m_leftInOrder = false;
};

} // namespace tandem::guard
