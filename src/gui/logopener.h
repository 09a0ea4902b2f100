// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "keepalived/logreader.h"

#include <QObject>
#include <QStringList>
#include <memory>

class QThread;

namespace tandem::gui {

/// Whether a file is a log of Keepalived, by its first lines; false where it cannot be read.
bool isKeepalivedLog(const QString &file);

/// Reads logs in a thread of its own: ten megabytes take a second. For one use.
class LogOpener : public QObject
{
    Q_OBJECT

public:
    explicit LogOpener(QStringList files, QObject *parent = nullptr);
    ~LogOpener() override; ///< waits for the thread

    void start();
    /// With finished(): one history of all files, or why there is none.
    Result<keepalived::LogHistory> &result() { return *m_result; }

signals:
    void finished();

private:
    QStringList m_files;
    std::unique_ptr<Result<keepalived::LogHistory>> m_result;
    std::unique_ptr<QThread> m_thread;
};

} // namespace tandem::gui
