// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/exitcode.h"
#include "gui/commandline.h"
#include "gui/mainwindow.h"
#include "gui/theme.h"

#include <QObject>
#include <memory>

namespace tandem::gui {

class FleetSource;
class LogOpener;
class LogSource;

/// Opens cluster files: reads, connects, and gives the window what to show.
class Desktop : public QObject
{
    Q_OBJECT

public:
    Desktop(const Options &options, Theme &theme, QObject *parent = nullptr);
    ~Desktop() override;

    MainWindow &window() { return m_window; }
    /// One cluster file, or logs of Keepalived.
    void open(const QStringList &files);

    /// Every helper has answered or failed; true where there is nothing to wait for.
    bool isSettled() const;
    /// Why there is no cluster; empty where there is one.
    const std::vector<Error> &errors() const { return m_errors; }
    /// What a screenshot's exit code is by now.
    ExitCode outcome() const;

signals:
    void settled();

private:
    void openAgain();
    void openCluster(const QString &file);
    void openLogs();
    void showLogs();
    QString whom() const;
    void showErrors(const QString &title, const std::vector<Error> &errors);

    QString m_identityDirectory;
    QStringList m_files;
    MainWindow m_window;
    std::unique_ptr<FleetSource> m_source;
    std::unique_ptr<LogOpener> m_logOpener;
    std::unique_ptr<LogSource> m_logs;
    std::vector<Error> m_errors;
    ExitCode m_outcome = ExitCode::Done;
};

} // namespace tandem::gui
