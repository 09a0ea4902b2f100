// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/clusterhighlighter.h"

namespace tandem::gui {

ClusterHighlighter::ClusterHighlighter(const Theme &theme, QTextDocument *document)
    : QSyntaxHighlighter(document), m_theme(theme)
{
    connect(&theme, &Theme::changed, this, &QSyntaxHighlighter::rehighlight);
}

void ClusterHighlighter::highlightBlock(const QString &text)
{
    QTextCharFormat format;
    if (text.startsWith(QLatin1Char('#'))) {
        format.setForeground(m_theme.color(Token::TextDim));
        return setFormat(0, static_cast<int>(text.size()), format);
    }
    if (text.startsWith(QLatin1Char('['))) {
        format.setForeground(m_theme.color(Token::Accent));
        format.setFontWeight(QFont::DemiBold);
        return setFormat(0, static_cast<int>(text.size()), format);
    }
    format.setForeground(m_theme.color(Token::ActiveText));
    for (int at = 0; at < text.size(); ++at) {
        if (text[at] != QLatin1Char('"'))
            continue;
        int end = at + 1;
        while (end < text.size() && text[end] != QLatin1Char('"'))
            end += text[end] == QLatin1Char('\\') ? 2 : 1;
        setFormat(at, std::min(end + 1, static_cast<int>(text.size())) - at, format);
        at = end;
    }
}

} // namespace tandem::gui
