// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lint/confrule.h"

/// Each is in the file of its name. What it means to a person stands in resources/help/CODE.md.
namespace tandem::lint::confrules {

extern const ConfRule groupTracks;
extern const ConfRule passTooLong;
extern const ConfRule passTutorial;
extern const ConfRule timeoutTooLong;
extern const ConfRule nothingTracked;
extern const ConfRule refused;
extern const ConfRule ignored;
extern const ConfRule strictMode;
extern const ConfRule nopreemptMaster;
extern const ConfRule scriptSecurity;
extern const ConfRule unicastPeers;

} // namespace tandem::lint::confrules
