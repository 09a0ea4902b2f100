// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/desktop.h"

#include "config/clusterfile.h"
#include "gui/actions/actiontext.h"
#include "gui/fleetsource.h"
#include "gui/logopener.h"
#include "gui/logsource.h"
#include "rpc/tlsidentity.h"

#include <QFileInfo>

namespace tandem::gui {

Desktop::Desktop(const Options &options, Theme &theme, QObject *parent)
    : QObject(parent), m_identityDirectory(options.identityDirectory), m_window(theme)
{
    m_window.resize(options.size);
    m_window.setPage(options.page);
    m_window.setIdentityDirectory(m_identityDirectory);
    connect(&m_window, &MainWindow::openRequested, this, &Desktop::open);
    connect(&m_window, &MainWindow::againRequested, this, &Desktop::openAgain);
    if (!options.files.isEmpty())
        open(options.files);
}

Desktop::~Desktop()
{
    m_window.showWelcome();
} // pages refer to the source, which goes first

void Desktop::openAgain()
{
    open(m_files);
}

void Desktop::open(const QStringList &files)
{
    m_window.showWelcome();
    m_source.reset();
    m_logOpener.reset();
    m_logs.reset();
    m_files = files;
    if (isKeepalivedLog(files.front()))
        return openLogs();
    if (files.size() > 1)
        return showErrors(tr("Several files"),
                          {{ErrorCode::BadFile, files.front().toStdString(), "this is no log of Keepalived",
                            "open one cluster file, or logs of Keepalived"}});
    openCluster(files.front());
}

void Desktop::openLogs()
{
    m_outcome = ExitCode::Done;
    m_errors.clear();
    m_logOpener = std::make_unique<LogOpener>(m_files);
    connect(m_logOpener.get(), &LogOpener::finished, this, &Desktop::showLogs);
    m_logOpener->start();
}

void Desktop::showLogs()
{
    auto history = std::move(m_logOpener->result());
    m_logOpener.release()->deleteLater(); // it is what calls
    if (!history) {
        showErrors(tr("Nothing to show"), {history.error()});
    } else {
        const QString name = m_files.size() == 1 ? QFileInfo(m_files.front()).fileName()
                                                 : tr("%n log(s)", nullptr, static_cast<int>(m_files.size()));
        m_logs = std::make_unique<LogSource>(std::move(*history), name.toStdString());
        m_window.showCluster(*m_logs);
    }
    emit settled();
}

void Desktop::openCluster(const QString &file)
{
    auto cluster = config::readClusterFile(file.toStdString());
    if (!cluster) {
        const auto count = static_cast<int>(cluster.error().errors.size());
        showErrors(tr("%1 has %n mistake(s)", nullptr, count).arg(QFileInfo(file).fileName()), cluster.error().errors);
        return;
    }
    auto identity = rpc::loadIdentity(m_identityDirectory.toStdString());
    if (!identity) {
        showErrors(tr("Without an identity no helper answers"), {identity.error()});
        return;
    }
    m_outcome = ExitCode::Done;
    m_errors.clear();
    m_source = std::make_unique<FleetSource>(std::make_unique<fleet::Fleet>(std::move(*cluster), std::move(*identity)));
    connect(m_source.get(), &ClusterSource::settledChanged, this, [this] {
        if (isSettled())
            emit settled();
    });
    m_window.showCluster(*m_source, *m_source, whom());
    m_source->start();
}

/// What names this cluster to tandemctl, from whatever directory it is started.
QString Desktop::whom() const
{
    QString words = QStringLiteral("--cluster ") + ActionText::shellWord(QFileInfo(m_files.front()).absoluteFilePath());
    if (m_identityDirectory != CommandLine::defaultIdentityDirectory())
        words +=
            QStringLiteral(" --identity ") + ActionText::shellWord(QFileInfo(m_identityDirectory).absoluteFilePath());
    return words;
}

void Desktop::showErrors(const QString &title, const std::vector<Error> &errors)
{
    m_errors = errors;
    m_outcome = errors.empty() ? ExitCode::BadFile : exitCodeOf(errors.front().code);
    m_window.showErrors(m_files.front(), title, errors);
}

bool Desktop::isSettled() const
{
    return m_logOpener == nullptr && (m_source == nullptr || m_source->settled());
}

ExitCode Desktop::outcome() const
{
    if (m_source == nullptr)
        return m_outcome;
    for (int node = 0; node < m_source->nodeCount(); ++node)
        if (m_source->isReached(node))
            return ExitCode::Done;
    return ExitCode::NotReached;
}

} // namespace tandem::gui
