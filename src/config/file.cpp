// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace tandem::config {

OpenFile::OpenFile(OpenFile &&other) noexcept
    : m_path(std::move(other.m_path)), m_fd(std::exchange(other.m_fd, -1)), m_mode(other.m_mode)
{
}

OpenFile::~OpenFile()
{
    if (m_fd >= 0)
        close(m_fd);
}

Result<std::string> OpenFile::read(std::size_t most) const
{
    std::string text(most, '\0');
    std::size_t filled = 0;
    while (filled < most) {
        const auto got = ::read(m_fd, text.data() + filled, most - filled);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return systemFailure(m_path);
        if (got == 0)
            break;
        filled += static_cast<std::size_t>(got);
    }
    text.resize(filled);
    return text;
}

Result<OpenFile> openFile(const std::string &path)
{
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return systemFailure(path);
    struct stat info = {};
    if (fstat(fd, &info) != 0) {
        const auto failure = systemFailure(path);
        close(fd);
        return failure;
    }
    return OpenFile(path, fd, info.st_mode);
}

Failure systemFailure(const std::string &path)
{
    switch (errno) {
    case ENOENT: return fail(ErrorCode::BadFile, path, "there is no such file", "create it, or correct the path");
    case EACCES:
    case EPERM:
        return fail(ErrorCode::BadFile, path, "this program may not read it",
                    "give its user the right to read it, here and in the directories above");
    case EISDIR: return fail(ErrorCode::BadFile, path, "this is a directory", "name a file in it");
    default: return fail(ErrorCode::BadFile, path, std::string("cannot be read: ") + std::strerror(errno), "");
    }
}

} // namespace tandem::config
