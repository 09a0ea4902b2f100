// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/program.h"

#include "gui/desktop.h"
#include "gui/screenshot.h"
#include "gui/translation.h"

#include <QApplication>
#include <QStyleFactory>
#include <cstdio>

namespace tandem::gui {

namespace {

int code(ExitCode exitCode)
{
    return static_cast<int>(exitCode);
}

int complain(const Error &error)
{
    std::fprintf(stderr, "tandem: %s\n", describe(error).c_str());
    return code(exitCodeOf(error.code));
}

Result<Options> optionsOf(int &argc, char **argv)
{
    // The command line is read before there is a display, so that --help needs none.
    const QCoreApplication core(argc, argv);
    return CommandLine::parse(QCoreApplication::arguments());
}

bool hasDisplay()
{
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY") ||
           qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
}

int takeScreenshot(QApplication &application, Desktop &desktop, const QString &file)
{
    constexpr int patienceMs = 10'000;
    Screenshot screenshot(
        desktop.window(), file, [&desktop] { return desktop.isSettled(); }, patienceMs);
    QObject::connect(&desktop, &Desktop::settled, &screenshot, &Screenshot::check);
    QObject::connect(&screenshot, &Screenshot::done, &application, [&] {
        QCoreApplication::exit(screenshot.result() ? code(desktop.outcome()) : complain(screenshot.result().error()));
    });
    for (const Error &error : desktop.errors())
        complain(error);
    desktop.window().show();
    screenshot.start();
    return QCoreApplication::exec();
}

} // namespace

int runDesktop(int argc, char **argv)
{
    const Result<Options> options = optionsOf(argc, argv);
    if (!options)
        return complain(options.error());
    if (!options->print.isEmpty()) {
        std::fputs(options->print.toUtf8().constData(), stdout);
        return code(ExitCode::Done);
    }
    const bool picture = !options->screenshot.isEmpty();
    if (!picture && !hasDisplay())
        return complain(
            {ErrorCode::NotReachable, "", "there is no display", "start it on a desktop, or use --screenshot FILE"});
    if (picture && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");

    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("tandem"));
    QCoreApplication::setApplicationVersion(QLatin1String(TANDEM_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("org.tandem_ha.tandem"));
    installTranslation(application);
    const Scheme scheme = options->scheme.value_or(desktopScheme(QGuiApplication::palette()));
    const QFont font = desktopFont(QApplication::font());
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    Theme theme(scheme, font);
    theme.applyTo(application);
    Desktop desktop(*options, theme);
    if (picture)
        return takeScreenshot(application, desktop, options->screenshot);
    desktop.window().show();
    return QCoreApplication::exec();
}

} // namespace tandem::gui
