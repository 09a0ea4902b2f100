// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/actions/actiontext.h"
#include "gui/theme.h"

#include <QDialog>
#include <memory>

namespace Ui {
class ConfirmDialog;
}

namespace tandem::gui {

/// Says what an action will do and which command does the same, before anything is done. Gets rid of itself when it
/// is closed; shown with open().
class ConfirmDialog : public QDialog
{
    Q_OBJECT

public:
    ConfirmDialog(const ActionText::Confirmation &words, const Theme &theme, QWidget *parent);
    ~ConfirmDialog() override;

private:
    void copyCommand();

    std::unique_ptr<Ui::ConfirmDialog> m_ui;
};

} // namespace tandem::gui
