// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/actions/actiondesk.h"
#include "gui/clustersource.h"
#include "gui/pages.h"
#include "gui/theme.h"

#include <QMainWindow>
#include <QTimer>
#include <map>
#include <memory>

class QAbstractButton;
class QStackedWidget;

namespace Ui {
class MainWindow;
}

namespace tandem::gui {

class AlarmStrip;
class ErrorPage;
class Outcomes;
class RailButton;
class TimelinePage;

/// The frame around the pages: header, rail, alarm strip. It shows one cluster, or why there is none.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(Theme &theme, QWidget *parent = nullptr);
    ~MainWindow() override;

    void showWelcome();
    void showErrors(const QString &file, const QString &title, const std::vector<Error> &errors);
    /// The source must outlive the window or the next call of showWelcome, showErrors or showCluster.
    void showCluster(const ClusterSource &source);
    /// With actions: `port` as `source`; `whom` names the cluster in commands, see ActionText::confirmation.
    void showCluster(const ClusterSource &source, ActionPort &port, const QString &whom);

    Page page() const { return m_page; }
    void setPage(Page page);
    TimelinePage *timeline() const { return m_timeline; }
    ActionDesk &actions() { return m_desk; }

    /// Where this computer's certificate, key and pinned peers are: for the wizard.
    void setIdentityDirectory(const QString &directory) { m_identityDirectory = directory; }

    void askForFile(); ///< opens the desktop's file dialog and returns at once
    void setUp();      ///< opens the wizard and returns at once

signals:
    void openRequested(const QStringList &files);
    void againRequested();

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void buildRail();
    void buildShortcuts();
    void buildPages(const ClusterSource &source);
    void dropPages();
    void refreshFrame();
    void refreshAlarms();
    void buildActions();
    void showMode();
    void placeStrips();
    void confirm(const ActionRequest &request);
    void paintIcons();
    void explain(const model::Alarm &alarm);

    Theme &m_theme;
    QString m_identityDirectory;
    ActionDesk m_desk;
    std::unique_ptr<Ui::MainWindow> m_ui;
    AlarmStrip *m_strip;
    Outcomes *m_outcomes;
    ErrorPage *m_errors;
    QWidget *m_welcome;
    std::map<Page, RailButton *> m_buttons;
    RailButton *m_clusterButton;
    const ClusterSource *m_source = nullptr;
    std::map<Page, QWidget *> m_pages;
    TimelinePage *m_timeline = nullptr;
    Page m_page = Page::Overview;
    QTimer m_refresh;
    QTimer m_seconds;
};

} // namespace tandem::gui
