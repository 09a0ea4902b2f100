// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cluster.h"

#include <array>
#include <optional>

namespace tandem::gui {

/// What together decides how fast a failover is.
struct Timing
{
    Duration advertInt{};
    Duration interval{};
    Duration timeout{};
    int fall = 0;
    int rise = 0;
    bool operator==(const Timing &) const = default;
};

enum class Profile { Steady, Quick, Fast };
inline constexpr std::array allProfiles{Profile::Steady, Profile::Quick, Profile::Fast};

/// Steady: as Keepalived's tutorials have it, also beside VRRPv2. Quick and Fast need VRRPv3 (RFC 9568 5.2.7: advert
/// intervals in centiseconds).
Timing timingOf(Profile profile);

/// Of the first instance and its check of MaxScale; its defaults where there is none.
Timing timingOf(const config::Cluster &cluster);
/// The profile that has this timing; nothing: somebody's own.
std::optional<Profile> profileOf(const Timing &timing);
/// For all instances and all checks of MaxScale. Adverts faster than once a second make version 3 of version 2.
void setTiming(config::Cluster &cluster, const Timing &timing);

} // namespace tandem::gui
