// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/wizard/draftpage.h"

#include <memory>

namespace Ui {
class MaxScaleForm;
}

namespace tandem::gui {

/// Where MaxScale is asked, with which accounts, and who decides about failovers of the database.
class MaxScalePage : public DraftPage
{
    Q_OBJECT

public:
    explicit MaxScalePage(ClusterDraft &draft, QWidget *parent = nullptr);
    ~MaxScalePage() override;

protected:
    void showDraft() override;
    QStringList fieldTroubles() const override;

private:
    void write();
    void writeAccounts();
    std::vector<std::uint16_t> ports() const; ///< those of the field that are some

    std::unique_ptr<Ui::MaxScaleForm> m_ui;
    bool m_showing = false; ///< what changes is not the user's doing
};

} // namespace tandem::gui
