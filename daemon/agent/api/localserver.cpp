// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/api/localserver.h"

#include "base/log.h"
#include "daemon/agent/api/localpeer.h"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace tandem::agent {

namespace {

constexpr int backlog = 32;

class Descriptor
{
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    int get() const { return m_fd; }
    int release() { return std::exchange(m_fd, -1); }

private:
    int m_fd;
};

Failure failure(const std::string &path, const char *what, int error)
{
    const ErrorCode code = error == EACCES || error == EPERM || error == EROFS ? ErrorCode::NotAllowed
                           : error == EADDRINUSE                               ? ErrorCode::InUse
                                                                               : ErrorCode::System;
    return fail(code, path, std::string(what) + ": " + std::strerror(error));
}

const sockaddr *generic(const sockaddr_un &address)
{
    return reinterpret_cast<const sockaddr *>(&address);
}

/// Removes what a dead agent left behind, and only that.
Result<void> clearTheWay(const sockaddr_un &address)
{
    const std::string path = address.sun_path;
    struct stat info
    {
    };
    if (::lstat(path.c_str(), &info) != 0)
        return errno == ENOENT ? Result<void>{} : failure(path, "cannot be looked at", errno);
    if (!S_ISSOCK(info.st_mode))
        return fail(ErrorCode::InUse, path, "is there already and no socket", "remove it");
    const Descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (probe.get() < 0)
        return failure(path, "no socket", errno);
    if (::connect(probe.get(), generic(address), sizeof address) == 0 || errno == EAGAIN)
        return fail(ErrorCode::InUse, path, "another agent listens there", "stop it, or choose another --run-dir");
    if (errno != ECONNREFUSED)
        return failure(path, "cannot be replaced", errno);
    if (::unlink(path.c_str()) != 0 && errno != ENOENT)
        return failure(path, "cannot be replaced", errno);
    return {};
}

} // namespace

Result<void> LocalServer::listenAt(const std::string &path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path)
        return fail(ErrorCode::Usage, path, "a socket's path has at most 107 bytes", "choose a shorter --run-dir");
    std::memcpy(address.sun_path, path.data(), path.size());
    if (auto cleared = clearTheWay(address); !cleared)
        return cleared;
    Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (socket.get() < 0)
        return failure(path, "no socket", errno);
    // The mode of the descriptor is the mode that the file is made with (less the umask): never more than 0660.
    if (::fchmod(socket.get(), 0660) != 0 || ::bind(socket.get(), generic(address), sizeof address) != 0)
        return failure(path, "cannot be bound", errno);
    // In its unit the agent is of that group already, and may not chown(2).
    if (const auto group = tandemGroup();
        group && *group != ::getegid() && ::lchown(path.c_str(), static_cast<uid_t>(-1), *group) != 0)
        logTo(Severity::Warning, path + ": cannot be given to the group tandem: " + std::strerror(errno));
    if (::chmod(path.c_str(), 0660) != 0 || ::listen(socket.get(), backlog) != 0)
        return failure(path, "cannot be listened on", errno);
    if (!QLocalServer::listen(socket.get()))
        return fail(ErrorCode::System, path, errorString().toStdString());
    socket.release();
    return {};
}

} // namespace tandem::agent
