// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/wizard/draftpage.h"

#include <memory>

namespace Ui {
class StartForm;
}

namespace tandem::gui {

/// From nothing, or from the keepalived.conf of each host.
class StartPage : public DraftPage
{
    Q_OBJECT

public:
    explicit StartPage(ClusterDraft &draft, QWidget *parent = nullptr);
    ~StartPage() override;

    void addFiles(const QStringList &files);

protected:
    void showDraft() override {}
    QStringList fieldTroubles() const override;

private:
    void askForFiles();
    void removeFile();
    void choose();
    void import();

    std::unique_ptr<Ui::StartForm> m_ui;
    QStringList m_files;
    QStringList m_refused; ///< why nothing was imported
};

} // namespace tandem::gui
