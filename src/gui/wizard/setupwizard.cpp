// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/setupwizard.h"

#include "generate/outputdirectory.h"
#include "gui/restyle.h"
#include "gui/wizard/hostspage.h"
#include "gui/wizard/maxscalepage.h"
#include "gui/wizard/networkpage.h"
#include "gui/wizard/nodespage.h"
#include "gui/wizard/notifypage.h"
#include "gui/wizard/reviewpage.h"
#include "gui/wizard/startpage.h"
#include "gui/wizard/timingpage.h"

#include <QAbstractButton>
#include <QFileInfo>

namespace tandem::gui {

namespace {

constexpr QSize comfortable{860, 640};

/// The cluster file and its secrets beside it, each whole or not at all.
Result<void> save(const ClusterDraft &draft, const QString &file)
{
    const QFileInfo info(file);
    std::vector<generate::File> files;
    for (const auto &[name, secret] : draft.secrets())
        files.push_back({name, 0600, secret + "\n"});
    files.push_back({info.fileName().toStdString(), 0644, draft.text()});
    return generate::OutputDirectory(info.absolutePath().toStdString()).replace(files);
}

} // namespace

SetupWizard::SetupWizard(const Theme &theme, QWidget *parent)
    : QWizard(parent), m_start(new StartPage(m_draft)), m_hosts(new HostsPage(m_draft, theme)), m_review(new ReviewPage(m_draft, theme))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Set up a cluster – Tandem"));
    setWizardStyle(QWizard::ModernStyle);
    setOption(QWizard::NoBackButtonOnStartPage);
    setOption(QWizard::IndependentPages); // going back loses nothing
    addPage(m_start);
    addPage(new NodesPage(m_draft));
    addPage(new NetworkPage(m_draft));
    addPage(new MaxScalePage(m_draft));
    addPage(new TimingPage(m_draft));
    addPage(new NotifyPage(m_draft));
    addPage(m_hosts);
    addPage(m_review);
    setButtonText(QWizard::NextButton, tr("&Next"));
    setButtonText(QWizard::BackButton, tr("&Back"));
    setButtonText(QWizard::FinishButton, tr("&Save"));
    for (const auto which : {QWizard::NextButton, QWizard::FinishButton})
        restyle(button(which), "role", QStringLiteral("primary"));
    // With independent pages Qt prepares a page once; the file has to be read anew each time.
    connect(this, &QWizard::currentIdChanged, this, [this] {
        if (currentPage() == m_review)
            m_review->initializePage();
    });
    resize(comfortable);
}

void SetupWizard::accept()
{
    const QString file = m_review->file();
    if (const auto done = save(m_draft, file); !done) {
        m_review->showFailure(QString::fromStdString(describe(done.error())));
        return;
    }
    emit saved(file);
    QWizard::accept();
}

} // namespace tandem::gui
