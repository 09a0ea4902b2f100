// SPDX-License-Identifier: GPL-3.0-or-later
// main() of tests with windows: offscreen unless a platform is given.
#include "gui/translation.h"

#include <QApplication>
#include <QStyleFactory>
#include <gmock/gmock.h>

#ifdef __SANITIZE_ADDRESS__
/// D-Bus and fontconfig keep what they allocate once until the process ends.
extern "C" const char *__lsan_default_suppressions();
extern "C" const char *__lsan_default_suppressions()
{
    return "leak:libdbus-1.so\nleak:libfontconfig.so\n";
}
#endif

int main(int argc, char **argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    testing::InitGoogleMock(&argc, argv);
    QApplication application(argc, argv);
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    tandem::gui::installTranslation(application);
    return RUN_ALL_TESTS();
}
