// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/actions/confirmdialog.h"

#include "actions/ui_confirmdialog.h"
#include "gui/stateglyph.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QLabel>
#include <algorithm>

namespace tandem::gui {

namespace {

constexpr int textWidth = 440;
constexpr int widestCommand = 620;

} // namespace

ConfirmDialog::ConfirmDialog(const ActionText::Confirmation &words, const Theme &theme, QWidget *parent)
    : QDialog(parent), m_ui(std::make_unique<Ui::ConfirmDialog>())
{
    m_ui->setupUi(this);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("%1 – Tandem").arg(words.title));
    auto *glyph = new StateGlyph(theme, nullptr, 18);
    glyph->setAppearance(Appearance::Action, tr("Action"));
    m_ui->head->insertWidget(0, glyph);
    m_ui->title->setText(words.title);
    for (const QString &paragraph : words.paragraphs) {
        auto *label = new QLabel(paragraph);
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setMinimumWidth(textWidth);
        m_ui->paragraphs->addWidget(label);
    }
    m_ui->warning->setVisible(!words.warning.isEmpty());
    m_ui->warningText->setText(words.warning);
    auto *warns = new StateGlyph(theme, nullptr, 16);
    warns->setAppearance(Appearance::Fault, tr("Warning"));
    m_ui->warningRow->insertWidget(0, warns, 0, Qt::AlignTop);
    m_ui->command->setText(words.command);
    m_ui->command->setCursorPosition(0);
    m_ui->command->setToolTip(words.command);
    m_ui->command->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_ui->command->ensurePolished(); // the style sheet gives its size
    const int needed = m_ui->command->fontMetrics().horizontalAdvance(words.command) + 32; // padding, border, cursor
    m_ui->command->setMinimumWidth(std::min(needed, widestCommand));
    m_ui->act->setText(words.button);
    setAccessibleName(words.title);
    setAccessibleDescription(words.paragraphs.join(QLatin1Char(' ')) + QLatin1Char(' ') + words.warning);
    connect(m_ui->act, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_ui->cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_ui->copy, &QPushButton::clicked, this, &ConfirmDialog::copyCommand);
    m_ui->cancel->setDefault(true); // Return does no harm
    m_ui->cancel->setFocus();
}

ConfirmDialog::~ConfirmDialog() = default;

void ConfirmDialog::copyCommand()
{
    QGuiApplication::clipboard()->setText(m_ui->command->text());
    m_ui->copy->setText(tr("Copied"));
}

} // namespace tandem::gui
