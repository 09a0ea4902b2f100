// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "vrrp/router.h"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace tandem::vrrp {

/// A few routers on one link in virtual time. Adverts are real octets; each arrives everywhere else after `delay`, or
/// is lost. Datagrams reach a router before its deadline of the same instant, as the engine has it.
class VirtualNetwork
{
public:
    /// Adds a router; its address is 10.77.0.N or fe80::N, as its VIPs are, N = 1, 2, … Answers its index, from 0.
    std::size_t add(RouterConfig config);
    void start(std::size_t index, bool linkUp = true);
    void startAll();

    void run(Duration duration);
    /// Until it holds, at most `patience`. Whether it held.
    bool runUntil(const std::function<bool()> &condition, Duration patience);

    /// Ends without a word, its addresses with it (as the guard and the lease see to).
    void crash(std::size_t index);
    /// Is not run, hears nothing in time, keeps its addresses; thaw() gives it first what it missed.
    void freeze(std::size_t index);
    void thaw(std::size_t index);
    void shutDown(std::size_t index);
    void track(std::size_t index, std::size_t track, Verdict verdict);
    void give(std::size_t index, const Input &input);
    /// What a changed configuration brings is performed as a host would. Answers what was asked for.
    Reconfiguration reconfigure(std::size_t index, RouterConfig config);
    /// Carrier of its interface. Without it nothing goes out or comes in.
    void link(std::size_t index, bool up);
    /// Called after each input that a router handled.
    void afterInput(std::function<void(std::size_t index)> call) { m_afterInput = std::move(call); }
    /// Members of one set hear each other only, with carrier everywhere. No sets: everybody hears everybody.
    void split(std::vector<std::set<std::size_t>> sides) { m_sides = std::move(sides); }
    /// Asked for each advert and receiver; true: lost.
    void loseIf(std::function<bool(std::size_t from, std::size_t to)> lost) { m_lost = std::move(lost); }

    Duration now() const { return m_now - Instant{}; }
    const Router &router(std::size_t index) const { return m_members[index].router; }
    State state(std::size_t index) const { return router(index).state(); }
    /// Who holds the VIP now.
    std::set<std::size_t> owners() const;
    /// Who announced it last: where clients send.
    std::optional<std::size_t> lastAnnounced() const { return m_lastAnnounced; }

    // What was measured since resetMeasures().
    void resetMeasures();
    Duration unowned() const { return m_unowned; }     ///< nobody held the VIP
    Duration contested() const { return m_contested; } ///< more than one did
    int stateChanges() const { return m_stateChanges; }
    int additions() const { return m_additions; } ///< of a VIP somewhere
    int advertsOf(std::size_t index) const { return m_members[index].adverts; }
    /// Broken rules, in words: an address added twice, one held outside of MASTER, effects in a wrong order.
    const std::vector<std::string> &broken() const { return m_broken; }

    Duration delay = std::chrono::microseconds(100);

    // Time in pieces, for who runs several networks side by side.
    std::optional<Instant> nextEvent() const;
    void advanceTo(Instant when);
    void deliverDue();
    void wakeDue();

private:
    struct Member
    {
        explicit Member(RouterConfig config) : router(std::move(config)) {}
        Router router;
        bool holdsVip = false;
        bool linkUp = true;
        bool crashed = false;
        bool frozen = false;
        int adverts = 0;
    };
    struct Flight
    {
        Instant arrival;
        std::size_t from = 0;
        std::size_t to = 0;
        std::vector<std::uint8_t> octets;
    };

    void performAll(std::size_t index, const Effects &effects);
    void perform(std::size_t index, const Effect &effect);
    void send(std::size_t from, Priority priority);
    bool reaches(std::size_t from, std::size_t to) const;

    std::vector<Member> m_members;
    std::vector<Flight> m_flights; ///< in the order in which they were sent
    std::vector<std::set<std::size_t>> m_sides;
    std::function<bool(std::size_t, std::size_t)> m_lost;
    Instant m_now{};
    std::optional<std::size_t> m_lastAnnounced;
    Duration m_unowned{};
    Duration m_contested{};
    int m_stateChanges = 0;
    int m_additions = 0;
    std::function<void(std::size_t)> m_afterInput;
    std::vector<std::string> m_broken;
};

} // namespace tandem::vrrp
