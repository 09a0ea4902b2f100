// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/engine/engineconfig.h"
#include "daemon/engine/note.h"
#include "model/event.h"

#include <span>
#include <string>
#include <vector>

namespace tandem::engine {

/// What is known of an instance beside the note, for its wording.
struct EventContext
{
    const InstanceConfig &config;
    std::span<const std::string> evidence;      ///< of its tracks, the last heard
    std::span<const InterfaceState> interfaces; ///< of RouterConfig::interfaces
};

/// The events of a note, without number and node: one, or one a VIP. Without a context: of what concerns the node.
std::vector<model::Event> eventsOf(const Note &note, const EventContext *context);

} // namespace tandem::engine
