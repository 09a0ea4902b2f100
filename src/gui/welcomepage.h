// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <memory>

namespace Ui {
class WelcomePage;
}

namespace tandem::gui {

/// Without a cluster file: what this will show, and how to get there.
class WelcomePage : public QWidget
{
    Q_OBJECT

public:
    explicit WelcomePage(QWidget *parent = nullptr);
    ~WelcomePage() override;

signals:
    void openRequested();
    void setUpRequested();

private:
    std::unique_ptr<Ui::WelcomePage> m_ui;
};

} // namespace tandem::gui
