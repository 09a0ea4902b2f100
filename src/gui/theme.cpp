// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/theme.h"

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QJsonDocument>
#include <QJsonObject>
#include <cmath>

/// Resources of a static library are not linked in by themselves; the macro must stand outside of namespaces.
static void initResources()
{
    Q_INIT_RESOURCE(resources);
}

namespace tandem::gui {

namespace {

constexpr std::array<const char *, tokenCount> tokenNames{
    "window",      "surface",    "rail",    "raised",     "line",     "lineSoft",  "shade",       "text",
    "textDim",     "onRail",     "accent",  "accentSoft", "onAccent", "master",    "onMaster",    "backup",
    "onBackup",    "ring",       "fault",   "faultText",  "hatch",    "unknown",   "onUnknown",   "active",
    "onActive",    "activeText", "action",  "onAction",   "alarm",    "alarmSoft", "alarmStripe", "warning",
    "warningSoft", "series1",    "series2", "series3",    "series4",  "series5",   "series6"};

QByteArray resource(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return file.readAll();
}

double scaleOf(TextRole role)
{
    // 13 px is the body; the others keep their proportion when the desktop's font is larger.
    switch (role) {
    case TextRole::Body: return 1.0;
    case TextRole::Caption: return 11.5 / 13;
    case TextRole::Small: return 10.5 / 13;
    case TextRole::Lead: return 14.0 / 13;
    case TextRole::Value: return 15.0 / 13;
    case TextRole::Heading: return 16.0 / 13;
    case TextRole::Big: return 22.0 / 13;
    }
    return 1.0;
}

double linear(double channel)
{
    return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &color)
{
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

QString nameOf(Token token)
{
    return QString::fromLatin1(tokenNames.at(static_cast<std::size_t>(token)));
}

Result<Tokens> readTokens(const QByteArray &json, Scheme scheme)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (!document.isObject())
        return fail(ErrorCode::BadFile, "tokens.json", "the theme is not JSON: " + error.errorString().toStdString());
    const QString name = scheme == Scheme::Dark ? QStringLiteral("dark") : QStringLiteral("light");
    const QJsonObject values = document.object().value(name).toObject();
    Tokens tokens;
    for (int i = 0; i < tokenCount; ++i) {
        const QString key = nameOf(static_cast<Token>(i));
        const QColor color(values.value(key).toString());
        if (!color.isValid())
            return fail(ErrorCode::BadFile, "tokens.json",
                        "the theme \"" + name.toStdString() + "\" has no colour \"" + key.toStdString() + "\"");
        tokens[static_cast<std::size_t>(i)] = color;
    }
    return tokens;
}

double contrast(const QColor &a, const QColor &b)
{
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

Theme::Theme(Scheme scheme, const QFont &base, QObject *parent) : QObject(parent), m_scheme(scheme), m_base(base)
{
    load();
}

void Theme::load()
{
    initResources();
    const auto tokens = readTokens(resource(QStringLiteral(":/themes/tokens.json")), m_scheme);
    if (!tokens) // the file is compiled in and tested: this is a broken build, not a user's mistake
        qFatal("%s", describe(tokens.error()).c_str());
    m_tokens = *tokens;
}

void Theme::setScheme(Scheme scheme)
{
    if (scheme == m_scheme)
        return;
    m_scheme = scheme;
    load();
    apply();
    emit changed();
}

QColor Theme::series(int index) const
{
    return color(static_cast<Token>(static_cast<int>(Token::Series1) + index % 6));
}

QFont Theme::font(TextRole role, QFont::Weight weight) const
{
    QFont font = m_base;
    font.setPointSizeF(m_base.pointSizeF() * scaleOf(role));
    font.setWeight(weight);
    return font;
}

QPalette Theme::palette() const
{
    QPalette palette;
    palette.setColor(QPalette::Window, color(Token::Window));
    palette.setColor(QPalette::WindowText, color(Token::Text));
    palette.setColor(QPalette::Base, color(Token::Surface));
    palette.setColor(QPalette::AlternateBase, color(Token::Shade));
    palette.setColor(QPalette::Text, color(Token::Text));
    palette.setColor(QPalette::PlaceholderText, color(Token::TextDim));
    palette.setColor(QPalette::Button, color(Token::Raised));
    palette.setColor(QPalette::ButtonText, color(Token::Text));
    palette.setColor(QPalette::Highlight, color(Token::Accent));
    palette.setColor(QPalette::HighlightedText, color(Token::OnAccent));
    palette.setColor(QPalette::Link, color(Token::Accent));
    palette.setColor(QPalette::ToolTipBase, color(Token::Raised));
    palette.setColor(QPalette::ToolTipText, color(Token::Text));
    palette.setColor(QPalette::Light, color(Token::Surface));
    palette.setColor(QPalette::Mid, color(Token::Line));
    palette.setColor(QPalette::Dark, color(Token::Ring));
    palette.setColor(QPalette::Shadow, color(Token::Line));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, color(Token::TextDim));
    return palette;
}

QString Theme::styleSheet() const
{
    QString sheet = QString::fromUtf8(resource(QStringLiteral(":/themes/tandem.qss")));
    const std::array<std::pair<const char *, TextRole>, 7> sizes{{{"@pt-body", TextRole::Body},
                                                                  {"@pt-caption", TextRole::Caption},
                                                                  {"@pt-small", TextRole::Small},
                                                                  {"@pt-lead", TextRole::Lead},
                                                                  {"@pt-value", TextRole::Value},
                                                                  {"@pt-heading", TextRole::Heading},
                                                                  {"@pt-big", TextRole::Big}}};
    for (const auto &[name, role] : sizes)
        sheet.replace(QLatin1String(name), QStringLiteral("%1pt").arg(font(role).pointSizeF(), 0, 'f', 2));
    sheet.replace(QLatin1String("@scheme"), m_scheme == Scheme::Dark ? QLatin1String("dark") : QLatin1String("light"));
    // Longer names first: "@line" must not eat the beginning of "@lineSoft".
    std::array<int, tokenCount> order{};
    for (int i = 0; i < tokenCount; ++i)
        order[static_cast<std::size_t>(i)] = i;
    std::sort(order.begin(), order.end(),
              [](int a, int b) { return nameOf(static_cast<Token>(a)).size() > nameOf(static_cast<Token>(b)).size(); });
    for (const int i : order) {
        const auto token = static_cast<Token>(i);
        sheet.replace(QLatin1Char('@') + nameOf(token), color(token).name());
    }
    return sheet;
}

void Theme::applyTo(QApplication &application)
{
    m_application = &application;
    apply();
}

void Theme::apply()
{
    if (m_application == nullptr)
        return;
    m_application->setFont(font(TextRole::Body));
    m_application->setPalette(palette());
    m_application->setStyleSheet(styleSheet());
}

Scheme desktopScheme(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightnessF() < 0.5F ? Scheme::Dark : Scheme::Light;
}

QFont desktopFont(const QFont &applicationFont)
{
    static const QStringList generic{QStringLiteral("sans serif"), QStringLiteral("sans-serif"), QStringLiteral("sans"),
                                     QStringLiteral("helvetica"), QString()};
    if (!generic.contains(applicationFont.family().toLower()))
        return applicationFont;
    const QStringList installed = QFontDatabase::families();
    for (const char *family : {"Inter", "Noto Sans", "Cantarell", "DejaVu Sans"}) {
        if (!installed.contains(QLatin1String(family)))
            continue;
        QFont font{QLatin1String(family)};
        font.setPointSizeF(9.75); // 13 px at 96 dpi
        return font;
    }
    return applicationFont;
}

} // namespace tandem::gui
