// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/appearance.h"

namespace tandem::gui {

Appearance appearanceOf(model::VrrpState state)
{
    switch (state) {
    case model::VrrpState::Master: return Appearance::Master;
    case model::VrrpState::Backup: return Appearance::Backup;
    case model::VrrpState::Fault: return Appearance::Fault;
    case model::VrrpState::Unknown:
    case model::VrrpState::Stopped:
    case model::VrrpState::Init: return Appearance::Unknown;
    }
    return Appearance::Unknown;
}

Appearance appearanceOfState(std::string_view word)
{
    const auto state = model::vrrpStateOf(word);
    return state ? appearanceOf(*state) : Appearance::Unknown;
}

Appearance appearanceOfHealth(std::string_view verdict)
{
    if (verdict == "ok")
        return Appearance::Active;
    return verdict.empty() || verdict == "unknown" ? Appearance::Unknown : Appearance::Fault;
}

Appearance appearanceOfMode(std::string_view mode)
{
    if (mode == "active")
        return Appearance::Active;
    return mode == "passive" ? Appearance::Passive : Appearance::Unknown;
}

} // namespace tandem::gui
