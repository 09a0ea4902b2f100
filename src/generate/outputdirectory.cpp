// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/outputdirectory.h"

#include "base/descriptor.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace tandem::generate {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t mostOthers = 10'000;

Failure systemFailure(const std::string &place, int error)
{
    return fail(ErrorCode::BadFile, place, std::strerror(error));
}

Result<void> writeAll(int fd, const std::string &bytes, const std::string &place)
{
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t written = ::write(fd, bytes.data() + done, bytes.size() - done);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return systemFailure(place, errno);
        done += static_cast<std::size_t>(written);
    }
    return fsync(fd) == 0 ? Result<void>{} : systemFailure(place, errno);
}

/// Under another name first: whoever reads sees the old file or the new one.
Result<void> writeFile(const fs::path &to, const File &file)
{
    std::error_code error;
    fs::create_directories(to.parent_path(), error);
    if (error)
        return systemFailure(to.parent_path(), error.value());
    std::string name = (to.parent_path() / ("." + to.filename().string() + ".XXXXXX")).string();
    const Descriptor made(mkostemp(name.data(), O_CLOEXEC)); // of mode 0600
    if (!made)
        return systemFailure(to, errno);
    auto written = writeAll(made.get(), file.bytes, to);
    if (written && fchmod(made.get(), file.mode) != 0)
        written = systemFailure(to, errno);
    if (written && ::rename(name.c_str(), to.c_str()) != 0)
        written = systemFailure(to, errno);
    if (!written)
        ::unlink(name.c_str());
    return written;
}

bool isAsItShouldBe(const fs::path &path, const File &file)
{
    struct stat info = {};
    if (lstat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode) || (info.st_mode & 07777U) != file.mode ||
        info.st_size != static_cast<off_t>(file.bytes.size()))
        return false;
    const Descriptor there(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    std::string bytes(file.bytes.size() + 1, '\0');
    return there && ::read(there.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(file.bytes.size()) &&
           bytes.compare(0, file.bytes.size(), file.bytes) == 0;
}

} // namespace

OutputDirectory::OutputDirectory(std::string path) : m_path(std::move(path))
{
    while (m_path.size() > 1 && m_path.back() == '/')
        m_path.pop_back();
}

Result<void> OutputDirectory::create(const std::vector<File> &files) const
{
    std::error_code error;
    const auto status = fs::symlink_status(m_path, error);
    const bool there = fs::exists(status);
    if (there && !(fs::is_directory(status) && fs::is_empty(m_path, error)))
        return fail(ErrorCode::Refused, m_path, "is there already", "name a new directory, or give --force");
    std::string made = m_path + ".XXXXXX";
    if (mkdtemp(made.data()) == nullptr)
        return systemFailure(m_path, errno);
    Result<void> written;
    for (const auto &file : files) {
        if (written)
            written = writeFile(fs::path(made) / file.path, file);
    }
    if (written && chmod(made.c_str(), 0755) != 0)
        written = systemFailure(m_path, errno);
    if (written && ::rename(made.c_str(), m_path.c_str()) != 0)
        written = systemFailure(m_path, errno);
    if (!written)
        fs::remove_all(made, error);
    return written;
}

Result<void> OutputDirectory::replace(const std::vector<File> &files) const
{
    for (const auto &file : files) {
        const fs::path to = fs::path(m_path) / file.path;
        if (isAsItShouldBe(to, file))
            continue;
        if (const auto written = writeFile(to, file); !written)
            return written;
    }
    return {};
}

Result<std::vector<std::string>> OutputDirectory::others(const std::vector<File> &files) const
{
    std::set<std::string, std::less<>> ours;
    for (const auto &file : files)
        ours.insert(file.path);
    std::vector<std::string> found;
    std::error_code error;
    fs::recursive_directory_iterator at(m_path, error);
    for (; !error && at != fs::recursive_directory_iterator() && found.size() < mostOthers; at.increment(error)) {
        auto path = fs::path(at->path()).lexically_relative(m_path).string();
        if (!at->is_directory(error) && !ours.contains(path))
            found.push_back(std::move(path));
    }
    if (error)
        return systemFailure(m_path, error.value());
    std::ranges::sort(found);
    return found;
}

} // namespace tandem::generate
