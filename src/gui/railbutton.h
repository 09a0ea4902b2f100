// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/appearance.h"
#include "gui/theme.h"

#include <QAbstractButton>
#include <optional>

namespace tandem::gui {

/// One line of the rail: a page with its icon, or a cluster with its state's shape. The chosen one has a mark at its
/// left.
class RailButton : public QAbstractButton
{
    Q_OBJECT

public:
    RailButton(const Theme &theme, const QString &text, QString iconName, QWidget *parent = nullptr);

    void setAppearance(Appearance appearance, const QString &word); ///< a shape takes the icon's place
    QSize sizeHint() const override { return {152, 32}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    const Theme &m_theme;
    QString m_iconName;
    std::optional<Appearance> m_appearance;
};

} // namespace tandem::gui
