// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace tandem::gui {

/// Sets a property that the style sheet selects by, and has the widget styled anew where it changed.
void restyle(QWidget *widget, const char *property, const QString &value);

} // namespace tandem::gui
