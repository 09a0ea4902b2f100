// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/wizard/draftpage.h"

#include <memory>

namespace Ui {
class NetworkForm;
}

namespace tandem::gui {

/// The VIPs, and how the hosts speak of them.
class NetworkPage : public DraftPage
{
    Q_OBJECT

public:
    explicit NetworkPage(ClusterDraft &draft, QWidget *parent = nullptr);
    ~NetworkPage() override;

protected:
    void showDraft() override;
    QStringList fieldTroubles() const override;

private:
    void showInstance();
    void write();
    void writePassword();
    const config::Instance *current() const;
    std::vector<config::VirtualAddress> addresses() const; ///< those of the field that are some

    std::unique_ptr<Ui::NetworkForm> m_ui;
    bool m_showing = false; ///< what changes is not the user's doing
};

} // namespace tandem::gui
