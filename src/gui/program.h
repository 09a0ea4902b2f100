// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tandem::gui {

/// The whole of `tandem`; the exit code of the contract.
int runDesktop(int argc, char **argv);

} // namespace tandem::gui
