// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFile>
#include <QTemporaryDir>
#include <csignal>
#include <string>

namespace tandem::test {

/// A directory of scripts of a test's making.
class Scripts
{
public:
    std::string path(const QString &name) const { return m_directory.filePath(name).toStdString(); }
    std::string directory() const { return m_directory.path().toStdString(); }
    /// The path of an executable script.
    std::string write(const QString &name, const QByteArray &body)
    {
        QFile file(m_directory.filePath(name));
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
            qFatal("the script cannot be written");
        file.write("#!/bin/bash\n" + body + "\n");
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return path(name);
    }
    QByteArray read(const QString &name) const
    {
        QFile file(m_directory.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    qsizetype lines(const QString &name) const { return read(name).count('\n'); }
    /// The process whose number stands in that file; 0 while it does not.
    pid_t pid(const QString &name) const { return static_cast<pid_t>(read(name).trimmed().toInt()); }

private:
    QTemporaryDir m_directory;
};

/// Gone, or dead and waiting for its parent (init's work, where it is not ours).
inline bool isGone(pid_t pid)
{
    if (::kill(pid, 0) != 0)
        return true;
    QFile stat(QStringLiteral("/proc/%1/stat").arg(pid));
    return !stat.open(QIODevice::ReadOnly) || stat.readAll().contains(") Z ");
}

} // namespace tandem::test
