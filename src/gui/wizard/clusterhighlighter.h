// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/theme.h"

#include <QSyntaxHighlighter>

namespace tandem::gui {

/// Sections, keys, strings and comments of a cluster file, in the theme's colours.
class ClusterHighlighter : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    ClusterHighlighter(const Theme &theme, QTextDocument *document);

protected:
    void highlightBlock(const QString &text) override;

private:
    const Theme &m_theme;
};

} // namespace tandem::gui
