// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/theme.h"
#include "model/alarm.h"

#include <QFrame>
#include <vector>

class QLabel;
class QPushButton;

namespace tandem::gui {

class StateGlyph;

/// The worst alarm, in a line, with how long it lasts by now; there only while there is one.
class AlarmStrip : public QFrame
{
    Q_OBJECT

public:
    AlarmStrip(const Theme &theme, QWidget *parent = nullptr);

    void setAlarms(const std::vector<model::Alarm> &alarms, std::int64_t nowNs); ///< worst first

signals:
    void whyAsked(const tandem::model::Alarm &alarm);

private:
    void step(int direction);
    void showAlarm();

    std::vector<model::Alarm> m_alarms;
    std::int64_t m_nowNs = 0;
    std::size_t m_at = 0;
    StateGlyph *m_glyph;
    QLabel *m_text;
    QLabel *m_lasting;
    QLabel *m_place;
    QPushButton *m_next;
    QPushButton *m_why;
};

} // namespace tandem::gui
