// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/clustersource.h"
#include "gui/timeline/lanemodel.h"

namespace tandem::gui {

/// What lanes are built from, taken from a source. The result refers to the source's events.
LaneInput laneInput(const ClusterSource &source);

} // namespace tandem::gui
