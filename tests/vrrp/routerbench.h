// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "vrrp/router.h"

#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

namespace tandem::vrrp {

inline IpAddress ip(const char *text)
{
    return IpAddress::parse(text).value();
}

/// An effect in a few words: "add", "remove", "announce", "advert 100", "BACKUP>MASTER master-down", "odd
/// second-master".
inline std::string wordsOf(const Effect &effect)
{
    struct Words
    {
        std::string operator()(const SendAdvert &send) const
        {
            return "advert " + std::to_string(send.priority.value());
        }
        std::string operator()(const AddAddresses &) const { return "add"; }
        std::string operator()(const RemoveAddresses &) const { return "remove"; }
        std::string operator()(const Announce &) const { return "announce"; }
        std::string operator()(const StateChanged &change) const
        {
            return std::string(nameOf(change.from)) + ">" + std::string(nameOf(change.to)) + " " +
                   std::string(nameOf(change.reason.kind));
        }
        std::string operator()(const Oddity &oddity) const { return "odd " + std::string(nameOf(oddity.kind)); }
    };
    return std::visit(Words{}, effect);
}

inline std::string wordsOf(const Effects &effects)
{
    std::string words;
    for (const auto &effect : effects)
        words += (words.empty() ? "" : ", ") + wordsOf(effect);
    return words;
}

/// An advert of another router, as a test says it.
struct Peer
{
    const char *address = "10.77.0.2";
    std::uint8_t priority = 100;
    Duration interval = std::chrono::seconds(1);
    std::uint8_t version = 3;
    AuthType authType = AuthType::None;
    AuthData authData{};
    std::vector<IpAddress> addresses{ip("10.77.0.100")};
};

/// Master_Down_Interval of RouterBench::config(): 3 s and Skew_Time.
inline constexpr Duration downInterval = std::chrono::nanoseconds(3'609'375'000);

/// One router in virtual time: the test hands it inputs and sees what it did, and when.
class RouterBench
{
public:
    explicit RouterBench(RouterConfig config) : m_router(std::move(config)) {}

    /// A router of version 3 at 10.77.0.1 with the VIP 10.77.0.100, priority 100, 1 s.
    static RouterConfig config()
    {
        RouterConfig config;
        config.name = "VI_1";
        config.virtualRouterId = *VirtualRouterId::of(51);
        config.primaryAddress = ip("10.77.0.1");
        config.addresses = {ip("10.77.0.100")};
        return config;
    }

    /// The same beside a node of priority 150 at 10.77.0.2, which may order a move.
    static RouterConfig configWithPeer()
    {
        auto with = config();
        with.peers = {{ip("10.77.0.2"), Priority(150)}};
        return with;
    }

    /// The same on eth0, which the adverts take, and eth1.
    static RouterConfig configOnTwoInterfaces()
    {
        auto with = config();
        with.interfaces = {"eth0", "eth1"};
        return with;
    }

    /// A BACKUP that has just started.
    static RouterBench started(const RouterConfig &with)
    {
        RouterBench bench(with);
        bench.start();
        return bench;
    }

    /// A MASTER whose tracks are all well, after Master_Down_Interval and the announcements behind it.
    static RouterBench master(const RouterConfig &with)
    {
        auto bench = started(with);
        for (std::size_t i = 0; i < with.tracks.size(); ++i)
            bench.track(i, Verdict::Up);
        bench.run(std::chrono::seconds(6));
        EXPECT_EQ(bench.router().state(), State::Master);
        return bench;
    }

    const Router &router() const { return m_router; }
    Instant now() const { return m_now; }
    Duration sinceStart() const { return m_now - Instant{}; }

    std::string start(bool linkUp = true) { return give(Started{linkUp}); }
    std::string link(std::string_view name, bool up) { return give(LinkChanged{name, up}); }
    std::string track(std::size_t index, Verdict verdict) { return give(TrackChanged{index, verdict, ""}); }
    std::string shutDown() { return give(Shutdown{}); }
    std::string wake() { return give(DeadlinePassed{}); }

    std::string hear(const Peer &peer)
    {
        std::vector<std::uint8_t> octets;
        for (const auto &address : peer.addresses)
            octets.insert(octets.end(), address.octets().begin(), address.octets().end());
        const Advert advert{.version = peer.version,
                            .virtualRouterId = m_router.config().virtualRouterId,
                            .priority = Priority(peer.priority),
                            .interval = peer.interval,
                            .addresses = AddressList(m_router.config().primaryAddress.family(), octets),
                            .authType = peer.authType,
                            .authData = peer.authData};
        return give(AdvertReceived{ip(peer.address), advert});
    }

    std::string give(const Input &input) { return performed(m_router.handle(input, m_now)); }

    std::string reconfigure(const RouterConfig &config, const std::vector<std::string> &linksDown = {})
    {
        m_reconfiguration = m_router.reconfigure(config, m_now, linksDown);
        return performed(m_reconfiguration.effects);
    }
    const Reconfiguration &lastReconfiguration() const { return m_reconfiguration; }

    /// Lets time pass without waking the router: it is late, or its process was frozen.
    void freeze(Duration duration) { m_now += duration; }

    /// Lets time pass, waking the router at each of its deadlines. What it did, with the time since the call in ms.
    std::string run(Duration duration)
    {
        const Instant begin = m_now;
        const Instant end = m_now + duration;
        std::string words;
        for (auto due = m_router.deadline(); due && *due <= end; due = m_router.deadline()) {
            m_now = std::max(m_now, *due);
            const auto did = wake();
            const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(m_now - begin).count();
            if (!did.empty())
                words += (words.empty() ? "" : "; ") + std::to_string(ms) + ": " + did;
        }
        m_now = end;
        return words;
    }

    /// How long the router would sleep from now.
    std::optional<Duration> sleeps() const
    {
        const auto due = m_router.deadline();
        return due ? std::optional(*due - m_now) : std::nullopt;
    }

    Reason lastReason() const { return m_lastReason; }
    Oddity lastOddity() const { return m_lastOddity; }

private:
    std::string performed(const Effects &effects)
    {
        for (const auto &effect : effects) {
            if (const auto *change = std::get_if<StateChanged>(&effect))
                m_lastReason = change->reason;
            if (const auto *oddity = std::get_if<Oddity>(&effect))
                m_lastOddity = *oddity;
        }
        return wordsOf(effects);
    }

    Router m_router;
    Instant m_now{};
    Reason m_lastReason;
    Oddity m_lastOddity;
    Reconfiguration m_reconfiguration;
};

} // namespace tandem::vrrp
