// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lint/scriptrule.h"

/// Each is in the file of its name. What it means to a person stands in resources/help/CODE.md.
namespace tandem::lint::scriptrules {

extern const ScriptRule curlStatus;
extern const ScriptRule maxAdmin;
extern const ScriptRule passiveSync;
extern const ScriptRule temporaryFile;
extern const ScriptRule noTimeout;
extern const ScriptRule passwordSeen;
extern const ScriptRule defaultLogin;
extern const ScriptRule missingStates;
extern const ScriptRule fileMode;

} // namespace tandem::lint::scriptrules
