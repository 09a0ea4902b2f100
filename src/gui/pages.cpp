// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages.h"

#include <QCoreApplication>

namespace tandem::gui {

QString nameOf(Page page)
{
    switch (page) {
    case Page::Overview: return QStringLiteral("overview");
    case Page::Timeline: return QStringLiteral("timeline");
    case Page::Charts: return QStringLiteral("charts");
    case Page::Events: return QStringLiteral("events");
    }
    return {};
}

std::optional<Page> pageOf(const QString &name)
{
    for (const Page page : allPages)
        if (nameOf(page) == name)
            return page;
    return std::nullopt;
}

QString titleOf(Page page)
{
    switch (page) {
    case Page::Overview: return QCoreApplication::translate("tandem::gui::Page", "Overview");
    case Page::Timeline: return QCoreApplication::translate("tandem::gui::Page", "Timeline");
    case Page::Charts: return QCoreApplication::translate("tandem::gui::Page", "Charts");
    case Page::Events: return QCoreApplication::translate("tandem::gui::Page", "Events");
    }
    return {};
}

} // namespace tandem::gui
