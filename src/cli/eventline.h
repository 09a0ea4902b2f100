// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/table.h"
#include "model/event.h"

#include <string>
#include <vector>

namespace tandem::cli {

/// Headings and cells of a table of events.
std::vector<std::string> eventHeadings();
std::vector<std::string> eventCells(const model::Event &event);

/// The same on one line, for a stream whose widest cell is not known: columns have fixed widths.
std::string eventLine(const model::Event &event);

/// The object of the contract on one line.
std::string eventJson(const model::Event &event);

} // namespace tandem::cli
