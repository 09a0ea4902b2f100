// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "vrrp/effects.h"
#include "vrrp/masterwatch.h"
#include "vrrp/oddityregister.h"
#include "vrrp/routerconfig.h"

#include <optional>

namespace tandem::vrrp {

/// Holds received adverts against the configuration: which are discarded, and what a person should know of them.
/// Never allocates.
class AdvertInspector
{
public:
    explicit AdvertInspector(const RouterConfig &config);

    /// Whether the advert is discarded (then it touches no timer), and the oddities that this is or ends.
    bool discards(const AdvertReceived &input, const RouterConfig &config, Instant now, Effects &out);

    /// What became of an accepted advert.
    struct Outcome
    {
        bool master = false;   ///< we are MASTER, after it
        bool adopted = false;  ///< its interval is in force
        bool handover = false; ///< the last word of a master that gives way to us, or the first of our successor
    };
    void inspect(const AdvertReceived &input, const RouterConfig &config, Outcome outcome, Instant now, Effects &out);
    /// Why the last advert was discarded; nothing: it was taken.
    std::optional<Oddity::Kind> discarded() const { return m_discarded; }
    /// We are not MASTER any more: another one is no second.
    void mastershipOver() { m_oddities.over(Oddity::Kind::SecondMaster); }

private:
    void note(Oddity::Kind kind, bool present, const IpAddress &sender, Instant now, Effects &out);

    OddityRegister m_oddities;
    MasterWatch m_masters;
    std::optional<Oddity::Kind> m_discarded;
};

} // namespace tandem::vrrp
