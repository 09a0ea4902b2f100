// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QColor>
#include <QFont>
#include <QObject>
#include <QPalette>
#include <QString>
#include <array>

class QApplication;

namespace tandem::gui {

/// Every colour that the product knows, by what it is for. Their values are in resources/themes/tokens.json.
enum class Token : int {
    Window,
    Surface,
    Rail,
    Raised,
    Line,
    LineSoft,
    Shade,
    Text,
    TextDim,
    OnRail,
    Accent,
    AccentSoft,
    OnAccent,
    Master,
    OnMaster,
    Backup,
    OnBackup,
    Ring,
    Fault,
    FaultText,
    Hatch,
    Unknown,
    OnUnknown,
    Active,
    OnActive,
    ActiveText,
    Action,
    OnAction,
    Alarm,
    AlarmSoft,
    AlarmStripe,
    Warning,
    WarningSoft,
    Series1,
    Series2,
    Series3,
    Series4,
    Series5,
    Series6,
};
inline constexpr int tokenCount = static_cast<int>(Token::Series6) + 1;

QString nameOf(Token token); ///< as in tokens.json: "window", "textDim", …

enum class Scheme { Light, Dark };
enum class TextRole { Body, Caption, Small, Lead, Value, Heading, Big };

using Tokens = std::array<QColor, tokenCount>;

/// Reads one scheme of a token file. BadFile: not JSON, or a token is missing or no colour.
Result<Tokens> readTokens(const QByteArray &json, Scheme scheme);

/// Contrast of two opaque colours as WCAG 2.1 computes it: 1..21.
double contrast(const QColor &a, const QColor &b);

/// The tokens in force, and the palette, style sheet and fonts built from them. Widgets ask it and name no colour.
class Theme : public QObject
{
    Q_OBJECT

public:
    /// Reads the built-in token file; takes sizes from `base`, the desktop's own font.
    Theme(Scheme scheme, const QFont &base, QObject *parent = nullptr);

    Scheme scheme() const { return m_scheme; }
    void setScheme(Scheme scheme);

    QColor color(Token token) const { return m_tokens[static_cast<std::size_t>(token)]; }
    QColor series(int index) const; ///< of a node's line in charts; six, then again from the first
    QFont font(TextRole role, QFont::Weight weight = QFont::Normal) const;
    QPalette palette() const;
    QString styleSheet() const;

    /// Gives the application palette, style sheet and font, now and at every change.
    void applyTo(QApplication &application);

signals:
    void changed();

private:
    void load();
    void apply();

    Scheme m_scheme;
    QFont m_base;
    Tokens m_tokens;
    QApplication *m_application = nullptr;
};

/// The desktop's own lightness: that of the window colour it gives to applications.
Scheme desktopScheme(const QPalette &palette);

/// The desktop's own font, or the best that is installed where the platform has only a generic name for one.
QFont desktopFont(const QFont &applicationFont);

} // namespace tandem::gui
