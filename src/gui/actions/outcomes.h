// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/actions/actiondesk.h"
#include "gui/theme.h"

#include <QWidget>
#include <map>

namespace tandem::gui {

class OutcomeStrip;

/// How the actions went: a strip for each node's last one. What is done goes by itself, what failed stays until it is
/// dismissed.
class Outcomes : public QWidget
{
    Q_OBJECT

public:
    explicit Outcomes(const Theme &theme, QWidget *parent = nullptr);

    void tell(const QString &node, ActionDesk::Stage stage, const ActionText::Outcome &words);
    void clear();
    void setDoneLasts(int ms) { m_doneLastsMs = ms; }

signals:
    void changed(); ///< it is empty, or not any more

private:
    void drop(const QString &node);

    const Theme &m_theme;
    int m_doneLastsMs = 20'000;
    std::map<QString, OutcomeStrip *> m_strips;
};

} // namespace tandem::gui
