// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstddef>
#include <string>
#include <sys/stat.h>

namespace tandem::config {

/// A file open for reading.
class OpenFile
{
public:
    OpenFile(std::string path, int fd, mode_t mode) : m_path(std::move(path)), m_fd(fd), m_mode(mode) {}
    OpenFile(OpenFile &&other) noexcept;
    OpenFile &operator=(OpenFile &&) = delete;
    ~OpenFile();

    mode_t mode() const { return m_mode; }
    /// At most `most` bytes from its begin.
    Result<std::string> read(std::size_t most) const;

private:
    std::string m_path;
    int m_fd;
    mode_t m_mode;
};

/// BadFile with what errno says. Never waits: a FIFO opens at once.
Result<OpenFile> openFile(const std::string &path);

/// What errno says about a file, worded for the person who can mend it.
Failure systemFailure(const std::string &path);

} // namespace tandem::config
