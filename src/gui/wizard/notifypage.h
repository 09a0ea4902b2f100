// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/wizard/draftpage.h"

#include <memory>

namespace Ui {
class NotifyForm;
}

namespace tandem::gui {

/// The script that is told of each change.
class NotifyPage : public DraftPage
{
    Q_OBJECT

public:
    explicit NotifyPage(ClusterDraft &draft, QWidget *parent = nullptr);
    ~NotifyPage() override;

protected:
    void showDraft() override;

private:
    void write();

    std::unique_ptr<Ui::NotifyForm> m_ui;
    bool m_showing = false; ///< what changes is not the user's doing
};

} // namespace tandem::gui
