// SPDX-License-Identifier: GPL-3.0-or-later
#include "vrrp/advertinspector.h"

#include <algorithm>
#include <optional>

namespace tandem::vrrp {

namespace {

/// An oddity that was not seen for so long is over: longer than a few adverts of the slowest sender that we would hear.
Duration quietTime(const RouterConfig &config)
{
    return std::max<Duration>(std::chrono::minutes(3), 4 * config.interval);
}

std::optional<Oddity::Kind> whyDiscarded(const Advert &advert, const RouterConfig &config)
{
    if (advert.version != config.version)
        return Oddity::Kind::VersionDiffers;
    if (config.version != 2)
        return std::nullopt;
    // RFC 2338 7.1: MUST verify that the Auth Type matches the locally configured one, and the password.
    if (advert.authType != (config.pass ? AuthType::Pass : AuthType::None))
        return Oddity::Kind::WrongAuthType;
    if (config.pass && !sameAuthData(advert.authData, *config.pass))
        return Oddity::Kind::WrongPassword;
    // RFC 3768 7.1: MUST verify that the Adver Interval in the packet is the same as the locally configured.
    if (advert.interval != config.interval)
        return Oddity::Kind::IntervalDiffers;
    return std::nullopt;
}

} // namespace

AdvertInspector::AdvertInspector(const RouterConfig &config) : m_oddities(quietTime(config)) {}

void AdvertInspector::note(Oddity::Kind kind, bool present, const IpAddress &sender, Instant now, Effects &out)
{
    if (!present)
        m_oddities.over(sender, kind);
    else if (m_oddities.seen(sender, kind, now))
        out.push(Oddity{kind, sender});
}

bool AdvertInspector::discards(const AdvertReceived &input, const RouterConfig &config, Instant now, Effects &out)
{
    const auto discarded = whyDiscarded(input.advert, config);
    m_discarded = discarded;
    for (const auto kind : {Oddity::Kind::VersionDiffers, Oddity::Kind::WrongAuthType, Oddity::Kind::WrongPassword}) {
        note(kind, discarded == kind, input.sender, now, out);
        if (discarded == kind)
            return true; // what was not looked at any more is not over
    }
    if (discarded)
        note(*discarded, true, input.sender, now, out);
    return discarded.has_value();
}

void AdvertInspector::inspect(const AdvertReceived &input, const RouterConfig &config, Outcome outcome, Instant now,
                              Effects &out)
{
    const auto &[sender, advert] = input;
    note(Oddity::Kind::AddressListDiffers, !advert.addresses.sameSetAs(config.addresses), sender, now, out);
    const bool sameInterval = advert.interval == config.interval;
    if (sameInterval || outcome.adopted) // one that is not in force neither begins it nor ends it
        note(Oddity::Kind::IntervalDiffers, !sameInterval, sender, now, out);
    note(Oddity::Kind::FirstAddressNotLinkLocal,
         advert.addresses.family() == Family::V6 && !advert.addresses.at(0).isLinkLocal(), sender, now, out);
    const auto sight = m_masters.hear(sender, advert.priority, advert.interval, now);
    note(Oddity::Kind::Flapping, sight.flaps, sender, now, out);
    if (outcome.master) {
        if (!outcome.handover)
            note(Oddity::Kind::SecondMaster, advert.priority.value() != Priority::resigns, sender, now, out);
    } else if (sight.second) {
        note(Oddity::Kind::SecondMaster, true, *sight.second, now, out);
    }
}

} // namespace tandem::vrrp
