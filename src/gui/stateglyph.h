// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/appearance.h"
#include "gui/theme.h"

#include <QRectF>
#include <QWidget>

class QPainter;

namespace tandem::gui {

/// Paints the shape of a state, so that no state is told by its colour alone.
namespace stateglyph {

QColor colorOf(Appearance appearance, const Theme &theme); ///< of the shape; text beside it has textColorOf
QColor textColorOf(Appearance appearance, const Theme &theme);
void paint(QPainter &painter, const QRectF &box, Appearance appearance, const Theme &theme);

} // namespace stateglyph

/// A state's shape as a widget of its own.
class StateGlyph : public QWidget
{
    Q_OBJECT

public:
    explicit StateGlyph(const Theme &theme, QWidget *parent = nullptr, int size = 16);

    Appearance appearance() const { return m_appearance; }
    void setAppearance(Appearance appearance, const QString &word);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    int m_size;
    Appearance m_appearance = Appearance::Unknown;
};

} // namespace tandem::gui
