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

/// Opens cluster files: reads, connects, and gives the window what to show.
class Desktop : public QObject
{
    Q_OBJECT

public:
    Desktop(const Options &options, Theme &theme, QObject *parent = nullptr);
    ~Desktop() override;

    MainWindow &window() { return m_window; }
    void open(const QString &file);

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
    QString whom() const;
    void showErrors(const QString &title, const std::vector<Error> &errors);

    QString m_identityDirectory;
    QString m_file;
    MainWindow m_window;
    std::unique_ptr<FleetSource> m_source;
    std::vector<Error> m_errors;
    ExitCode m_outcome = ExitCode::Done;
};

} // namespace tandem::gui
