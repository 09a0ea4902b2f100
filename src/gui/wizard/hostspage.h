// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/theme.h"
#include "gui/wizard/answersmodel.h"
#include "gui/wizard/draftpage.h"
#include "preflight/inquiry.h"

#include <memory>
#include <string>

namespace Ui {
class HostsForm;
}

namespace tandem::gui {

/// Asks the hosts whether they are ready for the cluster file, where there are helpers already. One may go on without.
class HostsPage : public DraftPage
{
    Q_OBJECT

public:
    HostsPage(ClusterDraft &draft, const Theme &theme, QWidget *parent = nullptr);
    ~HostsPage() override;

    /// Where this computer's certificate, key and pinned peers are.
    void setIdentityDirectory(const QString &directory) { m_identityDirectory = directory; }
    /// As if they had been given: for pictures and tests.
    void show(std::vector<preflight::Answer> answers);

protected:
    void showDraft() override {}

private:
    void ask(const std::string &code);
    void take(const std::string &code);
    void onDraftChanged();
    void onCurrent(const QModelIndex &index);
    void summarize();

    std::unique_ptr<Ui::HostsForm> m_ui;
    AnswersModel m_answers;
    QString m_identityDirectory;
    std::string m_asked; ///< the draft's text when the hosts were asked
    std::unique_ptr<preflight::Inquiry> m_inquiry;
};

} // namespace tandem::gui
