// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/mode/savedsectionwatch.h"

#include "daemon/agent/mode/savedsection.h"

#include <QFile>
#include <QFileInfo>
#include <array>
#include <cerrno>
#include <pwd.h>
#include <string>
#include <unistd.h>
#include <utility>

namespace tandem::agent {

namespace {

using Kind = Observation::Kind;

constexpr auto unreadable = "unreadable";

std::string ownName()
{
    passwd entry{};
    passwd *found = nullptr;
    std::array<char, 4096> room{};
    if (::getpwuid_r(::geteuid(), &entry, room.data(), room.size(), &found) == 0 && found != nullptr)
        return found->pw_name;
    return "user " + std::to_string(::geteuid());
}

/// Who may not read it, and what of it helps: a group that may, unless that is root's.
std::string troubleWith(const std::string &path)
{
    QFileInfo obstacle(QString::fromStdString(path));
    while (!obstacle.exists() && !obstacle.isRoot()) // a directory on the way may not be entered
        obstacle.setFile(obstacle.path());
    const std::string user = ownName();
    const bool groupMay = obstacle.permission(obstacle.isDir() ? QFile::ExeGroup : QFile::ReadGroup);
    const std::string group = groupMay && obstacle.groupId() != 0 ? obstacle.group().toStdString() : std::string();
    return path + " may not be read by " + user + ": " +
           (group.empty()
                ? "its group may not read it either, so change the mode of " + obstacle.filePath().toStdString()
                : "add " + user + " to group " + group + " and restart tandem-agent");
}

struct Content
{
    std::optional<std::string> text; ///< a whole file, or nothing: what is cut off would seem not to be saved
    std::string trouble;             ///< it may be there, but not for us to read
};

Content contentOf(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    constexpr auto longest = static_cast<qint64>(SavedSectionWatch::longestFile);
    if (::access(path.c_str(), R_OK) != 0) // also where a directory on the way may not be entered
        return {std::nullopt, errno == EACCES ? troubleWith(path) : std::string()};
    if (!QFileInfo(file).isFile() || !file.open(QIODevice::ReadOnly) || file.size() > longest)
        return {};
    return {file.read(longest).toStdString(), {}};
}

Observation compare(const std::string &filePath, const std::string &savedPath)
{
    const Content file = contentOf(filePath);
    const Content saved = contentOf(savedPath);
    for (const auto &trouble : {file.trouble, saved.trouble}) {
        if (!trouble.empty())
            return {Kind::Good, unreadable,
                    "not checked whether MaxScale's saved [maxscale] section hides its file: " + trouble};
    }
    const auto hidden =
        file.text && saved.text ? hiddenParameters(*file.text, *saved.text) : std::vector<HiddenParameter>();
    return hidden.empty() ? Observation{Kind::Good, "ok", {}}
                          : Observation{Kind::Bad, "hidden", describe(hidden, filePath, savedPath)};
}

} // namespace

SavedSectionWatch::SavedSectionWatch(std::function<bool()> isLocal, QObject *parent, Clock clock)
    : QObject(parent), m_isLocal(std::move(isLocal)), m_clock(std::move(clock))
{
    connect(&m_errand, &Errand::done, this, &SavedSectionWatch::take);
}

void SavedSectionWatch::take(const Observation &seen)
{
    m_finding = seen.kind == Kind::Bad
                    ? std::optional(Finding{"maxscale-saved-section", model::AlarmSeverity::Warning, seen.evidence})
                    : std::nullopt;
    const std::string before = std::exchange(m_hindrance, seen.verdict == unreadable ? seen.evidence : std::string());
    if (!m_hindrance.empty() && m_hindrance != before)
        emit hindered(m_hindrance);
    emit looked();
}

void SavedSectionWatch::note(const maxscale::MaxScaleInfo &info, const std::vector<maxscale::Monitor> &monitors)
{
    const Instant now = m_clock();
    if (m_errand.isBusy() || (m_lookedAt && now - *m_lookedAt < every))
        return;
    m_lookedAt = now;
    if (!m_isLocal())
        return;
    m_errand.run([files = sectionFiles(info, monitors)] { return compare(files.file, files.saved); });
}

} // namespace tandem::agent
