// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/wizard/draftpage.h"

#include <memory>

namespace Ui {
class TimingForm;
}

namespace tandem::gui {

/// How fast a failover is, and what that takes.
class TimingPage : public DraftPage
{
    Q_OBJECT

public:
    explicit TimingPage(ClusterDraft &draft, QWidget *parent = nullptr);
    ~TimingPage() override;

protected:
    void showDraft() override;

private:
    void takeProfile(int row);
    void write();
    void showTimes();

    std::unique_ptr<Ui::TimingForm> m_ui;
    bool m_showing = false; ///< what changes is not the user's doing
};

} // namespace tandem::gui
