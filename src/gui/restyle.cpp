// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/restyle.h"

#include <QStyle>
#include <QVariant>

namespace tandem::gui {

void restyle(QWidget *widget, const char *property, const QString &value)
{
    if (widget->property(property).toString() == value)
        return;
    widget->setProperty(property, value);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    widget->update();
}

} // namespace tandem::gui
