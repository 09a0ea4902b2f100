// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/filediff.h"

#include "cli/table.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryFile>
#include <algorithm>
#include <sys/stat.h>

namespace tandem::cli {

namespace {

constexpr qint64 longestFile = 16 * 1024 * 1024;
constexpr int longestRun = 10'000; // milliseconds

bool isControl(char c)
{
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
}

/// `from` is a file's path; `to` goes to diff's standard input.
Result<std::string> runDiff(const QString &from, const std::string &name, const std::string &to,
                            const std::string &toName)
{
    QProcess diff;
    diff.start("diff", {"-u", "--label", QString::fromStdString(name), "--label", QString::fromStdString(toName), "--",
                        from, "-"});
    diff.write(to.data(), static_cast<qint64>(to.size()));
    diff.closeWriteChannel();
    if (!diff.waitForFinished(longestRun) || diff.exitStatus() != QProcess::NormalExit || diff.exitCode() > 1)
        return fail(ErrorCode::System, "diff", diff.errorString().toStdString(), "install diffutils");
    std::string lines = diff.readAllStandardOutput().toStdString();
    std::ranges::replace_if(lines, isControl, '?'); // they go to a terminal
    return lines;
}

Result<std::string> readOld(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > longestFile)
        return fail(ErrorCode::BadFile, path.toStdString(),
                    file.isOpen() ? "is larger than 16 MiB" : file.errorString().toStdString());
    return file.readAll().toStdString();
}

Result<std::string> changedText(const QString &path, const std::string &name, const std::string &old,
                                const std::string &wanted, bool secret)
{
    if (!secret)
        return runDiff(path, name, wanted, name + " (generated)");
    const std::string before = withoutPasswords(old), after = withoutPasswords(wanted);
    if (!name.ends_with("keepalived.conf") || before == after)
        return printable(name) + ": a secret in it differs, or the whole of it; it is not shown\n";
    return differenceBetween(before, after, name, name + " (generated)");
}

} // namespace

Result<std::string> differenceBetween(const std::string &from, const std::string &to, const std::string &fromName,
                                      const std::string &toName)
{
    QTemporaryFile before;
    if (!before.open() || before.write(from.data(), static_cast<qint64>(from.size())) < 0 || !before.flush())
        return fail(ErrorCode::System, "a temporary file", before.errorString().toStdString());
    return runDiff(before.fileName(), fromName, to, toName);
}

Result<std::string> differenceOf(const std::string &directory, const generate::File &file)
{
    const QString path = QString::fromStdString(directory + "/" + file.path);
    struct stat info = {};
    if (lstat(path.toUtf8().constData(), &info) != 0)
        return "not in " + printable(directory) + ": " + printable(file.path) + "\n";
    if (!S_ISREG(info.st_mode))
        return printable(file.path) + ": is no regular file there\n";
    const auto old = readOld(path);
    if (!old)
        return old;
    std::string text;
    if ((info.st_mode & 07777U) != file.mode)
        text = QString("%1: mode %2 there, %3 generated\n")
                   .arg(QString::fromStdString(printable(file.path)))
                   .arg(info.st_mode & 07777U, 4, 8, QChar('0'))
                   .arg(file.mode, 4, 8, QChar('0'))
                   .toStdString();
    if (*old == file.bytes)
        return text;
    return changedText(path, file.path, *old, file.bytes, file.isSecret()).map([&](const std::string &lines) {
        return text + lines;
    });
}

std::string withoutPasswords(const std::string &text)
{
    static const std::string key = "auth_pass";
    std::string masked;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto found = text.find(key, at);
        if (found == std::string::npos)
            break;
        const auto end = std::min(text.find('\n', found), text.size());
        masked += text.substr(at, found + key.size() - at) + " (not shown)";
        at = end;
    }
    return masked + text.substr(std::min(at, text.size()));
}

} // namespace tandem::cli
