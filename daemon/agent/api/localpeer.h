// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "daemon/agent/api/caller.h"

#include <optional>
#include <sys/types.h>
#include <vector>

namespace tandem::agent {

/// Who is at the other end of a local socket, as the kernel knows it: SO_PEERCRED, and SO_PEERGROUPS for the
/// supplementary groups that SO_PEERCRED hides (unix(7)).
struct LocalPeer
{
    uid_t uid = 0;
    gid_t gid = 0;
    std::vector<gid_t> groups;
};

Result<LocalPeer> localPeerOf(int socket);

/// The group "tandem", where this host has one.
std::optional<gid_t> tandemGroup();

/// root and our own user: admin. Members of the group tandem: operator. Others: NotAllowed.
Result<Caller> callerOf(const LocalPeer &peer, uid_t ownUid, std::optional<gid_t> tandemGroup);

} // namespace tandem::agent
