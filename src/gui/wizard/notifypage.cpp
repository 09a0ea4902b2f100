// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/notifypage.h"

#include "wizard/ui_notifyform.h"

namespace tandem::gui {

NotifyPage::NotifyPage(ClusterDraft &draft, QWidget *parent)
    : DraftPage(draft, DraftPart::Notify, parent), m_ui(std::make_unique<Ui::NotifyForm>())
{
    setTitle(tr("Notify"));
    setSubTitle(tr("A script of yours that is told of each change. Tandem needs none to do its work."));
    auto *form = new QWidget;
    m_ui->setupUi(form);
    connect(m_ui->script, &QLineEdit::textEdited, this, &NotifyPage::write);
    showDraft();
    setForm(form);
}

NotifyPage::~NotifyPage() = default;

void NotifyPage::showDraft()
{
    if (!m_showing)
        m_ui->script->setText(QString::fromStdString(draft().cluster().notifyScript));
}

void NotifyPage::write()
{
    m_showing = true;
    draft().edit(
        [this](config::Cluster &cluster) { cluster.notifyScript = m_ui->script->text().trimmed().toStdString(); });
    m_showing = false;
}

} // namespace tandem::gui
