// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "gui/pages.h"
#include "gui/theme.h"

#include <QCoreApplication>
#include <QSize>
#include <QString>
#include <QStringList>
#include <optional>

namespace tandem::gui {

/// What the desktop was asked for.
struct Options
{
    QStringList files;         ///< a cluster file, or logs of Keepalived; empty: none
    QString identityDirectory; ///< in force: the default where none is given
    Page page = Page::Overview;
    std::optional<Scheme> scheme; ///< nothing: the desktop's own
    QSize size{1440, 900};
    QString screenshot; ///< empty: a window
    QString print;      ///< --help, --version: print this and leave
};

class CommandLine
{
    Q_DECLARE_TR_FUNCTIONS(tandem::gui::CommandLine)

public:
    /// Usage: an unknown option, a value that is none. `arguments` with the program's name first.
    static Result<Options> parse(const QStringList &arguments);
    static QString defaultIdentityDirectory();
};

} // namespace tandem::gui
