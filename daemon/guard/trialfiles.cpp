// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/guard/trialfiles.h"

#include "base/descriptor.h"
#include "config/clusterfile.h"
#include "daemon/channel/fileorders.h"
#include "daemon/channel/reader.h"
#include "daemon/channel/writer.h"
#include "daemon/guard/apart.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace tandem::guard {

namespace {

constexpr mode_t trialMode = 0640; // the agent reads it, by its group

Failure failedAt(const std::string &path, const std::string &what)
{
    return fail(ErrorCode::Refused, path, what + ": " + std::strerror(errno));
}

std::string directoryOf(const std::string &path)
{
    const auto parent = std::filesystem::path(path).parent_path().string();
    return parent.empty() ? "." : parent;
}

/// A regular file, never what a link points to.
Result<std::string> readPlain(const std::string &path, std::optional<uid_t> owner)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!file)
        return failedAt(path, "cannot be read");
    struct stat about = {};
    if (fstat(file.get(), &about) != 0 || !S_ISREG(about.st_mode) || about.st_nlink != 1 ||
        (owner && about.st_uid != *owner))
        return fail(ErrorCode::Refused, path, "is no file of its own");
    std::string text;
    std::array<char, 16 * 1024> part{};
    while (text.size() <= config::longestClusterFile) {
        const ssize_t size = read(file.get(), part.data(), part.size());
        if (size < 0)
            return failedAt(path, "cannot be read");
        if (size == 0)
            return text;
        text.append(part.data(), static_cast<std::size_t>(size));
    }
    return fail(ErrorCode::Refused, path, "is longer than 1 MiB", "is it the right file?");
}

/// A new file, on disk when it returns: one that is there already may have somebody else's hand on it.
Result<void> writeNew(const std::string &path, const std::string &text, mode_t mode, gid_t group)
{
    unlink(path.c_str());
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file)
        return failedAt(path, "cannot be made");
    [[maybe_unused]] const int given = fchown(file.get(), static_cast<uid_t>(-1), group); // where this user may
    for (std::size_t written = 0; written < text.size();) {
        const ssize_t size = write(file.get(), text.data() + written, text.size() - written);
        if (size <= 0)
            return failedAt(path, "cannot be written");
        written += static_cast<std::size_t>(size);
    }
    if (fchmod(file.get(), mode) != 0 || fsync(file.get()) != 0)
        return failedAt(path, "cannot be written");
    return {};
}

Result<void> putInPlace(const std::string &fresh, const std::string &path)
{
    if (rename(fresh.c_str(), path.c_str()) != 0) {
        auto failure = failedAt(path, "cannot be replaced");
        unlink(fresh.c_str());
        return failure;
    }
    const Descriptor directory(::open(directoryOf(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory)
        fsync(directory.get());
    return {};
}

} // namespace

std::string offeredFile(const engine::Options &options)
{
    return options.runDir + "/offered.toml";
}

std::string trialFile(const engine::Options &options)
{
    return options.runDir + "/trial.toml";
}

Result<std::string> readOffered(const engine::Options &options)
{
    return readPlain(offeredFile(options), std::nullopt);
}

Result<void> checkReplaceable(const std::string &clusterFile)
{
    const std::string directory = directoryOf(clusterFile);
    struct stat file = {};
    struct stat around = {};
    const bool known = lstat(clusterFile.c_str(), &file) == 0 && stat(directory.c_str(), &around) == 0;
    const uid_t self = geteuid();
    const bool isOwn = self == 0 || file.st_uid == self || around.st_uid == self || (around.st_mode & S_ISVTX) == 0;
    if (known && isOwn && faccessat(AT_FDCWD, directory.c_str(), W_OK, AT_EACCESS) == 0)
        return {};
    return fail(ErrorCode::Refused, clusterFile, "tandemd may not replace this file, so no roll-out is taken",
                "to allow it, as root: chown tandemd " + directory);
}

Result<void> writeTrial(const engine::Options &options, const std::string &text)
{
    const std::string path = trialFile(options);
    struct stat directory = {};
    const gid_t group = stat(options.runDir.c_str(), &directory) == 0 ? directory.st_gid : getegid();
    if (const auto written = writeNew(path + ".new", text, trialMode, group); !written)
        return written;
    return putInPlace(path + ".new", path);
}

Result<void> keepTrial(const engine::Options &options)
{
    const auto text = readPlain(trialFile(options), geteuid());
    if (!text)
        return Failure(text.error());
    struct stat before = {};
    if (stat(options.cluster.c_str(), &before) != 0)
        return failedAt(options.cluster, "cannot be looked at");
    const std::string fresh = options.cluster + ".new";
    if (const auto written = writeNew(fresh, *text, before.st_mode & 07777U, before.st_gid); !written)
        return written;
    return putInPlace(fresh, options.cluster);
}

Result<void> keepTrialApart(const engine::Options &options)
{
    const auto octets = doApart([&] {
        channel::FileAnswer answer;
        if (const auto kept = keepTrial(options); !kept)
            answer.refusal = kept.error();
        channel::Writer out;
        channel::write(out, answer);
        return out.take();
    });
    if (!octets)
        return Failure(octets.error());
    channel::Reader in(*octets);
    const auto answer = channel::readFileAnswer(in);
    if (in.failed())
        return fail(ErrorCode::System, options.cluster, "was not replaced in time");
    return answer.refusal ? Result<void>(Failure(*answer.refusal)) : Result<void>();
}

void forgetTrial(const engine::Options &options)
{
    unlink(trialFile(options).c_str());
}

} // namespace tandem::guard
