// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/draftpage.h"

#include <QFrame>
#include <QLabel>
#include <QVBoxLayout>

namespace tandem::gui {

namespace {

constexpr qsizetype mostShown = 4;
constexpr int padding = 12;
constexpr int sides = 10; // with the wizard's own: under the title

} // namespace

DraftPage::DraftPage(ClusterDraft &draft, std::optional<DraftPart> part, QWidget *parent)
    : QWizardPage(parent), m_draft(draft), m_part(part), m_box(new QFrame), m_text(new QLabel)
{
    m_box->setProperty("role", QStringLiteral("note"));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setObjectName(QStringLiteral("troubles"));
    m_text->setAccessibleName(tr("Still to be done"));
    auto *inside = new QVBoxLayout(m_box);
    inside->setContentsMargins(padding, padding, padding, padding);
    auto *caption = new QLabel(tr("Still to be done"));
    caption->setProperty("role", QStringLiteral("caption"));
    inside->addWidget(caption);
    inside->addWidget(m_text);
    connect(&m_draft, &ClusterDraft::changed, this, &DraftPage::refresh);
    connect(&m_draft, &ClusterDraft::replaced, this, [this] { showDraft(); });
}

void DraftPage::setForm(QWidget *form)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(sides, padding, sides, padding);
    column->setSpacing(padding);
    column->addWidget(form, 1);
    column->addWidget(m_box);
    refresh();
}

bool DraftPage::isComplete() const
{
    return troubles().isEmpty();
}

QStringList DraftPage::troubles() const
{
    QStringList all = fieldTroubles();
    if (!m_part || !all.isEmpty())
        return all; // the file's words say no more
    for (const Error &error : m_draft.mistakes(*m_part)) {
        const QString text = QString::fromStdString(error.text);
        all << (error.fix.empty() ? text : tr("%1; %2").arg(text, QString::fromStdString(error.fix)));
    }
    return all;
}

void DraftPage::refresh()
{
    QStringList all = troubles();
    m_box->setVisible(!all.isEmpty());
    const qsizetype more = all.size() - mostShown;
    if (more > 0) {
        all = all.first(mostShown);
        all << tr("and %n more", nullptr, static_cast<int>(more));
    }
    m_text->setText(all.join(QLatin1Char('\n')));
    emit completeChanged();
}

} // namespace tandem::gui
