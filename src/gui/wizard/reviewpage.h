// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/theme.h"
#include "gui/wizard/draftpage.h"

#include <memory>

namespace Ui {
class ReviewForm;
}

namespace tandem::gui {

/// The cluster file, what the linter says of it beside its lines, and where it is to be saved.
class ReviewPage : public DraftPage
{
    Q_OBJECT

public:
    ReviewPage(ClusterDraft &draft, const Theme &theme, QWidget *parent = nullptr);
    ~ReviewPage() override;

    void initializePage() override;
    QString file() const; ///< where to save it
    void setFile(const QString &file);
    void showFailure(const QString &text);

protected:
    void showDraft() override {}
    QStringList fieldTroubles() const override;

private:
    void showFindings();
    void markLine(int row);
    void askForFile();

    const Theme &m_theme;
    std::unique_ptr<Ui::ReviewForm> m_ui;
    std::vector<lint::Finding> m_findings;
    QString m_failure;
};

} // namespace tandem::gui
