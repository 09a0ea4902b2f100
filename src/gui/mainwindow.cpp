// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/mainwindow.h"

#include "gui/actions/confirmdialog.h"
#include "gui/actions/outcomes.h"
#include "gui/alarmstrip.h"
#include "gui/charts/chartspage.h"
#include "gui/errorpage.h"
#include "gui/events/eventspage.h"
#include "gui/format.h"
#include "gui/icons.h"
#include "gui/overview/headline.h"
#include "gui/overview/overviewpage.h"
#include "gui/railbutton.h"
#include "gui/restyle.h"
#include "gui/timeline/timelinepage.h"
#include "gui/welcomepage.h"
#include "gui/wizard/hostspage.h"
#include "gui/wizard/setupwizard.h"
#include "ui_mainwindow.h"

#include <algorithm>
#include <QButtonGroup>
#include <QDropEvent>
#include <QFileDialog>
#include <QMimeData>
#include <QShortcut>
#include <cstdlib>

namespace tandem::gui {

MainWindow::MainWindow(Theme &theme, QWidget *parent)
    : QMainWindow(parent), m_theme(theme), m_ui(std::make_unique<Ui::MainWindow>()), m_strip(new AlarmStrip(theme)),
      m_outcomes(new Outcomes(theme)), m_errors(new ErrorPage(theme)), m_clusterButton(new RailButton(theme, {}, {}))
{
    m_ui->setupUi(this);
    setWindowIcon(icons::application());
    setAcceptDrops(true);
    m_ui->stripColumn->addWidget(m_strip);
    m_ui->stripColumn->addWidget(m_outcomes);
    buildRail();
    auto *welcome = new WelcomePage;
    m_welcome = welcome;
    m_ui->stack->addWidget(welcome);
    m_ui->stack->addWidget(m_errors);
    connect(welcome, &WelcomePage::openRequested, this, &MainWindow::askForFile);
    connect(welcome, &WelcomePage::setUpRequested, this, &MainWindow::setUp);
    connect(m_errors, &ErrorPage::openRequested, this, &MainWindow::askForFile);
    connect(m_errors, &ErrorPage::againRequested, this, &MainWindow::againRequested);
    connect(m_strip, &AlarmStrip::whyAsked, this, &MainWindow::explain);
    connect(m_ui->alarms, &QPushButton::clicked, this, [this] { setPage(Page::Overview); });
    connect(m_ui->open, &QToolButton::clicked, this, &MainWindow::askForFile);
    connect(m_ui->scheme, &QToolButton::clicked, this,
            [this] { m_theme.setScheme(m_theme.scheme() == Scheme::Dark ? Scheme::Light : Scheme::Dark); });
    connect(&theme, &Theme::changed, this, &MainWindow::paintIcons);
    buildShortcuts();
    buildActions();
    paintIcons();

    m_refresh.setSingleShot(true);
    m_refresh.setInterval(100);
    connect(&m_refresh, &QTimer::timeout, this, &MainWindow::refreshFrame);
    connect(&m_seconds, &QTimer::timeout, this, &MainWindow::refreshFrame); // alarms age
    showWelcome();
}

MainWindow::~MainWindow() = default;

void MainWindow::buildRail()
{
    auto *group = new QButtonGroup(this);
    for (const Page page : allPages) {
        auto *button = new RailButton(m_theme, titleOf(page), nameOf(page));
        button->setToolTip(tr("Ctrl+%1").arg(static_cast<int>(page) + 1));
        group->addButton(button);
        m_ui->pages->addWidget(button);
        m_buttons[page] = button;
        connect(button, &RailButton::clicked, this, [this, page] { setPage(page); });
    }
    m_clusterButton->setCheckable(false);
    m_ui->clusters->addWidget(m_clusterButton);
    connect(m_clusterButton, &RailButton::clicked, this, [this] { setPage(Page::Overview); });
}

void MainWindow::buildShortcuts()
{
    for (const Page page : allPages) {
        auto *shortcut =
            new QShortcut(QKeySequence(static_cast<int>(Qt::CTRL) | (Qt::Key_1 + static_cast<int>(page))), this);
        connect(shortcut, &QShortcut::activated, this, [this, page] {
            setPage(page);
            m_ui->stack->currentWidget()->setFocus(Qt::ShortcutFocusReason); // pages pass it on to what has the keys
        });
    }
    connect(new QShortcut(QKeySequence::New, this), &QShortcut::activated, this, &MainWindow::setUp);
    connect(new QShortcut(QKeySequence::Open, this), &QShortcut::activated, this, &MainWindow::askForFile);
    connect(new QShortcut(QKeySequence::Quit, this), &QShortcut::activated, this, &QWidget::close);
}

void MainWindow::buildActions()
{
    connect(m_ui->readOnly, &QPushButton::toggled, &m_desk, &ActionDesk::setReadOnly);
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R), this), &QShortcut::activated, m_ui->readOnly,
            &QPushButton::click);
    connect(&m_desk, &ActionDesk::changed, this, &MainWindow::showMode);
    connect(&m_desk, &ActionDesk::told, m_outcomes, &Outcomes::tell);
    connect(m_outcomes, &Outcomes::changed, this, &MainWindow::placeStrips);
}

/// The switch says in word, shape and colour whether a click can do anything to the cluster.
void MainWindow::showMode()
{
    const bool readOnly = m_desk.isReadOnly();
    m_ui->readOnly->setVisible(m_desk.isOpen());
    m_ui->readOnly->setChecked(readOnly);
    m_ui->readOnly->setText(readOnly ? tr("Read-only") : tr("Actions on"));
    const QString hint = readOnly
                             ? tr("Nothing here can change the cluster. Click to allow actions (Ctrl+Shift+R)")
                             : tr("Actions are allowed, each after a question. Click for read-only (Ctrl+Shift+R)");
    m_ui->readOnly->setToolTip(hint);
    m_ui->readOnly->setAccessibleDescription(hint);
    paintIcons();
}

void MainWindow::confirm(const ActionRequest &request)
{
    auto *dialog = new ConfirmDialog(m_desk.confirmation(request), m_theme, this);
    connect(dialog, &QDialog::accepted, &m_desk, [this, request] { m_desk.carryOut(request); });
    dialog->open(); // no nested event loop
}

void MainWindow::paintIcons()
{
    const QColor ink = m_theme.color(Token::TextDim);
    m_ui->open->setIcon(QIcon(icons::pixmap(QStringLiteral("open"), ink, 18, devicePixelRatioF())));
    m_ui->scheme->setIcon(QIcon(icons::pixmap(QStringLiteral("scheme"), ink, 18, devicePixelRatioF())));
    const bool readOnly = m_desk.isReadOnly();
    m_ui->readOnly->setIcon(
        QIcon(icons::pixmap(readOnly ? QStringLiteral("locked") : QStringLiteral("unlocked"),
                            readOnly ? ink : m_theme.color(Token::Accent), 16, devicePixelRatioF())));
}

void MainWindow::dropPages()
{
    if (m_source != nullptr)
        disconnect(m_source, nullptr, this, nullptr);
    m_source = nullptr;
    m_timeline = nullptr;
    for (const auto &[page, widget] : m_pages)
        delete widget;
    m_pages.clear();
    m_refresh.stop();
    m_seconds.stop();
    for (ConfirmDialog *dialog : findChildren<ConfirmDialog *>())
        dialog->close(); // it speaks of another cluster
    m_desk.close();
    m_outcomes->clear();
    m_strip->setAlarms({}, 0);
    placeStrips();
    m_ui->rail->hide();
    for (const auto &[page, button] : m_buttons)
        button->setVisible(false);
    m_ui->clusterHeading->hide();
    m_clusterButton->hide();
    m_ui->alarms->hide();
    m_ui->foot->clear();
    m_ui->cluster->clear();
    setWindowTitle(tr("Tandem"));
}

void MainWindow::showWelcome()
{
    dropPages();
    m_ui->stack->setCurrentWidget(m_welcome);
    m_ui->stack->setFocus();
}

void MainWindow::showErrors(const QString &file, const QString &title, const std::vector<Error> &errors)
{
    dropPages();
    m_errors->showErrors(title, file, errors);
    m_ui->stack->setCurrentWidget(m_errors);
}

void MainWindow::showCluster(const ClusterSource &source, ActionPort &port, const QString &whom)
{
    showCluster(source);
    m_desk.open(source, port, whom);
}

void MainWindow::showCluster(const ClusterSource &source)
{
    dropPages();
    m_source = &source;
    buildPages(source);
    const auto later = [this] {
        if (!m_refresh.isActive())
            m_refresh.start();
    };
    connect(&source, &ClusterSource::nodeChanged, this, later);
    connect(&source, &ClusterSource::settledChanged, this, &MainWindow::refreshFrame);
    const QString name = QString::fromStdString(source.cluster().name);
    m_ui->cluster->setText(name);
    m_clusterButton->setText(name);
    m_ui->rail->show();
    m_ui->clusterHeading->setVisible(source.isLive());
    m_clusterButton->setVisible(source.isLive());
    setWindowTitle(tr("%1 – Tandem").arg(name));
    if (source.isLive())
        m_seconds.start(1000);
    refreshFrame();
    setPage(m_pages.contains(m_page) ? m_page : Page::Timeline);
    m_ui->stack->setFocus(); // nobody's, until a person presses a key
}

/// Of a past there are no states of now, and no charts.
void MainWindow::buildPages(const ClusterSource &source)
{
    m_timeline = new TimelinePage(source, m_theme);
    auto *events = new EventsPage(source, m_theme);
    m_pages = {{Page::Timeline, m_timeline}, {Page::Events, events}};
    if (source.isLive()) {
        auto *overview = new OverviewPage(source, m_desk, m_theme);
        connect(overview, &OverviewPage::actionAsked, this, &MainWindow::confirm);
        connect(overview, &OverviewPage::timeChosen, this, [this](std::int64_t ns) {
            setPage(Page::Timeline);
            m_timeline->goToTime(ns);
        });
        m_pages[Page::Overview] = overview;
        m_pages[Page::Charts] = new ChartsPage(source, m_theme);
    }
    for (const auto &[page, widget] : m_pages) {
        m_ui->stack->addWidget(widget);
        m_buttons[page]->setVisible(true);
    }
    connect(events, &EventsPage::eventActivated, this, [this](int index) {
        setPage(Page::Timeline);
        m_timeline->goTo(index);
    });
}

void MainWindow::setPage(Page page)
{
    const auto found = m_pages.find(page);
    if (!m_pages.empty() && found == m_pages.end())
        return; // a shortcut to a page that there is none of
    m_page = page;
    m_buttons[page]->setChecked(true);
    if (found != m_pages.end())
        m_ui->stack->setCurrentWidget(found->second);
}

void MainWindow::refreshFrame()
{
    if (m_source == nullptr)
        return;
    if (!m_source->isLive()) {
        m_ui->foot->setText(tr("Times are UTC\nout of logs"));
        return;
    }
    refreshAlarms();
    const Headline::Words words = Headline::of(*m_source);
    m_clusterButton->setAppearance(Headline::lookOf(*m_source), words.text);
    const auto bound = m_source->clockBound();
    if (!bound) {
        m_ui->foot->setText(tr("Times are UTC\nclocks not compared yet"));
        return;
    }
    const std::int64_t within = std::llabs(bound->offsetNs) + bound->errorNs;
    m_ui->foot->setText(tr("Times are UTC\nclocks within %1").arg(Format::duration(within)));
    m_ui->foot->setToolTip(
        tr("Clock offset %1 %2: the largest distance of a node's clock from this computer's, and how "
           "exactly it is known.")
            .arg(Format::duration(bound->offsetNs), Format::error(bound->errorNs)));
}

void MainWindow::refreshAlarms()
{
    const std::vector<model::Alarm> alarms = m_source->status().alarms;
    m_strip->setAlarms(alarms, m_source->nowNs());
    placeStrips();
    QString severity = QStringLiteral("none");
    for (const model::Alarm &alarm : alarms) {
        if (alarm.severity == model::AlarmSeverity::Critical)
            severity = QStringLiteral("critical");
        else if (severity == QLatin1String("none"))
            severity = QStringLiteral("warning");
    }
    m_ui->alarms->show();
    m_ui->alarms->setText(alarms.empty() ? tr("No alarm")
                                         : tr("%n alarm(s)", nullptr, static_cast<int>(alarms.size())));
    restyle(m_ui->alarms, "severity", severity);
}

void MainWindow::placeStrips()
{
    const bool any = !m_strip->isHidden() || !m_outcomes->isHidden();
    m_ui->stripColumn->setContentsMargins(16, any ? 16 : 0, 16, 0);
}

void MainWindow::explain(const model::Alarm &alarm)
{
    setPage(Page::Timeline);
    m_timeline->goToTime(alarm.sinceNs);
}

void MainWindow::setUp()
{
    auto *wizard = new SetupWizard(m_theme, this); // which closes away
    wizard->hosts()->setIdentityDirectory(m_identityDirectory);
    connect(wizard, &SetupWizard::saved, this, [this](const QString &file) { emit openRequested({file}); });
    wizard->open();
}

void MainWindow::askForFile()
{
    auto *dialog = new QFileDialog(
        this, tr("Open a cluster file, or logs of Keepalived"), QString(),
        tr("Cluster files (*.toml);;Logs of Keepalived (*.log *.txt messages* syslog*);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &MainWindow::openRequested);
    dialog->open(); // no nested event loop
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (!urls.isEmpty() && std::ranges::all_of(urls, &QUrl::isLocalFile))
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    QStringList files;
    for (const QUrl &url : event->mimeData()->urls())
        files << url.toLocalFile();
    emit openRequested(files);
}

void MainWindow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::ScreenChangeInternal)
        paintIcons(); // another screen, another resolution
    QMainWindow::changeEvent(event);
}

} // namespace tandem::gui
