// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/mode/savedsectionwatch.h"

#include "daemon/agent/mode/savedsection.h"

#include <QFile>
#include <QFileInfo>
#include <utility>

namespace tandem::agent {

namespace {

using Kind = Observation::Kind;

/// A whole file, or nothing: what is cut off would seem not to be saved.
std::optional<std::string> contentOf(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    constexpr auto longest = static_cast<qint64>(SavedSectionWatch::longestFile);
    if (!QFileInfo(file).isFile() || !file.open(QIODevice::ReadOnly) || file.size() > longest)
        return std::nullopt;
    return file.read(longest).toStdString();
}

Observation compare(const std::string &filePath, const std::string &savedPath)
{
    const auto file = contentOf(filePath);
    const auto saved = contentOf(savedPath);
    const auto hidden = file && saved ? hiddenParameters(*file, *saved) : std::vector<HiddenParameter>();
    return hidden.empty() ? Observation{Kind::Good, "ok", {}}
                          : Observation{Kind::Bad, "hidden", describe(hidden, filePath, savedPath)};
}

} // namespace

SavedSectionWatch::SavedSectionWatch(bool isLocal, QObject *parent, Clock clock, std::string filePath)
    : QObject(parent), m_isLocal(isLocal), m_clock(std::move(clock)), m_filePath(std::move(filePath))
{
    connect(&m_errand, &Errand::done, this, [this](const Observation &seen) {
        m_finding = seen.kind == Kind::Bad
                        ? std::optional(Finding{"maxscale-saved-section", model::AlarmSeverity::Warning, seen.evidence})
                        : std::nullopt;
        emit looked();
    });
}

void SavedSectionWatch::note(const maxscale::MaxScaleInfo &info)
{
    const Instant now = m_clock();
    if (!m_isLocal || info.persistDir.empty() || m_errand.isBusy() || (m_lookedAt && now - *m_lookedAt < every))
        return;
    m_lookedAt = now;
    m_errand.run([file = m_filePath, saved = info.persistDir + "/maxscale.cnf"] { return compare(file, saved); });
}

} // namespace tandem::agent
