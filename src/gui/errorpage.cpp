// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/errorpage.h"

#include "gui/stateglyph.h"
#include "ui_errorpage.h"

#include <QLabel>

namespace tandem::gui {

namespace {

QLabel *line(const std::string &text, const char *role)
{
    auto *label = new QLabel(QString::fromStdString(text));
    label->setProperty("role", QLatin1String(role));
    label->setTextFormat(Qt::PlainText); // words from a file are words, whatever they look like
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByKeyboard | Qt::TextSelectableByMouse);
    return label;
}

} // namespace

ErrorPage::ErrorPage(const Theme &theme, QWidget *parent) : QWidget(parent), m_ui(std::make_unique<Ui::ErrorPage>())
{
    m_ui->setupUi(this);
    auto *glyph = new StateGlyph(theme, nullptr, 24);
    glyph->setAppearance(Appearance::Fault, tr("Error"));
    m_ui->head->insertWidget(0, glyph);
    connect(m_ui->open, &QPushButton::clicked, this, &ErrorPage::openRequested);
    connect(m_ui->again, &QPushButton::clicked, this, &ErrorPage::againRequested);
}

ErrorPage::~ErrorPage() = default;

void ErrorPage::showErrors(const QString &title, const QString &text, const std::vector<Error> &errors)
{
    m_ui->title->setText(title);
    m_ui->text->setText(text);
    while (QLayoutItem *item = m_ui->list->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const Error &error : errors) {
        auto *note = new QFrame;
        note->setProperty("role", QStringLiteral("note"));
        auto *column = new QVBoxLayout(note);
        column->setContentsMargins(14, 10, 14, 10);
        column->setSpacing(3);
        if (!error.place.empty())
            column->addWidget(line(error.place, "caption"));
        column->addWidget(line(error.text, "title"));
        if (!error.fix.empty())
            column->addWidget(line(error.fix, ""));
        m_ui->list->addWidget(note);
    }
}

} // namespace tandem::gui
