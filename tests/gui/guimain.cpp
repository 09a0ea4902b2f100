// SPDX-License-Identifier: GPL-3.0-or-later
// main() of tests with windows: offscreen unless a platform is given.
#include "gui/translation.h"

#include <QApplication>
#include <QStyleFactory>
#include <gmock/gmock.h>

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
