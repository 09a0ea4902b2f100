// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/actions/outcomestrip.h"

#include "gui/restyle.h"
#include "gui/stateglyph.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace tandem::gui {

OutcomeStrip::OutcomeStrip(const Theme &theme, QWidget *parent)
    : QFrame(parent), m_glyph(new StateGlyph(theme, nullptr, 16)), m_title(new QLabel), m_text(new QLabel),
      m_dismiss(new QPushButton(tr("Dismiss")))
{
    setProperty("role", QStringLiteral("outcome"));
    m_title->setProperty("role", QStringLiteral("title"));
    m_dismiss->setProperty("role", QStringLiteral("link"));
    m_text->setWordWrap(true);
    for (QLabel *label : {m_title, m_text}) {
        label->setTextFormat(Qt::PlainText); // an agent's words are words
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(16, 6, 10, 6);
    row->setSpacing(10);
    row->addWidget(m_glyph);
    row->addWidget(m_title);
    row->addWidget(m_text, 1);
    row->addWidget(m_dismiss);
    m_time.setSingleShot(true);
    connect(&m_time, &QTimer::timeout, this, &OutcomeStrip::dismissed);
    connect(m_dismiss, &QPushButton::clicked, this, &OutcomeStrip::dismissed);
}

void OutcomeStrip::setOutcome(ActionDesk::Stage stage, const ActionText::Outcome &words, int lastsMs)
{
    const bool failed = stage == ActionDesk::Stage::Failed;
    restyle(this, "stage", failed ? QStringLiteral("failed") : QString());
    restyle(m_title, "tone", failed ? QStringLiteral("fault") : QString());
    const bool underWay = stage == ActionDesk::Stage::UnderWay;
    m_glyph->setAppearance(failed     ? Appearance::Fault
                           : underWay ? Appearance::Unknown
                                      : Appearance::Action,
                           failed     ? tr("Not done")
                           : underWay ? tr("Under way")
                                      : tr("Done"));
    m_title->setText(words.title);
    m_text->setText(words.text);
    m_dismiss->setVisible(!underWay);
    m_dismiss->setAccessibleName(tr("Dismiss: %1").arg(words.title));
    setAccessibleName(words.text.isEmpty() ? words.title : tr("%1: %2").arg(words.title, words.text));
    if (lastsMs > 0)
        m_time.start(lastsMs);
    else
        m_time.stop();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

} // namespace tandem::gui
