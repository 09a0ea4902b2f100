// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenes.h"

#include <algorithm>
#include <cmath>

namespace tandem::gui::scenes {

namespace {

using model::CauseType;
using model::Event;
using model::EventKind;
using model::VrrpState;

constexpr std::int64_t ms = 1'000'000;
constexpr std::int64_t second = 1000 * ms;
constexpr std::int64_t minute = 60 * second;

config::Node node(const std::string &name, const std::string &address, std::uint8_t priority)
{
    config::Node made;
    made.name = name;
    made.address = *IpAddress::parse(address);
    made.interface = "eth0";
    made.priority = priority;
    return made;
}

/// Waves that look like measurements and are the same at every run.
double wave(int i, double a, double b)
{
    return std::sin(i * a) * 0.6 + std::sin(i * b + 1.3) * 0.4;
}

void addSamples(SceneSource &source)
{
    for (int i = 0; i < 1700; ++i) {
        const std::int64_t at = source.nowNs() - (1700 - i) * 2 * second + 300 * ms;
        for (int n = 0; n < 2; ++n) {
            model::HealthSample sample;
            sample.timeNs = at + n * 211 * ms;
            sample.verdict = "ok";
            const bool owner = (n == 0) != (at > deathNs && at < deathNs + 3 * second);
            const double rest =
                (n == 0 ? 1.05 : 1.45) + 0.16 * wave(i, 0.21 + n * 0.05, 0.047) + 0.09 * wave(i, 1.9, 2.7);
            sample.restLatencyNs = static_cast<std::int64_t>(rest * 1e6);
            sample.greetingLatencyNs = static_cast<std::int64_t>((0.35 + 0.1 * n + 0.05 * wave(i, 0.7, 0.31)) * 1e6);
            sample.sessions =
                owner ? static_cast<std::int64_t>(1010 + 90 * wave(i, 0.05, 0.013)) : (i % 90 < 12 ? 4 : 0);
            if (n == 0 && at > deathNs - 100 * ms && at < deathNs + 2400 * ms) {
                sample.verdict = "refused";
                sample.restLatencyNs.reset();
                sample.greetingLatencyNs.reset();
                sample.sessions.reset();
            }
            source.editSamples(n).push_back(sample);
        }
    }
}

void addStart(SceneSource &source, std::int64_t begin)
{
    const auto at = [begin](std::int64_t offset) { return begin + offset * ms; };
    source.add(event(at(0), "maxscale1", EventKind::Helper, "", "started", "agent 0.1.0 started", CauseType::Start));
    source.add(event(at(12), "maxscale1", EventKind::State, "INIT", "BACKUP", "started with priority 150",
                     CauseType::Start, {}, "VI_1"));
    source.add(event(at(40), "maxscale2", EventKind::Helper, "", "started", "agent 0.1.0 started", CauseType::Start));
    source.add(event(at(52), "maxscale2", EventKind::State, "INIT", "BACKUP", "started with priority 100",
                     CauseType::Start, {}, "VI_1"));
    source.add(event(at(310), "maxscale1", EventKind::Health, "", "ok", "greeting, 2 servers", CauseType::Check,
                     {"check", "maxscale"}));
    source.add(event(at(372), "maxscale2", EventKind::Health, "", "ok", "greeting, 2 servers", CauseType::Check,
                     {"check", "maxscale"}));
    source.add(event(at(380), "maxscale2", EventKind::Mode, "active", "passive", "engine is BACKUP", CauseType::Check,
                     {"patch", "204"}));
    source.add(event(at(3426), "maxscale1", EventKind::State, "BACKUP", "MASTER",
                     "no advert from any master for 3.41 s", CauseType::Timer, {"waited_ms", "3414.1", "master", ""},
                     "VI_1"));
    source.add(event(at(3427), "maxscale1", EventKind::Vip, "", "10.77.0.100", "became MASTER: added 10.77.0.100",
                     CauseType::Timer, {}, "VI_1"));
    source.add(event(at(3439), "maxscale1", EventKind::Mode, "passive", "active", "engine is MASTER", CauseType::Check,
                     {"patch", "204"}));
}

void addDeath(SceneSource &source)
{
    const auto at = [](std::int64_t us) { return deathNs + us * 1000; };
    source.add(event(at(-2'000), "maxscale1", EventKind::Health, "ok", "refused", "check \"maxscale\" failed: refused",
                     CauseType::Check,
                     {"check", "maxscale", "verdict", "refused", "evidence", "127.0.0.1:8989 connection refused"}));
    source.add(event(at(0), "maxscale1", EventKind::State, "MASTER", "FAULT", "check \"maxscale\" failed: refused",
                     CauseType::Check, {"check", "maxscale"}, "VI_1"));
    source.add(event(at(400), "maxscale1", EventKind::Vip, "10.77.0.100", "", "no longer MASTER: removed 10.77.0.100",
                     CauseType::Check, {}, "VI_1"));
    source.add(event(at(609'000), "maxscale2", EventKind::State, "BACKUP", "MASTER",
                     "10.77.0.1 resigned (priority 0), then Skew_Time passed", CauseType::Advert,
                     {"from", "10.77.0.1", "priority", "0", "waited_ms", "608.9"}, "VI_1"));
    source.add(event(at(610'000), "maxscale2", EventKind::Vip, "", "10.77.0.100", "became MASTER: added 10.77.0.100",
                     CauseType::Timer, {}, "VI_1"));
    source.add(event(at(622'000), "maxscale2", EventKind::Mode, "passive", "active",
                     "engine is MASTER, peer reads passive", CauseType::Check, {"patch", "204"}));
}

void addReturn(SceneSource &source)
{
    const auto at = [](std::int64_t us) { return deathNs + us * 1000; };
    source.add(event(at(2'350'000), "maxscale1", EventKind::Action, "", "start maxscale", "start maxscale",
                     CauseType::Command, {"by", "ops"}));
    source.add(event(at(2'444'000), "maxscale1", EventKind::Health, "refused", "ok", "greeting, 2 servers",
                     CauseType::Check, {"check", "maxscale"}));
    source.add(event(at(2'452'000), "maxscale1", EventKind::Mode, "active", "passive",
                     "MaxScale is passive: engine is FAULT", CauseType::Check, {"patch", "204"}));
    source.add(event(at(2'700'000), "maxscale1", EventKind::State, "FAULT", "BACKUP", "check \"maxscale\" is up again",
                     CauseType::Check, {"check", "maxscale"}, "VI_1"));
    source.add(event(at(3'055'000), "maxscale1", EventKind::State, "BACKUP", "MASTER",
                     "only 10.77.0.2 with less priority (100) was heard for 0.35 s", CauseType::Timer,
                     {"waited_ms", "353.0", "master", "10.77.0.2", "priority", "100"}, "VI_1"));
    source.add(event(at(3'056'000), "maxscale1", EventKind::Vip, "", "10.77.0.100", "became MASTER: added 10.77.0.100",
                     CauseType::Timer, {}, "VI_1"));
    source.add(event(at(3'057'500), "maxscale2", EventKind::State, "MASTER", "BACKUP",
                     "10.77.0.1 advertises priority 150", CauseType::Advert, {"from", "10.77.0.1", "priority", "150"},
                     "VI_1"));
    source.add(event(at(3'056'000) - 1, "maxscale2", EventKind::Vip, "10.77.0.100", "",
                     "no longer MASTER: removed 10.77.0.100", CauseType::Advert, {}, "VI_1"));
    source.add(event(at(3'066'000), "maxscale2", EventKind::Mode, "active", "passive", "engine is BACKUP",
                     CauseType::Check, {"patch", "204"}));
    source.add(event(at(3'078'000), "maxscale1", EventKind::Mode, "passive", "active",
                     "engine is MASTER, peer reads passive", CauseType::Check, {"patch", "204"}));
}

void fillStatus(SceneSource &source)
{
    for (int i = 0; i < 2; ++i) {
        const bool owner = i == 0;
        model::NodeStatus &status = source.node(i);
        status.reachable = true;
        status.engineState = model::EngineState::Running;
        status.helperVersion = "0.1.0";
        status.leaseSeconds = 2;
        status.engineLatenessNs = 180'000 + i * 40'000;
        status.atNs = source.nowNs();
        status.maxscale = {true,
                           !owner,
                           "24.02.4",
                           "ok",
                           "greeting, 2 servers",
                           deathNs,
                           "Idle",
                           owner ? 1204 : 0,
                           owner ? 900'000 : 1'100'000,
                           {{"server1", "Master, Running", std::nullopt, owner ? 1204 : 0},
                            {"server2", "Slave, Running", 0, owner ? 377 : 0}}};
        model::InstanceStatus instance{.name = "VI_1",
                                       .state = owner ? VrrpState::Master : VrrpState::Backup,
                                       .effectivePriority = owner ? 150 : 100,
                                       .vips = {"10.77.0.100/24"},
                                       .masterAddress = "10.77.0.1",
                                       .sinceNs = deathNs + 3 * second};
        if (owner)
            instance.heldVips = {"10.77.0.100"};
        status.instances = {instance};
        source.editLink(i) = {fleet::Link::State::Connected, std::nullopt, source.nowNs(),
                              (i == 0 ? 120 : -310) * 1000,  400'000,      true};
    }
}

} // namespace

SceneSource::SceneSource(config::Cluster cluster) : m_cluster(std::move(cluster))
{
    for (const config::Node &each : m_cluster.nodes) {
        model::NodeStatus status;
        status.name = each.name;
        m_nodes.push_back(status);
    }
    m_links.resize(m_nodes.size());
    m_samples.resize(m_nodes.size());
    m_seq.resize(m_nodes.size());
}

fleet::ClusterStatus SceneSource::status() const
{
    fleet::ClusterStatus status;
    status.cluster = m_cluster.name;
    status.nodes = m_nodes;
    status.alarms = m_alarms;
    for (const config::Instance &instance : m_cluster.instances) {
        fleet::InstanceView view;
        view.name = instance.name;
        for (const config::VirtualAddress &address : instance.virtualAddresses)
            view.vips.push_back(address.network.toString());
        for (const model::NodeStatus &each : m_nodes) {
            view.states[each.name] = VrrpState::Unknown;
            for (const model::InstanceStatus &on : each.instances) {
                if (on.name != instance.name || !each.reachable)
                    continue;
                view.states[each.name] = on.state;
                view.effectivePriority[each.name] = on.effectivePriority;
                if (!on.heldVips.empty())
                    view.vipOwner.push_back(each.name);
            }
        }
        status.instances.push_back(std::move(view));
    }
    return status;
}

void SceneSource::setSettled(bool settled)
{
    m_settled = settled;
    emit settledChanged();
}

void SceneSource::add(model::Event event)
{
    const int node = nodeIndexOf(event.node);
    if (event.seq == 0 && node >= 0)
        event.seq = ++m_seq[static_cast<std::size_t>(node)];
    const auto place = std::upper_bound(m_events.begin(), m_events.end(), event.timeNs,
                                        [](std::int64_t ns, const Event &each) { return ns < each.timeNs; });
    const auto index = static_cast<int>(place - m_events.begin());
    m_events.insert(place, std::move(event));
    emit eventInserted(index);
}

void SceneSource::dropOldest(int count)
{
    emit eventsAboutToDrop(count);
    m_events.erase(m_events.begin(), m_events.begin() + count);
    emit eventsDropped(count);
}

config::Cluster shop()
{
    config::Instance instance{.name = "VI_1", .virtualRouterId = *VirtualRouterId::of(51)};
    instance.version = 2;
    instance.virtualAddresses = {{*IpNetwork::parse("10.77.0.100/24"), "", ""}};
    instance.tracks = {"maxscale"};
    config::Cluster cluster;
    cluster.name = "shop";
    cluster.nodes = {node("maxscale1", "10.77.0.1", 150), node("maxscale2", "10.77.0.2", 100)};
    cluster.instances = {instance};
    cluster.maxscale = config::MaxScale{};
    cluster.maxscale->mode = config::Mode::Passive;
    config::Check check;
    check.name = "maxscale";
    cluster.checks = {check};
    cluster.helper.listen = {*IpAddress::parse("0.0.0.0"), 8732};
    return cluster;
}

Event event(std::int64_t ns, const std::string &node, EventKind kind, const std::string &from, const std::string &to,
            const std::string &reason, CauseType type, const std::vector<std::string> &causes,
            const std::string &instance)
{
    Event made;
    made.node = node;
    made.timeNs = ns;
    made.kind = kind;
    made.from = from;
    made.to = to;
    made.reason = reason;
    made.cause.type = type;
    made.instance = instance;
    for (std::size_t i = 0; i + 1 < causes.size(); i += 2)
        made.cause.details.emplace_back(causes[i], causes[i + 1]);
    return made;
}

void fillFailover(SceneSource &source)
{
    source.setNow(deathNs + 6 * minute);
    fillStatus(source);
    addStart(source, deathNs - 51 * minute);
    addDeath(source);
    addReturn(source);
    addSamples(source);
    source.editVipViews() = {{"10.77.0.100", 4006, fleet::VipView::Agreement::Agrees, "maxscale1", "maxscale1",
                              "10.77.0.100:4006 greets as PrimaryMaxScale", std::chrono::microseconds(420), 9,
                              source.nowNs() - minute}};
}

void loseSecond(SceneSource &source)
{
    fillFailover(source);
    source.setNow(source.nowNs() + 12 * second);
    source.node(1).reachable = false;
    source.editLink(1).state = fleet::Link::State::Lost;
    source.editLink(1).lastHeardNs = source.nowNs() - 12 * second;
    source.editLink(1).error = Error{ErrorCode::NotReachable, "10.77.0.2:8732", "connection refused",
                                     "see on maxscale2 whether tandem-agent runs: systemctl status tandem-agent"};
    source.alarms() = {{"maxscale2/helper-unreachable", "helper-unreachable", model::AlarmSeverity::Warning,
                        "maxscale2", "", source.nowNs() - 12 * second, "maxscale2 has not answered"}};
}

void splitBrain(SceneSource &source)
{
    fillFailover(source);
    const std::int64_t since = source.nowNs();
    source.add(event(since, "maxscale2", EventKind::State, "BACKUP", "MASTER", "no advert for 3.609 s",
                     CauseType::Timer, {"timer", "Master_Down_Interval"}, "VI_1"));
    source.add(event(since + ms, "maxscale2", EventKind::Vip, "", "10.77.0.100", "became MASTER: added 10.77.0.100",
                     CauseType::Timer, {}, "VI_1"));
    source.setNow(since + 41 * second);
    source.node(1).instances[0].state = VrrpState::Master;
    source.node(1).instances[0].heldVips = {"10.77.0.100"};
    source.alarms() = {{"shop/two-vip-owners/VI_1", "two-vip-owners", model::AlarmSeverity::Critical, "", "VI_1", since,
                        "maxscale1 and maxscale2 both hold 10.77.0.100"},
                       {"maxscale2/masters-differ", "masters-differ", model::AlarmSeverity::Warning, "maxscale2", "",
                        since + 9 * second, "The nodes name different Masters"}};
}

void connecting(SceneSource &source)
{
    source.setNow(deathNs);
    source.setSettled(false);
}

} // namespace tandem::gui::scenes
