// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/maxscalecheck.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace tandem::agent {

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

/// A connection that is lost and made again more often than this waits for the next look of the interval.
constexpr milliseconds shortestBetweenLooks{50};
constexpr int mostDoubts = 3;
constexpr std::int64_t nsInSecond = 1'000'000'000;

/// Of all services that tell.
std::optional<std::int64_t> failedLoginsOf(const maxscale::ServiceList &services)
{
    std::optional<std::int64_t> sum;
    for (const maxscale::ServiceStatistics &service : services.statistics)
        if (service.failedLogins)
            sum = sum.value_or(0) + *service.failedLogins;
    return sum;
}

} // namespace

MaxScaleCheck::MaxScaleCheck(Settings settings, maxscale::RestClient &rest, QObject *parent, Clock clock)
    : HealthCheck(settings.check, Tracker(settings.check.fall, settings.check.rise), parent),
      m_settings(std::move(settings)), m_rest(rest), m_clock(std::move(clock)), m_heldRest(rest.host(), rest.port())
{
    m_next.setSingleShot(true);
    m_next.setTimerType(Qt::PreciseTimer);
    connect(&m_next, &QTimer::timeout, this, [this] { look(); });
    connect(&m_heldRest, &HeldConnection::opened, this, &MaxScaleCheck::onRestOpened);
    connect(&m_heldRest, &HeldConnection::refused, this, &MaxScaleCheck::onRefused);
    connect(&m_heldRest, &HeldConnection::lost, this, &MaxScaleCheck::onLost);
    connect(&m_heldListeners, &HeldListeners::lost, this, &MaxScaleCheck::onLost);
    connect(&m_heldListeners, &HeldListeners::refused, this, [this] {
        // Where REST goes on, it is this listener alone that went: looked at as any other end of a connection.
        if (!m_gone && m_tracker.health() != Health::Down)
            onLost();
    });
    arrangeListeners();
}

MaxScaleCheck::~MaxScaleCheck() = default;

void MaxScaleCheck::start()
{
    m_heldRest.open();
    look();
}

void MaxScaleCheck::setHeldVips(const std::vector<std::string> &addresses)
{
    if (addresses == m_heldVips)
        return;
    m_heldVips = addresses;
    arrangeListeners();
    if (m_look)
        look(); // the one under way may wait for a prober that is no more
}

void MaxScaleCheck::setPassive(bool passive)
{
    if (m_status.reachable)
        m_status.passive = passive;
    if (m_info)
        m_info->passive = passive;
}

void MaxScaleCheck::onRestOpened()
{
    m_restRefused = false;
    if (!m_gone)
        return;
    m_modeRead.reset();
    emit answersAgain();
    look();
}

void MaxScaleCheck::onRefused()
{
    // Once it is known, the looks of the interval suffice; the connection goes on trying.
    if (std::exchange(m_restRefused, true))
        return;
    look(true);
}

void MaxScaleCheck::onLost()
{
    m_modeRead.reset(); // whatever answers next may have restarted
    const Duration since = m_clock() - m_lookBegan;
    if (since >= shortestBetweenLooks)
        look();
    else if (!m_look)
        m_next.start(duration_cast<milliseconds>(shortestBetweenLooks - since));
}

void MaxScaleCheck::look(bool restIsRefused)
{
    m_next.stop();
    m_lookBegan = m_clock();
    Look::Task task;
    task.rest = &m_rest;
    for (const auto &[port, prober] : m_probers)
        task.probers.push_back(prober.get());
    task.reader = m_settings.reader;
    task.timeout = m_settings.check.timeout;
    task.restIsRefused = restIsRefused;
    task.withMode = m_asksMode = isDue(m_modeRead, modeEvery);
    task.withServices = isDue(m_servicesRead, servicesEvery);
    dropLook(); // its results are of before whatever caused this one
    m_look = std::make_unique<Look>(std::move(task), nullptr);
    connect(m_look.get(), &Look::finished, this, &MaxScaleCheck::onLooked);
    m_look->begin();
}

void MaxScaleCheck::onLooked(const Look::Outcome &outcome)
{
    const Look::Outcome seen = outcome;
    dropLook();
    if (seen.services) {
        m_servicesRead = m_clock();
        if (adopt(seen.services->listeners)) {
            look(); // what was asked at the wrong place says nothing
            return;
        }
    }
    const Judgement judgement = judge(seen.sight, m_settings.expected);
    // Nobody listens for REST, but a listener still seemed to: a process that is just dying, or a host too busy to tell
    // refused from silent in time. Looked at again at once, a few times, before it counts as less than it is.
    if (m_restRefused && judgement.observation.kind == Observation::Kind::Bad && m_doubts < mostDoubts) {
        ++m_doubts;
        look(true);
        return;
    }
    m_doubts = 0;
    m_gone = judgement.observation.verdict == "refused";
    const Instant now = m_clock();
    takeMode(seen);
    takeStatus(seen);
    const auto change = m_tracker.observe(judgement.observation, now);
    const bool returns = m_tracker.health() == Health::Down && judgement.observation.kind == Observation::Kind::Good;
    m_status.verdict = returns ? "returning" : m_tracker.verdict();
    m_status.evidence = m_tracker.evidence();
    m_findings = judgement.findings;
    std::ranges::copy(m_monitorFindings, std::back_inserter(m_findings));
    if (change)
        emit verdictChanged(*change);
    emit looked();
    takeSample(seen);
    scheduleNext();
}

bool MaxScaleCheck::isDue(const std::optional<Instant> &read, Duration every) const
{
    return !read || m_lookBegan - *read >= every - shortestBetweenLooks;
}

void MaxScaleCheck::takeMode(const Look::Outcome &outcome)
{
    m_readMode = m_asksMode || !outcome.sight.servers;
    if (!m_readMode)
        return;
    m_info = outcome.info;
    m_monitors = outcome.monitors;
    m_monitorFindings = m_monitors ? m_monitorWatch.look(*m_monitors, m_clock()) : std::vector<Finding>();
    // One that did not answer is asked again at the next look: it may be another one by then.
    m_modeRead = m_info && m_monitors ? std::optional(m_lookBegan) : std::nullopt;
}

void MaxScaleCheck::dropLook()
{
    if (!m_look)
        return;
    m_look->disconnect(this);
    m_over = std::move(m_look); // it may be the one that calls
}

bool MaxScaleCheck::adopt(const std::vector<maxscale::Listener> &listeners)
{
    const std::vector<ListenerPlace> before = m_places;
    m_knownListeners = listeners;
    arrangeListeners();
    return !std::ranges::equal(before, m_places, [](const ListenerPlace &a, const ListenerPlace &b) {
        return a.address == b.address && a.elsewhere == b.elsewhere;
    });
}

void MaxScaleCheck::arrangeListeners()
{
    const auto places = placeListeners(m_settings.listeners, m_knownListeners, m_settings.vips, m_heldVips);
    for (const ListenerPlace &place : places) {
        const auto before = std::ranges::find(m_places, place.port, &ListenerPlace::port);
        if (place.elsewhere)
            m_probers.erase(place.port);
        else if (before == m_places.end() || before->elsewhere || before->address != place.address)
            addProber(place);
    }
    m_places = places;
    m_heldListeners.arrange(places);
}

void MaxScaleCheck::addProber(const ListenerPlace &place)
{
    auto &prober = m_probers[place.port];
    prober = std::make_unique<maxscale::Prober>(place.address, place.port);
    connect(prober.get(), &maxscale::Prober::spokeLate, this, [this] {
        emit answersAgain();
        onLost();
    });
}

void MaxScaleCheck::takeStatus(const Look::Outcome &outcome)
{
    const model::MaxScaleStatus before = m_status;
    m_status = {};
    m_status.version = before.version;
    m_status.reachable = outcome.sight.servers.has_value();
    if (!m_status.reachable)
        return;
    m_status.servers = *outcome.sight.servers;
    if (outcome.restLatency)
        m_status.checkLatencyNs = outcome.restLatency->count();
    if (m_info) {
        m_status.passive = m_info->passive;
        m_status.version = m_info->version;
        m_status.startedAtNs = m_info->startedAtNs;
        m_status.configSync = m_info->sync;
    }
    if (m_monitors) {
        m_status.monitorState = maxscale::summaryOf(*m_monitors);
        for (const maxscale::Monitor &monitor : *m_monitors)
            m_status.monitors.push_back(maxscale::statusOf(monitor, m_monitorWatch.isStale(monitor.name)));
    }
    if (outcome.services) {
        m_status.sessions = outcome.services->sessions;
        m_status.failedLogins = failedLoginsOf(*outcome.services);
    } else if (m_servicesRead && m_clock() - *m_servicesRead < servicesEvery) { // not asked this time
        m_status.sessions = before.sessions;
        m_status.failedLogins = before.failedLogins;
    }
}

void MaxScaleCheck::takeSample(const Look::Outcome &outcome)
{
    Reading reading;
    reading.timeNs = wallClockNs();
    reading.at = m_clock();
    reading.verdict = m_status.verdict;
    reading.restLatency = outcome.restLatency;
    for (const maxscale::ProbeResult &probe : outcome.sight.greetings)
        if (probe.outcome == maxscale::ProbeOutcome::Greeted)
            reading.greetingLatency = std::max(reading.greetingLatency.value_or(Duration::zero()), probe.latency);
    reading.statesAreStale =
        std::ranges::find(m_findings, "maxscale-monitor-stale", &Finding::code) != m_findings.end();
    reading.servers = outcome.serverStatistics;
    reading.services = outcome.services;
    reading.threads = outcome.threads;
    if (outcome.services && m_info && m_info->startedAtNs) {
        reading.startedAtNs = m_info->startedAtNs;
        reading.uptimeSeconds = std::max<std::int64_t>(0, (reading.timeNs - *reading.startedAtNs) / nsInSecond);
    }
    if (outcome.services) // as often as the rest that is for charts
        reading.residentBytes = m_memory.residentBytes(reading.at);
    emit sampled(m_sampler.take(reading));
}

void MaxScaleCheck::scheduleNext()
{
    const Duration left = m_lookBegan + m_settings.check.interval - m_clock();
    m_next.start(std::max(duration_cast<milliseconds>(left), milliseconds(0)));
}

} // namespace tandem::agent
