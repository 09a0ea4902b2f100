// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/program.h"

int main(int argc, char **argv)
{
    return tandem::gui::runDesktop(argc, argv);
}
