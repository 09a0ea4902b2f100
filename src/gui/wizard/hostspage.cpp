// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/hostspage.h"

#include "preflight/digest.h"
#include "rpc/tlsidentity.h"
#include "wizard/ui_hostsform.h"

#include <utility>

namespace tandem::gui {

namespace {

using preflight::Outcome;

} // namespace

HostsPage::HostsPage(ClusterDraft &draft, const Theme &theme, QWidget *parent)
    : DraftPage(draft, std::nullopt, parent), m_ui(std::make_unique<Ui::HostsForm>()), m_answers(theme)
{
    setTitle(tr("Hosts"));
    setSubTitle(tr("Are hosts and network ready? Their helpers are asked; nothing is changed. You can go on without."));
    auto *form = new QWidget;
    m_ui->setupUi(form);
    m_ui->answers->setModel(&m_answers);
    connect(m_ui->ask, &QPushButton::clicked, this, [this] { ask({}); });
    connect(m_ui->again, &QPushButton::clicked, this, [this] { ask(m_answers.codeAt(m_ui->answers->currentIndex())); });
    connect(m_ui->answers->selectionModel(), &QItemSelectionModel::currentChanged, this, &HostsPage::onCurrent);
    connect(&draft, &ClusterDraft::changed, this, &HostsPage::onDraftChanged);
    m_ui->again->setEnabled(false);
    summarize();
    setForm(form);
}

HostsPage::~HostsPage() = default;

/// An empty code asks everything.
void HostsPage::ask(const std::string &code)
{
    if (m_inquiry)
        return;
    auto identity = rpc::loadIdentity(m_identityDirectory.toStdString());
    if (!identity) {
        m_ui->summary->setText(tr("%1 To begin with, pair this computer with each host: tandemctl pair HOST")
                                   .arg(QString::fromStdString(describe(identity.error())) + QStringLiteral(".")));
        return;
    }
    m_asked = draft().text();
    m_inquiry = std::make_unique<preflight::Inquiry>(draft().cluster(), preflight::digestOf(m_asked),
                                                     std::move(*identity), "tandem");
    connect(m_inquiry.get(), &preflight::Inquiry::finished, this, [this, code] { take(code); });
    m_ui->ask->setEnabled(false);
    m_ui->again->setEnabled(false);
    m_ui->summary->setText(tr("The hosts are asked; it takes up to ten seconds …"));
    m_inquiry->start(code.empty() ? std::vector<std::string>{} : std::vector{code});
}

void HostsPage::take(const std::string &code)
{
    auto answers = m_inquiry->answers();
    m_inquiry.release()->deleteLater(); // it is what calls
    m_ui->ask->setEnabled(true);
    if (m_asked != draft().text()) // it was edited meanwhile
        return onDraftChanged();
    if (code.empty())
        show(std::move(answers));
    else
        m_answers.setAnswers(code, answers);
    onCurrent(m_ui->answers->currentIndex());
    summarize();
}

void HostsPage::show(std::vector<preflight::Answer> answers)
{
    m_asked = draft().text();
    m_answers.setAnswers(std::move(answers));
    for (int row = 0; row < m_answers.rowCount(); ++row)
        m_ui->answers->setExpanded(m_answers.index(row, 0), !m_answers.isFine(row));
    summarize();
}

/// What was said is not of this file.
void HostsPage::onDraftChanged()
{
    if (m_answers.isEmpty() || m_asked == draft().text())
        return;
    m_answers.clear();
    m_ui->again->setEnabled(false);
    m_ui->reason->clear();
    summarize();
}

void HostsPage::onCurrent(const QModelIndex &index)
{
    m_ui->again->setEnabled(!m_inquiry && !m_answers.codeAt(index).empty());
    m_ui->reason->setText(m_answers.reasonAt(index));
}

void HostsPage::summarize()
{
    m_ui->answers->setVisible(!m_answers.isEmpty());
    m_ui->reason->setVisible(!m_answers.isEmpty());
    m_ui->again->setVisible(!m_answers.isEmpty());
    m_ui->room->setVisible(m_answers.isEmpty());
    if (m_answers.isEmpty()) {
        m_ui->summary->setText(tr("Nobody was asked yet."));
        return;
    }
    const int errors = m_answers.count(Outcome::Error);
    const int warnings = m_answers.count(Outcome::Warning);
    const int open = m_answers.count(Outcome::NotKnown);
    if (errors + warnings + open == 0)
        m_ui->summary->setText(tr("All is well."));
    else
        m_ui->summary->setText(tr("%1, %2, %3")
                                   .arg(tr("%n error(s)", nullptr, errors), tr("%n warning(s)", nullptr, warnings),
                                        tr("%n not known", nullptr, open)));
}

} // namespace tandem::gui
