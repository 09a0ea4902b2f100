// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/welcomepage.h"

#include "gui/icons.h"
#include "ui_welcomepage.h"

namespace tandem::gui {

WelcomePage::WelcomePage(QWidget *parent) : QWidget(parent), m_ui(std::make_unique<Ui::WelcomePage>())
{
    m_ui->setupUi(this);
    m_ui->mark->setPixmap(icons::application().pixmap(QSize(72, 72), devicePixelRatioF()));
    connect(m_ui->open, &QPushButton::clicked, this, &WelcomePage::openRequested);
    connect(m_ui->setUp, &QPushButton::clicked, this, &WelcomePage::setUpRequested);
}

WelcomePage::~WelcomePage() = default;

} // namespace tandem::gui
