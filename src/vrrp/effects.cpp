// SPDX-License-Identifier: GPL-3.0-or-later
#include "vrrp/effects.h"

#include <cassert>

namespace tandem::vrrp {

std::string_view nameOf(State state)
{
    switch (state) {
    case State::Init: return "INIT";
    case State::Backup: return "BACKUP";
    case State::Master: return "MASTER";
    case State::Fault: return "FAULT";
    case State::Stopped: return "STOPPED";
    }
    return "";
}

std::string_view nameOf(Reason::Kind kind)
{
    switch (kind) {
    case Reason::Kind::Start: return "start";
    case Reason::Kind::MasterDown: return "master-down";
    case Reason::Kind::MasterResigned: return "master-resigned";
    case Reason::Kind::HigherPriority: return "higher-priority";
    case Reason::Kind::Preempt: return "preempt";
    case Reason::Kind::OwnsAddress: return "owns-address";
    case Reason::Kind::TrackFailed: return "track-failed";
    case Reason::Kind::TrackRecovered: return "track-recovered";
    case Reason::Kind::LinkDown: return "link-down";
    case Reason::Kind::LinkUp: return "link-up";
    case Reason::Kind::Shutdown: return "shutdown";
    case Reason::Kind::Override: return "override";
    case Reason::Kind::Maintenance: return "maintenance";
    case Reason::Kind::Reconfigured: return "reconfigured";
    case Reason::Kind::GroupFault: return "group-fault";
    case Reason::Kind::GroupRecovered: return "group-recovered";
    case Reason::Kind::GroupYielded: return "group-yielded";
    }
    return "";
}

std::string_view nameOf(Oddity::Kind kind)
{
    switch (kind) {
    case Oddity::Kind::AddressListDiffers: return "address-list-differs";
    case Oddity::Kind::IntervalDiffers: return "interval-differs";
    case Oddity::Kind::WrongPassword: return "wrong-password";
    case Oddity::Kind::WrongAuthType: return "wrong-auth-type";
    case Oddity::Kind::VersionDiffers: return "version-differs";
    case Oddity::Kind::SecondMaster: return "second-master";
    case Oddity::Kind::FirstAddressNotLinkLocal: return "first-address-not-link-local";
    case Oddity::Kind::Flapping: return "flapping";
    case Oddity::Kind::Count: break;
    }
    return "";
}

void Effects::push(const Effect &effect)
{
    assert(m_size < capacity);
    m_items.at(m_size) = effect;
    ++m_size;
}

} // namespace tandem::vrrp
