// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/savedmode.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>

namespace tandem::fakes {

SavedMode::SavedMode(QString directory)
    : m_path(directory.isEmpty() ? QString() : directory + "/maxscale.cnf.d/maxscale.cnf")
{
}

std::optional<bool> SavedMode::load() const
{
    QFile file(m_path);
    if (m_path.isEmpty() || !file.open(QIODevice::ReadOnly))
        return std::nullopt;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("passive="))
            return line == "passive=true";
    }
    return std::nullopt;
}

Result<void> SavedMode::save(bool passive) const
{
    if (m_path.isEmpty())
        return {};
    QDir().mkpath(QFileInfo(m_path).path());
    QSaveFile file(m_path);
    if (!file.open(QIODevice::WriteOnly) ||
        file.write(passive ? "[maxscale]\npassive=true\n" : "[maxscale]\npassive=false\n") < 0 || !file.commit())
        return fail(ErrorCode::System, m_path.toStdString(), file.errorString().toStdString());
    return {};
}

} // namespace tandem::fakes
