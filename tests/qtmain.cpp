// SPDX-License-Identifier: GPL-3.0-or-later
// main() of tests that need an event loop but no windows.
#include <QCoreApplication>
#include <gmock/gmock.h>

int main(int argc, char **argv)
{
    testing::InitGoogleMock(&argc, argv);
    QCoreApplication application(argc, argv);
    return RUN_ALL_TESTS();
}
