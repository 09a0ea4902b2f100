// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/rundirectory.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <net/if.h>
#include <optional>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tandem::engine {

namespace {

constexpr std::size_t longestRecord = 64 * 1024;

Failure failedAt(const std::string &path, const char *what)
{
    const bool refused = errno == EACCES || errno == EPERM || errno == EROFS;
    return fail(refused ? ErrorCode::NotAllowed : ErrorCode::System, path,
                std::string(what) + ": " + std::strerror(errno), "--run-dir names another directory");
}

/// mkdir -p
bool makeDirectories(const std::string &path)
{
    for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
        if (mkdir(path.substr(0, slash).c_str(), 0755) != 0 && errno != EEXIST)
            return false;
        if (slash == std::string::npos)
            return true;
    }
}

std::string readAll(const Descriptor &file)
{
    std::string text;
    std::array<char, 4096> part{};
    while (text.size() < longestRecord) {
        const ssize_t size = read(file.get(), part.data(), part.size());
        if (size <= 0)
            break;
        text.append(part.data(), static_cast<std::size_t>(size));
    }
    return text;
}

/// "eth0 10.77.0.100"
std::optional<VipPlace> placeOf(const std::string &line)
{
    const std::size_t space = line.find(' ');
    if (space == 0 || space >= IF_NAMESIZE) // npos too
        return std::nullopt;
    const auto address = IpAddress::parse(line.substr(space + 1));
    return address ? std::optional(VipPlace{line.substr(0, space), *address}) : std::nullopt;
}

} // namespace

Result<RunDirectory> RunDirectory::open(const std::string &path)
{
    if (const auto fits = socketAddress(path + "/engine.sock"); !fits)
        return Failure(fits.error());
    if (!makeDirectories(path))
        return failedAt(path, "cannot make the run directory");
    const std::string lockPath = path + "/tandemd.lock";
    Descriptor lock(::open(lockPath.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!lock)
        return failedAt(lockPath, "cannot open the lock");
    // Root by hand must not leave a lock that the service's own user cannot open.
    if (struct stat directory{}; geteuid() == 0 && stat(path.c_str(), &directory) == 0) {
        [[maybe_unused]] const int given = fchown(lock.get(), directory.st_uid, directory.st_gid);
    }
    if (flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return fail(ErrorCode::InUse, path, "another tandemd lives in this run directory",
                        "stop it, or give this one another --run-dir");
        return failedAt(lockPath, "cannot take the lock");
    }
    return RunDirectory(path, std::move(lock));
}

Result<sockaddr_un> RunDirectory::socketAddress(const std::string &path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return fail(ErrorCode::Usage, path,
                    "the path of the socket has " + std::to_string(path.size()) + " octets, and " +
                        std::to_string(sizeof address.sun_path - 1) + " are the most that a socket may have",
                    "choose a shorter --run-dir");
    std::copy(path.begin(), path.end(), address.sun_path);
    return address;
}

RunDirectory::Record RunDirectory::record() const
{
    Record record;
    const std::string path = m_path + "/vips";
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    struct stat about
    {
    };
    if (!file && errno == ENOENT)
        return record;
    if (!file || fstat(file.get(), &about) != 0 || !S_ISREG(about.st_mode) ||
        (geteuid() != 0 && about.st_uid != geteuid())) {
        record.trouble = path + " is not a file of this user: it is not believed";
        return record;
    }
    std::size_t unsound = 0;
    const std::string text = readAll(file);
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const auto place = placeOf(text.substr(begin, end - begin));
        begin = end + 1;
        if (place)
            record.places.push_back(*place);
        else
            ++unsound;
    }
    if (unsound == 0)
        return record;
    const std::string aside = path + ".corrupt";
    record.trouble = path + " is damaged (" + std::to_string(unsound) + " lines of it are none)" +
                     (rename(path.c_str(), aside.c_str()) == 0 ? ": it was set aside as " + aside : "");
    return record;
}

Result<void> RunDirectory::writeRecord(const std::vector<VipPlace> &places) const
{
    std::string text;
    for (const auto &place : places)
        text += place.dev + " " + place.address.toString() + "\n";
    const std::string path = m_path + "/vips";
    const std::string fresh = path + ".new";
    const Descriptor file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644));
    if (!file || write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        rename(fresh.c_str(), path.c_str()) != 0)
        return failedAt(path, "cannot write the record of VIPs");
    return {};
}

void RunDirectory::removeRecord() const
{
    unlink((m_path + "/vips").c_str());
}

} // namespace tandem::engine
