// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "gui/theme.h"

#include <QWidget>
#include <memory>
#include <vector>

namespace Ui {
class ErrorPage;
}

namespace tandem::gui {

/// A file that cannot be used: every mistake with its place and what to do about it.
class ErrorPage : public QWidget
{
    Q_OBJECT

public:
    ErrorPage(const Theme &theme, QWidget *parent = nullptr);
    ~ErrorPage() override;

    void showErrors(const QString &title, const QString &text, const std::vector<Error> &errors);

signals:
    void openRequested();
    void againRequested();

private:
    std::unique_ptr<Ui::ErrorPage> m_ui;
};

} // namespace tandem::gui
