// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QCoreApplication;

namespace tandem::gui {

/// Installs the user's language where there is one; else English, which has a file too: it knows the plurals.
void installTranslation(QCoreApplication &application);

} // namespace tandem::gui
