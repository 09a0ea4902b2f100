// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/checkdesk.h"

#include "daemon/agent/health/filecheck.h"
#include "daemon/agent/health/healthevent.h"
#include "daemon/agent/health/processcheck.h"
#include "daemon/agent/health/scriptcheck.h"
#include "daemon/agent/health/tcpcheck.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tandem::agent {

namespace {

using model::AlarmSeverity;

bool isTracked(const config::Cluster &cluster, const std::string &check)
{
    return std::ranges::any_of(cluster.instances, [&](const config::Instance &instance) {
        return std::ranges::find(instance.tracks, check) != instance.tracks.end();
    });
}

std::vector<std::string> vipsOf(const config::Cluster &cluster)
{
    std::vector<std::string> vips;
    for (const config::Instance &instance : cluster.instances)
        for (const config::VirtualAddress &vip : instance.virtualAddresses)
            vips.push_back(vip.network.address.toString());
    return vips;
}

/// Nothing for the kinds that are no periodic ones.
std::unique_ptr<HealthCheck> periodicCheck(const config::Check &check, const std::string &runDir)
{
    switch (check.kind) {
    case config::CheckKind::Script: return std::make_unique<ScriptCheck>(check, runDir);
    case config::CheckKind::Tcp: return std::make_unique<TcpCheck>(check);
    case config::CheckKind::Process: return std::make_unique<ProcessCheck>(check);
    case config::CheckKind::File: return std::make_unique<FileCheck>(check);
    case config::CheckKind::MaxScale:
    case config::CheckKind::Gateway: break;
    }
    return nullptr;
}

/// "exit code 3: no server1", "refused (127.0.0.1:4006 connection refused)"
std::string proofOf(const std::string &verdict, const std::string &evidence)
{
    return evidence.starts_with(verdict) ? evidence : verdict + " (" + evidence + ")";
}

/// One that only takes from the priority is no failure of the node.
Finding failureOf(const HealthCheck &check)
{
    return {"check-failed", check.settings().weight == 0 ? AlarmSeverity::Critical : AlarmSeverity::Warning,
            "check \"" + check.name() + "\" failed: " + proofOf(check.tracker().verdict(), check.tracker().evidence())};
}

Finding failureOf(const MaxScaleCheck &check)
{
    const std::string &verdict = check.tracker().verdict();
    const bool silent = verdict == "refused" || verdict == "frozen" || verdict == "unreachable";
    const std::string now = check.status().verdict == "returning" ? "it answers again and is taken for good after " +
                                                                        std::to_string(check.settings().rise) + " looks"
                                                                  : check.tracker().evidence();
    return {silent ? "maxscale-unreachable" : "maxscale-failed", AlarmSeverity::Critical,
            "MaxScale: " + verdict + " (" + now + ")"};
}

} // namespace

CheckDesk::CheckDesk(Surroundings surroundings) : m_around(std::move(surroundings))
{
    const config::Cluster &cluster = m_around.cluster;
    for (const config::Check &check : cluster.checks) {
        if (check.kind == config::CheckKind::MaxScale && m_around.rest)
            addMaxScale(check, true);
        else if (!isTracked(cluster, check.name))
            continue; // nobody would hear of it
        else if (check.kind == config::CheckKind::Gateway)
            addGateway(check);
        else if (auto periodic = periodicCheck(check, m_around.runDir))
            addPeriodic(std::move(periodic));
        else
            m_notRun.push_back("check \"" + check.name + "\" asks MaxScale, and the cluster file has no [maxscale]");
    }
    if (!m_maxScale && m_around.rest)
        addMaxScale(config::Check{}, false);
}

CheckDesk::~CheckDesk() = default;

void CheckDesk::addMaxScale(const config::Check &check, bool tracked)
{
    const config::MaxScale &maxscale = *m_around.cluster.maxscale;
    MaxScaleCheck::Settings settings;
    settings.check = check;
    settings.listeners = maxscale.listeners;
    settings.vips = vipsOf(m_around.cluster);
    settings.expected = {maxscale.servers, m_around.cluster.nodeNamed(m_around.node)->versionString, false};
    settings.reader = m_around.reader;
    auto made = std::make_unique<MaxScaleCheck>(std::move(settings), *m_around.rest);
    MaxScaleCheck &one = *m_maxScaleChecks.emplace_back(made.get());
    m_checks.push_back(std::move(made));
    if (tracked)
        watch(one);
    if (m_maxScale)
        return;
    m_maxScale = &one;
    connect(&one, &HealthCheck::looked, this, &CheckDesk::maxScaleLooked);
    connect(&one, &MaxScaleCheck::sampled, this, &CheckDesk::sampled);
    connect(&one, &MaxScaleCheck::answersAgain, this, &CheckDesk::maxScaleAnswersAgain);
}

void CheckDesk::addGateway(const config::Check &check)
{
    std::map<std::string, std::string> names;
    for (const config::Node &node : m_around.cluster.nodes) {
        names.emplace(node.address.toString(), node.name);
        if (node.address6)
            names.emplace(node.address6->toString(), node.name);
    }
    auto made = std::make_unique<GatewayCheck>(check, std::move(names), m_around.askNeighbours);
    m_gatewayChecks.push_back(made.get());
    addPeriodic(std::move(made));
}

void CheckDesk::addPeriodic(std::unique_ptr<HealthCheck> check)
{
    watch(*check);
    connect(check.get(), &HealthCheck::verdictChanged, this, &CheckDesk::changed);
    connect(check.get(), &HealthCheck::looked, this, [this, one = check.get(), evidence = std::string()]() mutable {
        // Text that is the same at each look is no news.
        if (std::exchange(evidence, one->tracker().evidence()) != one->tracker().evidence())
            emit changed();
    });
    m_periodicChecks.push_back(check.get());
    m_checks.push_back(std::move(check));
}

void CheckDesk::watch(HealthCheck &check)
{
    connect(&check, &HealthCheck::verdictChanged, this, [this, &check](const Tracker::Change &change) {
        sendVerdict(check); // before anything that may take time
        const model::Event event = healthEvent(check.name(), change, check.health(), wallClockNs());
        m_around.tell(event, check.health() == Health::Down ? Severity::Error : Severity::Notice,
                      event.reason + (change.evidence.empty() ? "" : " (" + change.evidence + ")"));
    });
    connect(&check, &HealthCheck::looked, this, [this, &check] { sendVerdict(check); });
}

void CheckDesk::sendVerdict(const HealthCheck &check)
{
    using State = channel::TrackVerdict::State;
    const config::Check &settings = check.settings();
    const Health health = check.health();
    m_around.sendVerdict({settings.name,
                          health == Health::Up     ? State::Up
                          : health == Health::Down ? State::Down
                                                   : State::Unknown,
                          check.tracker().verdict(),
                          std::max<Duration>(3 * settings.interval + settings.timeout, shortestValidity).count()});
}

void CheckDesk::start()
{
    for (const auto &check : m_checks)
        check->start();
}

std::vector<Finding> CheckDesk::findings() const
{
    std::vector<Finding> list;
    if (m_maxScale) {
        list = m_maxScale->findings();
        if (m_maxScale->health() == Health::Down)
            list.push_back(failureOf(*m_maxScale));
    }
    for (const HealthCheck *check : m_periodicChecks)
        if (check->health() == Health::Down)
            list.push_back(failureOf(*check));
    for (const GatewayCheck *check : m_gatewayChecks)
        std::ranges::move(check->findings(), std::back_inserter(list));
    for (const std::string &why : m_notRun)
        list.push_back({"check-not-run", AlarmSeverity::Warning, why + ": it moves nothing"});
    return list;
}

void CheckDesk::setHeldVips(const std::vector<std::string> &addresses)
{
    for (MaxScaleCheck *check : m_maxScaleChecks)
        check->setHeldVips(addresses);
}

void CheckDesk::takeNeighbours(const channel::NeighbourAnswer &answer)
{
    for (GatewayCheck *check : m_gatewayChecks)
        check->take(answer);
}

void CheckDesk::setPeersSeeUsable(bool usable)
{
    for (MaxScaleCheck *check : m_maxScaleChecks)
        check->setPeersSeeUsable(usable);
}

void CheckDesk::setPassive(bool passive)
{
    if (m_maxScale)
        m_maxScale->setPassive(passive);
}

} // namespace tandem::agent
