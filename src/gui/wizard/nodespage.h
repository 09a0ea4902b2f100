// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/wizard/draftpage.h"

#include <memory>

namespace Ui {
class NodesForm;
}

namespace tandem::gui {

class NodesModel;

/// Which hosts there are.
class NodesPage : public DraftPage
{
    Q_OBJECT

public:
    explicit NodesPage(ClusterDraft &draft, QWidget *parent = nullptr);
    ~NodesPage() override;

protected:
    void showDraft() override;
    QStringList fieldTroubles() const override;

private:
    void refreshButtons();

    std::unique_ptr<Ui::NodesForm> m_ui;
    NodesModel *m_model;
};

} // namespace tandem::gui
