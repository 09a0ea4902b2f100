// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rpc/tlsidentity.h"

#include <QJsonObject>
#include <cstdint>
#include <string>

namespace tandem::agent {

/// Who is at the other end of a connection: what its certificate, or the kernel, says; nothing that it says itself.
struct Caller
{
    std::string name; ///< as in peers.json; "uid 0" over the local socket
    rpc::Role role = rpc::Role::Viewer;
    std::string fingerprint; ///< of its certificate; empty over the local socket
};

/// One request, checked.
struct Call
{
    QJsonObject params;
    Caller caller;
    std::int64_t receivedNs = 0; ///< wall clock when it was read
};

} // namespace tandem::agent
