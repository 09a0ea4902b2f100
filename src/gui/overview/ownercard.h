// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/appearance.h"
#include "gui/clustersource.h"
#include "gui/theme.h"

#include <QFrame>
#include <optional>

class QGridLayout;
class QLabel;

namespace tandem::gui {

/// Who owns a VIP, seen in every way that is known by now: what engines say, what kernels hold, who answers to this
/// computer, which MaxScale is active.
class OwnerCard : public QFrame
{
    Q_OBJECT

public:
    OwnerCard(const ClusterSource &source, const Theme &theme, QWidget *parent = nullptr);

    void refresh();

private:
    struct Answer
    {
        QString who;
        Appearance look = Appearance::Unknown;
        QString note;
    };
    void addRow(const QString &question, const Answer &answer);
    Answer engines(const fleet::InstanceView &instance) const;
    Answer kernels(const fleet::InstanceView &instance) const;
    Answer priorities(const fleet::InstanceView &instance) const;
    Answer maxscales(const fleet::ClusterStatus &status) const;
    std::optional<fleet::VipView> worstView(const fleet::InstanceView &instance) const;
    Answer fromHere(const fleet::VipView &view) const;
    Answer answerOf(const QStringList &names, const QString &nobody) const;

    const ClusterSource &m_source;
    const Theme &m_theme;
    QLabel *m_title;
    QGridLayout *m_grid;
    int m_row = 0;
    QString m_shown; ///< rows are rebuilt only when they would say something else
};

} // namespace tandem::gui
