// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "vrrp/effects.h"

#include <optional>
#include <string>
#include <vector>

namespace tandem::vrrp {

struct Track
{
    std::string name;
    int weight = 0; ///< 0: a failure means FAULT; else added to the priority while up (> 0) or while down (< 0)
};

struct RouterConfig
{
    std::string name;
    std::uint8_t version = 3;
    VirtualRouterId virtualRouterId;
    Priority priority;               ///< 1..254; 255 = address owner
    Duration interval{std::chrono::seconds(1)};
    IpAddress primaryAddress;        ///< source of the adverts: breaks ties (RFC 5798 6.4.3)
    std::vector<IpAddress> addresses;
    std::optional<AuthData> pass;    ///< v2 only
    bool preempt = true;
    Duration preemptDelay{};
    Duration startDelay{};           ///< hold-down after start and after link-up
    std::vector<Track> tracks;
};

/// The VRRP router state machine (RFC 5798 6.4, RFC 9568 6.4, RFC 3768 6.4), FAULT as Keepalived has it.
/// No callbacks, no clock, no socket: inputs in, effects out; the host sleeps until deadline().
class Router
{
public:
    explicit Router(RouterConfig config);

    Effects handle(const Input &input, Instant now);
    std::optional<Instant> deadline() const;

    State state() const { return m_state; }
    /// Priority after weights; what an advert carries. 0 in FAULT.
    Priority effectivePriority() const;
    const RouterConfig &config() const { return m_config; }
    /// The master last heard; nothing before the first accepted advert.
    std::optional<IpAddress> masterAddress() const;
    /// Master_Adver_Interval: the master's own, as learnt (v3).
    Duration masterInterval() const;
    Duration skewTime() const;
    Duration masterDownInterval() const;

private:
    RouterConfig m_config;
    State m_state = State::Init;
};

} // namespace tandem::vrrp
