// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/actions/outcomes.h"

#include "gui/actions/outcomestrip.h"

#include <QVBoxLayout>

namespace tandem::gui {

Outcomes::Outcomes(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    hide();
}

void Outcomes::tell(const QString &node, ActionDesk::Stage stage, const ActionText::Outcome &words)
{
    OutcomeStrip *&strip = m_strips[node];
    if (strip == nullptr) {
        strip = new OutcomeStrip(m_theme);
        layout()->addWidget(strip);
        connect(strip, &OutcomeStrip::dismissed, this, [this, node] { drop(node); });
    }
    strip->show();
    strip->setOutcome(stage, words, stage == ActionDesk::Stage::Done ? m_doneLastsMs : 0);
    show();
    emit changed();
}

void Outcomes::drop(const QString &node)
{
    const auto found = m_strips.find(node);
    if (found == m_strips.end())
        return;
    found->second->hide();
    found->second->deleteLater(); // it is the sender
    m_strips.erase(found);
    setVisible(!m_strips.empty());
    emit changed();
}

void Outcomes::clear()
{
    while (!m_strips.empty())
        drop(m_strips.begin()->first);
}

} // namespace tandem::gui
