// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/logopener.h"

#include "config/file.h"
#include "keepalived/loglines.h"

#include <QDate>
#include <QFile>
#include <QFileInfo>
#include <QThread>
#include <utility>
#include <vector>

namespace tandem::gui {

namespace {

constexpr int firstLines = 200; ///< of a journal that has others' lines too

Result<keepalived::LogHistory> readAll(const QStringList &files, const QDate &today)
{
    std::vector<keepalived::LogHistory> histories;
    for (const QString &path : files) {
        const auto file = config::openFile(path.toStdString());
        const auto text = file ? file->read(keepalived::longestLog + 1) : Result<std::string>(Failure(file.error()));
        if (!text)
            return Failure(text.error());
        keepalived::LogOptions options;
        options.today = {std::chrono::year(today.year()), std::chrono::month(static_cast<unsigned>(today.month())),
                         std::chrono::day(static_cast<unsigned>(today.day()))};
        options.node = QFileInfo(path).completeBaseName().toStdString(); // consoles name no host
        histories.push_back(keepalived::readLog(*text, options));
    }
    auto all = keepalived::joined(std::move(histories));
    if (all.events.empty())
        return fail(ErrorCode::BadFile, files.front().toStdString(), "its lines tell of no change",
                    "see tandemctl import --log, which counts what it could not use");
    return all;
}

} // namespace

bool isKeepalivedLog(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    for (int line = 0; line < firstLines && !file.atEnd(); ++line)
        if (keepalived::readLogLine(file.readLine(keepalived::longestLogLine).trimmed().toStdString()))
            return true;
    return false;
}

LogOpener::LogOpener(QStringList files, QObject *parent) : QObject(parent), m_files(std::move(files)) {}

LogOpener::~LogOpener()
{
    if (m_thread)
        m_thread->wait();
}

void LogOpener::start()
{
    m_thread.reset(QThread::create([this, files = m_files, today = QDate::currentDate()] {
        m_result = std::make_unique<Result<keepalived::LogHistory>>(readAll(files, today));
    }));
    connect(m_thread.get(), &QThread::finished, this, &LogOpener::finished);
    m_thread->start();
}

} // namespace tandem::gui
