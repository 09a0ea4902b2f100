// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/alarmstrip.h"

#include "gui/format.h"
#include "gui/restyle.h"
#include "gui/stateglyph.h"
#include "gui/tabulartext.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace tandem::gui {

namespace {

QPushButton *linkButton(const QString &text)
{
    auto *button = new QPushButton(text);
    button->setProperty("role", QStringLiteral("link"));
    return button;
}

} // namespace

AlarmStrip::AlarmStrip(const Theme &theme, QWidget *parent)
    : QFrame(parent), m_glyph(new StateGlyph(theme, nullptr, 17)), m_text(new QLabel), m_lasting(new TabularLabel),
      m_place(new QLabel), m_next(linkButton(tr("Next"))), m_why(linkButton(tr("Why")))
{
    setProperty("role", QStringLiteral("strip"));
    m_text->setProperty("role", QStringLiteral("alarm"));
    m_text->setTextFormat(Qt::PlainText);
    m_lasting->setProperty("role", QStringLiteral("alarm"));
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_place->setProperty("role", QStringLiteral("caption"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(16, 6, 10, 6);
    row->setSpacing(10);
    row->addWidget(m_glyph);
    row->addWidget(m_text);
    row->addWidget(m_lasting);
    row->addStretch(1);
    row->addWidget(m_place);
    row->addWidget(m_next);
    row->addWidget(m_why);
    connect(m_next, &QPushButton::clicked, this, [this] { step(1); });
    connect(m_why, &QPushButton::clicked, this, [this] { emit whyAsked(m_alarms[m_at]); });
    m_why->setToolTip(tr("Show in the timeline what happened when it began"));
    setAccessibleName(tr("Alarm"));
    hide();
}

void AlarmStrip::setAlarms(const std::vector<model::Alarm> &alarms, std::int64_t nowNs)
{
    // The alarm in view stays in view when others come and go.
    const std::string shown = m_at < m_alarms.size() ? m_alarms[m_at].id : std::string();
    m_alarms = alarms;
    m_nowNs = nowNs;
    if (m_at != 0) {
        const auto same = std::find_if(m_alarms.begin(), m_alarms.end(), [&](const auto &a) { return a.id == shown; });
        m_at = same == m_alarms.end() ? 0 : static_cast<std::size_t>(same - m_alarms.begin());
    }
    setVisible(!m_alarms.empty());
    if (!m_alarms.empty())
        showAlarm();
}

void AlarmStrip::step(int direction)
{
    const auto count = static_cast<int>(m_alarms.size());
    m_at = static_cast<std::size_t>((static_cast<int>(m_at) + direction + count) % count);
    showAlarm();
}

void AlarmStrip::showAlarm()
{
    const model::Alarm &alarm = m_alarms[m_at];
    const bool critical = alarm.severity == model::AlarmSeverity::Critical;
    const QString severity = critical ? QStringLiteral("critical") : QStringLiteral("warning");
    restyle(this, "severity", severity);
    restyle(m_text, "severity", severity);
    m_glyph->setAppearance(critical ? Appearance::Conflict : Appearance::Fault, severity);
    QString text = QString::fromStdString(alarm.text);
    const QString node = QString::fromStdString(alarm.node);
    if (!text.contains(node)) // a node speaks of itself without its name
        text = tr("%1: %2").arg(node, text);
    m_text->setText(text);
    m_lasting->setText(alarm.sinceNs > 0 ? tr("for %1").arg(Format::clock(m_nowNs - alarm.sinceNs)) : QString());
    restyle(m_lasting, "severity", severity);
    m_place->setText(m_alarms.size() > 1 ? tr("%1 of %2").arg(m_at + 1).arg(m_alarms.size()) : QString());
    m_next->setVisible(m_alarms.size() > 1);
    m_why->setVisible(alarm.sinceNs > 0);
}

} // namespace tandem::gui
