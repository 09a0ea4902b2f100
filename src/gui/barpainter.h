// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/appearance.h"
#include "gui/theme.h"

#include <QRectF>
#include <QString>

class QPainter;

namespace tandem::gui {

/// Paints one bar of a lane: fill, hatch, stripes or outline, and its word where it fits. A word may have shorter forms
/// after U+009C, as QFontMetrics knows them: the longest one that fits is painted.
namespace barpainter {

/// Colours of a word on a bar. Words on hatches and stripes stand on a plate of their own, so that they can be read.
struct Ink
{
    QColor fill;
    QColor word;
    QColor plate; ///< the word's background: the fill itself, or the plate
    bool hasPlate = false;
};
Ink inkOf(Appearance appearance, const Theme &theme);

void paint(QPainter &painter, const QRectF &bar, Appearance appearance, const QString &word, const Theme &theme);
/// A frame around the bar that is selected.
void paintSelection(QPainter &painter, const QRectF &bar, const Theme &theme);

} // namespace barpainter

} // namespace tandem::gui
