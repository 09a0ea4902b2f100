// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/commandline.h"

#include <QCommandLineParser>
#include <QRegularExpression>
#include <QStandardPaths>

namespace tandem::gui {

namespace {

Failure usage(const QString &text, const QString &fix = QStringLiteral("see tandem --help"))
{
    return fail(ErrorCode::Usage, {}, text.toStdString(), fix.toStdString());
}

std::optional<QSize> sizeOf(const QString &text)
{
    static const QRegularExpression form(QStringLiteral("^([0-9]{2,5})x([0-9]{2,5})$"));
    const auto match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const QSize size(match.captured(1).toInt(), match.captured(2).toInt());
    if (size.width() < 320 || size.height() < 240 || size.width() > 8192 || size.height() > 8192)
        return std::nullopt;
    return size;
}

} // namespace

namespace {

/// Page, theme and size: what says how the window begins.
Result<void> readAppearance(const QCommandLineParser &parser, Options &options)
{
    const QString pageName = parser.value(QStringLiteral("page"));
    const auto page = pageOf(pageName);
    if (!page)
        return usage(CommandLine::tr("there is no page \"%1\"").arg(pageName),
                     CommandLine::tr("overview, timeline, charts or events"));
    options.page = *page;
    if (parser.isSet(QStringLiteral("theme"))) {
        const QString name = parser.value(QStringLiteral("theme"));
        if (name != QLatin1String("light") && name != QLatin1String("dark"))
            return usage(CommandLine::tr("there is no theme \"%1\"").arg(name), CommandLine::tr("light or dark"));
        options.scheme = name == QLatin1String("dark") ? Scheme::Dark : Scheme::Light;
    }
    const QString sizeName = parser.value(QStringLiteral("size"));
    const auto size = sizeOf(sizeName);
    if (!size)
        return usage(CommandLine::tr("\"%1\" is no size").arg(sizeName),
                     CommandLine::tr("width x height in pixels, e.g. 1440x900"));
    options.size = *size;
    return {};
}

} // namespace

QString CommandLine::defaultIdentityDirectory()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + QStringLiteral("/tandem");
}

Result<Options> CommandLine::parse(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(tr("Watches a cluster of highly available MaxScale hosts."));
    parser.addOptions({
        {{QStringLiteral("h"), QStringLiteral("help")}, tr("Print this help.")},
        {{QStringLiteral("v"), QStringLiteral("version")}, tr("Print the version.")},
        {QStringLiteral("identity"),
         tr("Directory with identity.crt, identity.key and peers.json (default: tandem in the configuration "
            "directory)."),
         QStringLiteral("DIR")},
        {QStringLiteral("page"), tr("Page to begin with: overview, timeline, charts or events."),
         QStringLiteral("PAGE"), QStringLiteral("overview")},
        {QStringLiteral("theme"), tr("light or dark (default: as the desktop)."), QStringLiteral("THEME")},
        {QStringLiteral("size"), tr("Size of the window in pixels."), QStringLiteral("WxH"),
         QStringLiteral("1440x900")},
        {QStringLiteral("screenshot"),
         tr("Render the page to a PNG file and leave. Waits for data, at most 10 s. Needs no display."),
         QStringLiteral("FILE")},
    });
    parser.addPositionalArgument(QStringLiteral("FILE"), tr("The cluster file, or logs of Keepalived."), QStringLiteral("[FILE…]"));

    if (!parser.parse(arguments)) // process() would leave with 1
        return usage(parser.errorText());
    Options options;
    if (parser.isSet(QStringLiteral("help"))) {
        options.print = parser.helpText();
        return options;
    }
    if (parser.isSet(QStringLiteral("version"))) {
        options.print = QStringLiteral("tandem %1\n").arg(QLatin1String(TANDEM_VERSION));
        return options;
    }
    options.files = parser.positionalArguments();
    options.identityDirectory = parser.value(QStringLiteral("identity"));
    if (options.identityDirectory.isEmpty())
        options.identityDirectory = defaultIdentityDirectory();
    if (const auto read = readAppearance(parser, options); !read)
        return Failure(read.error());
    options.screenshot = parser.value(QStringLiteral("screenshot"));
    if (parser.isSet(QStringLiteral("screenshot")) && options.screenshot.isEmpty())
        return usage(tr("--screenshot needs a file's name"));
    return options;
}

} // namespace tandem::gui
