// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/actions/actiondesk.h"
#include "gui/theme.h"

#include <QFrame>
#include <QTimer>

class QLabel;
class QPushButton;

namespace tandem::gui {

class StateGlyph;

/// How one action stands or went: shape, word, error and fix.
class OutcomeStrip : public QFrame
{
    Q_OBJECT

public:
    explicit OutcomeStrip(const Theme &theme, QWidget *parent = nullptr);

    /// `lastsMs`: dismisses itself after this; 0: a person does.
    void setOutcome(ActionDesk::Stage stage, const ActionText::Outcome &words, int lastsMs);

signals:
    void dismissed();

private:
    StateGlyph *m_glyph;
    QLabel *m_title;
    QLabel *m_text;
    QPushButton *m_dismiss;
    QTimer m_time;
};

} // namespace tandem::gui
