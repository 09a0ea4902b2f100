// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/descriptor.h"

#include <functional>
#include <string>
#include <sys/types.h>

namespace tandem::net::testing {

/// Another network namespace, for the host at the other end of a wire. It goes with this object.
class PeerNamespace
{
public:
    PeerNamespace();
    ~PeerNamespace();
    PeerNamespace(const PeerNamespace &) = delete;
    PeerNamespace &operator=(const PeerNamespace &) = delete;

    /// Moves an interface there.
    void take(const std::string &interface) const;
    /// What the command says there.
    std::string run(const std::string &command) const;
    /// Does it in a thread there: sockets that it opens stay there.
    void inside(const std::function<void()> &task) const;

private:
    pid_t m_holder = -1;
    Descriptor m_namespace;
};

} // namespace tandem::net::testing
