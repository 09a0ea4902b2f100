// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QString>

namespace tandem::gui::icons {

/// resources/icons/NAME.svg drawn in a colour of the theme: its `currentColor` is replaced.
QPixmap pixmap(const QString &name, const QColor &color, int size, double devicePixelRatio);

/// The product's own icon.
QIcon application();

} // namespace tandem::gui::icons
