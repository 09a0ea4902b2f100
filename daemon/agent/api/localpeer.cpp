// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/api/localpeer.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <grp.h>
#include <sys/socket.h>

namespace tandem::agent {

namespace {

constexpr std::size_t mostGroups = 65536; // NGROUPS_MAX

} // namespace

Result<LocalPeer> localPeerOf(int socket)
{
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
        return fail(ErrorCode::System, "SO_PEERCRED", std::strerror(errno));
    LocalPeer peer{credentials.uid, credentials.gid, std::vector<gid_t>(64)};
    size = static_cast<socklen_t>(peer.groups.size() * sizeof(gid_t));
    int result = ::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, peer.groups.data(), &size);
    if (result != 0 && errno == ERANGE && size / sizeof(gid_t) <= mostGroups) { // `size` says how much it takes
        peer.groups.resize(size / sizeof(gid_t));
        result = ::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, peer.groups.data(), &size);
    }
    if (result != 0)
        return fail(ErrorCode::System, "SO_PEERGROUPS", std::strerror(errno));
    peer.groups.resize(size / sizeof(gid_t));
    return peer;
}

std::optional<gid_t> tandemGroup()
{
    group entry{};
    group *found = nullptr;
    std::array<char, 16384> buffer{};
    if (::getgrnam_r("tandem", &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
        return std::nullopt;
    return entry.gr_gid;
}

Result<Caller> callerOf(const LocalPeer &peer, uid_t ownUid, std::optional<gid_t> tandemGroup)
{
    const std::string name = "uid " + std::to_string(peer.uid);
    if (peer.uid == 0 || peer.uid == ownUid)
        return Caller{name, rpc::Role::Admin};
    if (tandemGroup && (peer.gid == *tandemGroup || std::ranges::find(peer.groups, *tandemGroup) != peer.groups.end()))
        return Caller{name, rpc::Role::Operator};
    return fail(ErrorCode::NotAllowed, {}, name + " is not in the group tandem",
                "usermod -aG tandem USER, or run it as root");
}

} // namespace tandem::agent
