// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/translation.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTranslator>

namespace tandem::gui {

void installTranslation(QCoreApplication &application)
{
    auto *translator = new QTranslator(&application);
    if (translator->load(QLocale(), QStringLiteral("tandem"), QStringLiteral("_"), QStringLiteral(":/i18n")) ||
        translator->load(QStringLiteral(":/i18n/tandem_en.qm")))
        QCoreApplication::installTranslator(translator);
}

} // namespace tandem::gui
