// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lint/rule.h"

/// Each is in the file of its name. What it means to a person stands in resources/help/CODE.md.
namespace tandem::lint::rules {

extern const Rule failures;
extern const Rule weightTooSmall;
extern const Rule weightTies;
extern const Rule leaseOverlap;
extern const Rule groupTracks;
extern const Rule nopreemptOwner;
extern const Rule passTooLong;
extern const Rule passTutorial;
extern const Rule defaultPassword;
extern const Rule timeoutTooLong;
extern const Rule nopreemptWeight;
extern const Rule nothingTracked;
extern const Rule modeWithoutUser;
extern const Rule fastAdverts;
extern const Rule singleNode;
extern const Rule plainPassword;

/// Whether a tutorial prints this password.
bool isTutorialPassword(const std::string &password);

} // namespace tandem::lint::rules
