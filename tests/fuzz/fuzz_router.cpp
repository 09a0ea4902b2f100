// SPDX-License-Identifier: GPL-3.0-or-later
#include "vrrp/router.h"

#include <algorithm>
#include <array>
#include <cstdlib>

using namespace tandem;
using namespace tandem::vrrp;

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

/// The octets of an input, one after the other; zeros behind its end.
class Octets
{
public:
    Octets(const std::uint8_t *data, std::size_t size) : m_at(data), m_end(data + size) {}
    bool left() const { return m_at != m_end; }
    std::uint8_t next() { return left() ? *m_at++ : std::uint8_t{0}; }

private:
    const std::uint8_t *m_at;
    const std::uint8_t *m_end;
};

RouterConfig configFrom(Octets &octets)
{
    RouterConfig config;
    const auto flags = octets.next();
    config.version = flags & 1U ? 2 : 3;
    config.preempt = !(flags & 2U);
    if (flags & 4U && config.version == 2)
        config.pass = authDataOf("mypass");
    if (flags & 8U)
        config.tracks.push_back({"fault", 0});
    if (flags & 16U)
        config.tracks.push_back({"weight", static_cast<std::int8_t>(octets.next())});
    if (flags & 32U)
        config.preemptDelay = std::chrono::milliseconds(octets.next() * 20);
    if (flags & 64U)
        config.startDelay = std::chrono::milliseconds(octets.next() * 20);
    config.interfaces = {"eth0", "eth1"};
    config.priority = Priority(std::max<std::uint8_t>(octets.next(), 1));
    config.interval = std::chrono::milliseconds(octets.next() * 10);
    config.primaryAddress = *IpAddress::parse("10.77.0.5");
    config.addresses = {*IpAddress::parse("10.77.0.100")};
    config.peers = {{*IpAddress::parse("10.77.0.6"), Priority(150)}};
    config.synced = flags & 128U;
    return config;
}

/// Hands a router one input after the other and holds what it does against what must always hold.
class Watched
{
public:
    explicit Watched(RouterConfig config)
        : m_owner(config.priority.value() == Priority::owner), m_router(std::move(config))
    {
    }

    const Router &router() const { return m_router; }
    Instant now() const { return m_now; }

    Effects give(const Input &input)
    {
        const State before = m_router.state();
        const auto effects = m_router.handle(input, m_now);
        perform(effects, before);
        return effects;
    }

    void reconfigure(const RouterConfig &config)
    {
        const State before = m_router.state();
        const auto done = m_router.reconfigure(config, m_now);
        require(!done.needsNewRouter || done.effects.empty());
        require((m_router.config().priority.value() == Priority::owner) == m_owner);
        m_mayAdd = before == State::Master && !done.added.empty();
        perform(done.effects, before);
        m_mayAdd = false;
    }

    /// As the engine: the time passes, then every deadline in it.
    void sleep(Duration duration)
    {
        const Instant end = m_now + duration;
        for (int wakes = 0; wakes < 1000; ++wakes) {
            const auto due = m_router.deadline();
            if (!due || *due > end)
                break;
            m_now = std::max(m_now, *due);
            wake();
        }
        m_now = end;
    }

    /// The process was not run for so long.
    void oversleep(Duration duration)
    {
        m_now += duration;
        give(Awake{});
        wake();
    }

private:
    void perform(const Effects &effects, State before)
    {
        require(effects.size() <= 8);
        State state = before;
        for (const auto &effect : effects)
            check(effect, before, state);
        require(state == m_router.state());
        require(m_holdsVip == (!m_owner && state == State::Master));
        require(before != State::Stopped || effects.empty());
        checkTimers();
    }

    void wake()
    {
        const auto due = m_router.deadline();
        const State before = m_router.state();
        give(DeadlinePassed{});
        if (!due || *due > m_now)
            return;
        require(before == State::Backup || before == State::Master);
        if (before == State::Backup && m_router.config().synced) {
            require(m_router.standing().wantsMaster && !m_router.deadline());
            return;
        }
        if (before == State::Master && m_router.state() == State::Backup) // the end of a planned move
            return;
        require(m_router.state() == State::Master); // a BACKUP claims, a MASTER stays
        require(*m_router.deadline() > m_now);      // no busy loop
    }

    void check(const Effect &effect, State before, State &state)
    {
        if (const auto *change = std::get_if<StateChanged>(&effect)) {
            require(change->from == state && change->from != change->to);
            require(change->reason.waited >= Duration::zero());
            state = change->to;
        } else if (std::holds_alternative<AddAddresses>(effect)) {
            require((!m_holdsVip || m_mayAdd) && !m_owner);
            m_holdsVip = true;
        } else if (std::holds_alternative<RemoveAddresses>(effect)) {
            require(m_holdsVip);
            m_holdsVip = false;
        } else if (std::holds_alternative<Announce>(effect)) {
            require((m_holdsVip || m_owner) && m_router.state() == State::Master);
        } else if (const auto *advert = std::get_if<SendAdvert>(&effect)) {
            if (advert->priority.value() == Priority::resigns)
                require(!m_holdsVip && before == State::Master && m_router.state() != State::Master);
            else
                require(m_holdsVip || m_owner);
        }
    }

    void checkTimers() const
    {
        const bool runs = m_router.state() == State::Backup || m_router.state() == State::Master;
        const bool waits = m_router.standing().wantsMaster;
        require(m_router.deadline().has_value() == (runs && !waits));
        require(!waits || (m_router.state() == State::Backup && m_router.config().synced));
        require(m_router.masterDownInterval() > 3 * m_router.masterInterval());
        require(m_router.skewTime() > Duration::zero());
        if (m_router.state() == State::Master)
            require(m_router.masterInterval() == m_router.config().interval);
        const auto priority = m_router.effectivePriority().value();
        const bool silent = m_router.state() == State::Fault || m_router.state() == State::Stopped;
        require(silent ? priority == 0 : priority > 0);
    }

    bool m_owner;
    Router m_router;
    Instant m_now{};
    bool m_holdsVip = false;
    bool m_mayAdd = false;
};

void hear(Watched &watched, Octets &octets)
{
    const auto &config = watched.router().config();
    const auto flags = octets.next();
    Advert advert;
    advert.version = flags & 1U ? static_cast<std::uint8_t>(5 - config.version) : config.version;
    advert.priority = Priority(octets.next());
    advert.interval =
        flags & 2U ? config.interval : intervalOnWire(config.version, octets.next() * config.interval / 8);
    if (config.pass && !(flags & 4U)) {
        advert.authType = AuthType::Pass;
        advert.authData = authDataOf(flags & 8U ? "other" : "mypass");
    }
    const std::array<std::uint8_t, 4> list{10, 77, 0, static_cast<std::uint8_t>(flags & 16U ? 101 : 100)};
    advert.addresses = AddressList(Family::V4, list);
    const auto sender = IpAddress::fromOctets(std::array<std::uint8_t, 4>{10, 77, 0, octets.next()});

    const bool own = sender == config.primaryAddress;
    const bool wrongAuth = config.pass && (advert.authType != AuthType::Pass || advert.authData != *config.pass);
    const bool wrongInterval = config.version == 2 && advert.interval != config.interval;
    const bool discarded = own || advert.version != config.version || wrongAuth || wrongInterval;
    const State state = watched.router().state();
    const auto deadline = watched.router().deadline();
    const auto master = watched.router().masterAddress();
    const auto effects = watched.give(AdvertReceived{sender, advert});
    if (!discarded)
        return;
    require(watched.router().state() == state && watched.router().deadline() == deadline);
    require(watched.router().masterAddress() == master);
    for (const auto &effect : effects)
        require(std::holds_alternative<Oddity>(effect));
}

void track(Watched &watched, Octets &octets)
{
    const auto octet = octets.next();
    const auto verdict = static_cast<Verdict>(octet % 3);
    const auto effects = watched.give(TrackChanged{static_cast<std::size_t>(octet / 3U % 3U), verdict, "evidence"});
    require(verdict != Verdict::Unknown || effects.empty());
}

void order(Watched &watched, std::uint8_t kind, Octets &octets)
{
    const auto octet = octets.next();
    const auto sender = IpAddress::fromOctets(std::array<std::uint8_t, 4>{10, 77, 0, octet});
    switch (kind % 8) {
    case 0: {
        const Override wanted{Priority(octet)};
        const bool refused = watched.router().refusalOf(wanted).has_value();
        const auto effects = watched.give(wanted);
        require(refused ? effects.empty() : watched.router().state() == State::Master);
        break;
    }
    case 1: watched.give(ClearOverride{}); break;
    case 2: {
        const bool on = (octet & 1U) != 0;
        const bool refused = watched.router().refusalOf(Maintenance{on}).has_value();
        watched.give(Maintenance{on});
        require(refused || watched.router().inMaintenance() == on);
        require(!on || watched.router().effectivePriority().value() <= 1 || refused);
        break;
    }
    case 3: watched.give(TakeoverExpected{sender, octet * watched.router().config().interval}); break;
    case 4: watched.give(HandedOver{}); break;
    case 5: watched.give(GroupFault{(octet & 1U) != 0, 1}); break;
    case 6: watched.give(GroupClaim{}); break;
    case 7: watched.give(GroupYield{1, sender}); break;
    }
}

void reconfigure(Watched &watched, Octets &octets)
{
    auto config = watched.router().config();
    const auto flags = octets.next();
    if (flags & 1U)
        config.interval = std::chrono::milliseconds(octets.next() * 10);
    if (flags & 2U)
        config.priority = Priority(std::max<std::uint8_t>(octets.next(), 1));
    config.preempt ^= (flags & 4U) != 0;
    if (flags & 8U)
        config.preemptDelay = std::chrono::milliseconds(octets.next() * 20);
    if (flags & 16U && config.version == 2)
        config.pass = config.pass ? std::nullopt : std::optional(authDataOf("mypass"));
    if (flags & 32U)
        config.addresses = {*IpAddress::parse(config.addresses.size() > 1 ? "10.77.0.100" : "10.77.0.101"),
                            *IpAddress::parse("10.77.0.102")};
    if (flags & 64U) {
        if (config.tracks.empty())
            config.tracks.push_back({"fault", 0});
        else
            config.tracks.front().weight = static_cast<std::int8_t>(octets.next());
    }
    config.synced ^= (flags & 128U) != 0;
    watched.reconfigure(config);
}

void link(Watched &watched, Octets &octets)
{
    const auto octet = octets.next();
    watched.give(LinkChanged{octet & 1U ? "eth0" : "eth1", (octet & 2U) != 0});
    if (watched.router().state() != State::Init)
        require((octet & 2U) || watched.router().state() == State::Fault || watched.router().state() == State::Stopped);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Octets octets(data, std::min<std::size_t>(size, 4096));
    Watched watched(configFrom(octets));
    while (octets.left()) {
        const auto step = octets.next();
        if (step >= 0xf0) {
            reconfigure(watched, octets);
            continue;
        }
        if (step >= 0xe0) {
            order(watched, static_cast<std::uint8_t>(step - 0xe0), octets);
            continue;
        }
        switch (step % 9) {
        case 0: watched.give(Started{(octets.next() & 1U) != 0}); break;
        case 1:
        case 2: hear(watched, octets); break;
        case 3: watched.sleep(std::chrono::milliseconds(octets.next())); break;
        case 4: watched.sleep(octets.next() * watched.router().config().interval / 32); break;
        case 5: watched.oversleep(octets.next() * watched.router().config().interval / 8); break;
        case 6: track(watched, octets); break;
        case 7: link(watched, octets); break;
        case 8:
            if (octets.next() == 0xff) // seldom, for nothing comes behind it
                watched.give(Shutdown{});
            break;
        }
    }
    return 0;
}
