// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/agent.h"

#include "daemon/agent/agentlog.h"
#include "daemon/agent/eventtext.h"
#include "daemon/agent/mode/readinessjson.h"
#include "daemon/agent/statusbuilder.h"

#include <algorithm>
#include <utility>

namespace tandem::agent {

namespace {

using model::AlarmSeverity;
using model::EngineState;

std::vector<std::string> peerNames(const config::Cluster &cluster, const std::string &node)
{
    std::vector<std::string> names;
    for (const PeerAddress &peer : peersOf(cluster, node))
        names.push_back(peer.name);
    return names;
}

} // namespace

Result<std::unique_ptr<Agent>> Agent::create(Setup setup, rpc::TlsIdentity identity, std::unique_ptr<Journal> journal)
{
    const auto mark = journal->engineMark();
    const auto last = journal->lastSeq();
    if (!mark || !last)
        return Failure(!mark ? mark.error() : last.error());
    std::unique_ptr<Agent> agent(new Agent(std::move(setup), std::move(identity), std::move(journal)));
    if (const auto added = agent->addChecks(); !added)
        return Failure(added.error());
    return agent;
}

Agent::Agent(Setup setup, rpc::TlsIdentity identity, std::unique_ptr<Journal> journal)
    : m_setup(std::move(setup)), m_reader(std::move(journal)),
      m_journal(journalPath(m_setup), m_setup.node, journalLimits(m_setup)),
      m_leading(leadingInstance(m_setup.cluster)), m_notify(m_setup.cluster, m_setup.node, m_setup.runDir),
      m_metrics(m_setup.cluster.helper.metrics),
      m_engine(m_setup.runDir + "/engine.sock", m_reader->engineMark().value_or(EngineMark{}).engineId,
               m_reader->engineMark().value_or(EngineMark{}).seq),
      m_peerReadings(peerNames(m_setup.cluster, m_setup.node), BootClock::now()),
      m_peers(peersOf(m_setup.cluster, m_setup.node), identity, m_setup.node, {}),
      m_desk(surroundings(), {m_reader->maintenance().value_or(std::nullopt), m_reader->hold().value_or(std::nullopt)}),
      m_alarms(m_setup.node), m_lastSeq(m_reader->lastSeq().value_or(0)), m_begun(BootClock::now()),
      m_engineSince(m_begun), m_leadingSince(m_begun),
      m_pairing({m_setup.stateDir, m_setup.node, [this](const rpc::TlsIdentity &pinned) { setIdentity(pinned); },
                 [this](const std::string &what) {
                     store(helperEvent(what, wallClockNs()));
                     logTo(Severity::Notice, what);
                 }}),
      m_api(*this, std::move(identity), m_setup.node)
{
    m_tell.setSingleShot(true);
    connect(&m_tell, &QTimer::timeout, this, &NodeView::statusChanged);
    connect(&m_review, &QTimer::timeout, this, &Agent::reviewCluster);
    connect(&m_review, &QTimer::timeout, this, &Agent::reviewAlarms);
    connect(&m_review, &QTimer::timeout, &m_desk, &OrderDesk::review);
    connectJournal();
    connectMetrics();
    connectEngine();
    connectNotifyScript();
    connectPeers();
}

Agent::~Agent()
{
    // The API tells clients nothing of an agent that is half gone.
    m_api.close();
    store(helperEvent("tandem-agent ends", wallClockNs()));
}

Result<void> Agent::addChecks()
{
    const config::Cluster &cluster = m_setup.cluster;
    if (cluster.maxscale) {
        auto rest = maxscale::RestClient::create(cluster.maxscale->url, cluster.maxscale->caFile);
        if (!rest)
            return Failure(rest.error());
        m_rest = std::move(*rest);
    }
    m_checks = std::make_unique<CheckDesk>(CheckDesk::Surroundings{
        cluster, m_setup.node, m_setup.runDir, m_rest.get(), m_setup.reader,
        [this](const channel::TrackVerdict &verdict) { m_engine.setVerdict(verdict); },
        [this](const model::Event &event, Severity severity, const std::string &text) {
            store(event);
            logPatiently(severity, text);
        },
        [this](const channel::AskNeighbours &question) { return m_engine.askNeighbours(question); }});
    if (m_rest) {
        addKeeper();
        addIdentity();
    }
    addFacts();
    addFiles();
    connectChecks();
    return {};
}

void Agent::connectChecks()
{
    connect(m_checks.get(), &CheckDesk::changed, this, &Agent::reviewAlarms);
    connect(&m_engine, &EngineLink::neighboursAnswered, m_checks.get(), &CheckDesk::takeNeighbours);
    connect(m_checks.get(), &CheckDesk::maxScaleLooked, this, &Agent::onMaxScaleLooked);
    connect(m_checks.get(), &CheckDesk::maxScaleAnswersAgain, this, [this] { m_keeper->readNow(); });
    connect(m_checks.get(), &CheckDesk::sampled, this, [this](model::HealthSample sample) {
        if (const auto latency = std::exchange(m_loginLatencyNs, std::nullopt))
            addTo(sample, {model::Metric::LoginLatency, {}, *latency});
        m_metrics.update(sample);
        m_journal.append(sample);
    });
}

void Agent::addKeeper()
{
    m_keeper = std::make_unique<ModeKeeper>(
        *m_rest, m_setup.reader, m_setup.writer, [this] { return situation(); },
        m_reader->maxScaleStart().value_or(std::nullopt));
    connect(m_keeper.get(), &ModeKeeper::modeChanged, this, &Agent::onModeChanged);
    connect(m_keeper.get(), &ModeKeeper::startSeen, this,
            [this](std::int64_t startedAtNs) { m_journal.setMaxScaleStart(startedAtNs); });
    connect(m_keeper.get(), &ModeKeeper::changed, this, [this] {
        if (m_keeper->passive())
            m_checks->setPassive(*m_keeper->passive());
        reviewAlarms();
        changed();
    });
    m_clusterWatch = std::make_unique<ClusterWatch>(m_setup.cluster, m_setup.node, *m_rest, m_setup.reader);
    connect(m_clusterWatch.get(), &ClusterWatch::changed, this, &Agent::changed);
    connect(m_clusterWatch.get(), &ClusterWatch::hindered, this, [this](const std::string &why) {
        store(helperEvent(why, wallClockNs()));
        logPatiently(Severity::Notice, why);
        changed();
    });
}

void Agent::addIdentity()
{
    const config::MaxScale &maxscale = *m_setup.cluster.maxscale;
    m_identity = std::make_unique<IdentityDesk>(IdentityDesk::Surroundings{
        m_setup.cluster, m_setup.node, *m_rest, m_setup.reader, [this] { return statuses(); }});
    connect(m_identity.get(), &IdentityDesk::changed, this, [this] {
        reviewAlarms();
        changed();
    });
    m_login = makeLoginProbe(maxscale, *m_checks->maxScale());
    if (!m_login)
        return;
    connect(m_login.get(), &LoginProbe::changed, this, &Agent::reviewAlarms);
    connect(m_login.get(), &LoginProbe::measured, this,
            [this](std::int64_t latencyNs) { m_loginLatencyNs = latencyNs; });
}

void Agent::addFacts()
{
    const bool writes = m_rest && m_setup.cluster.maxscale->mode == config::Mode::Passive;
    const auto isRunning = [this] { return m_engine.state() == EngineState::Running; };
    m_facts = std::make_unique<FactsDesk>(FactsDesk::Surroundings{
        m_setup.node, m_setup.clusterFile,
        [this, isRunning] { return isRunning() && m_engine.hello() ? m_engine.hello()->version : std::string(); },
        [this, isRunning] { return isRunning() ? m_engine.status().heard : std::vector<model::HeardRouter>(); },
        [this](std::uint64_t id, std::uint8_t routerId) {
            return m_engine.probePaths({id, routerId});
        },
        writes ? m_rest.get() : nullptr, m_setup.writer});
    connect(&m_engine, &EngineLink::pathsProbed, m_facts.get(), &FactsDesk::takeProbed);
}

void Agent::connectEngine()
{
    connect(&m_engine, &EngineLink::stateChanged, this, [this] {
        m_engineSince = BootClock::now();
        onEngineChanged();
    });
    connect(&m_engine, &EngineLink::statusHeard, this, &Agent::onEngineChanged);
    connect(&m_engine, &EngineLink::eventHeard, this,
            [this](const model::Event &event, std::uint64_t engineId, std::uint64_t lost) {
                if (lost > 0)
                    store(helperEvent(std::to_string(lost) + " events of tandemd were lost", event.timeNs));
                m_journal.append(event, EngineMark{engineId, event.seq});
            });
}

void Agent::connectNotifyScript()
{
    connect(&m_engine, &EngineLink::eventHeard, &m_notify,
            [this](const model::Event &event, std::uint64_t, std::uint64_t lost) { m_notify.hear(event, lost); });
    connect(&m_engine, &EngineLink::statusHeard, &m_notify, [this] { m_notify.learn(m_engine.status().instances); });
    connect(&m_notify, &NotifyScript::failed, this, [this](const model::Event &event) {
        store(event);
        logPatiently(Severity::Warning, event.reason);
    });
}

void Agent::connectMetrics()
{
    const auto update = [this] { m_metrics.update(status()); };
    connect(this, &NodeView::statusChanged, this, update);
    connect(&m_review, &QTimer::timeout, this, update); // lateness and the like change without a word
    connect(&m_metrics, &MetricsDesk::changed, this, &Agent::reviewAlarms);
}

void Agent::connectJournal()
{
    connect(&m_journal, &JournalWriter::eventStored, this, [this](const model::Event &event) {
        m_lastSeq = event.seq;
        emit eventStored(event);
    });
    connect(&m_journal, &JournalWriter::engineEventStored, this,
            [this](const EngineMark &mark) { m_engine.stored(mark.engineId, mark.seq); });
    connect(&m_journal, &JournalWriter::sampleStored, this, &NodeView::sampleStored);
    connect(&m_journal, &JournalWriter::maintenanceStored, &m_desk, &OrderDesk::remembered);
    connect(&m_journal, &JournalWriter::holdStored, &m_desk, &OrderDesk::rememberedHold);
    connect(&m_journal, &JournalWriter::failing, this, [this](const Error &error) {
        m_journalTrouble = describe(error);
        reviewAlarms();
    });
    connect(&m_journal, &JournalWriter::recovered, this, [this] {
        m_journalTrouble.clear();
        reviewAlarms();
    });
}

OrderDesk::Surroundings Agent::surroundings()
{
    return {m_setup.cluster,
            m_setup.node,
            m_engine,
            m_peers,
            [this] { return status(); },
            [this](const model::Event &event) {
                store(event);
                logPatiently(Severity::Notice, event.reason);
            },
            [this](std::optional<std::int64_t> sinceNs) { m_journal.setMaintenance(sinceNs); },
            [this](const std::optional<model::Hold> &hold) { m_journal.setHold(hold); }};
}

void Agent::connectPeers()
{
    connect(&m_desk, &OrderDesk::changed, this, [this] {
        if (m_keeper)
            m_keeper->consider(); // a hold has begun or ended
        reviewAlarms();
        changed();
    });
    connect(&m_peers, &PeerLinks::heard, this,
            [this](const QString &peer, const std::optional<model::NodeStatus> &status) {
                m_peerReadings.update(peer.toStdString(), status, BootClock::now());
                m_checks->setPeersSeeUsable(m_peerReadings.seeUsableServer());
                if (m_keeper)
                    m_keeper->consider();
                reviewAlarms();
            });
}

Result<void> Agent::start()
{
    m_api.setCluster(m_setup.cluster.name);
    const config::Endpoint &listen = m_setup.cluster.helper.listen;
    if (const auto done = m_api.listen(listen.address.toString(), listen.port); !done)
        return done;
    if (const auto done = m_api.listenLocal(m_setup.runDir + "/agent.sock"); !done)
        return done;
    store(helperEvent("tandem-agent " TANDEM_VERSION " begins", wallClockNs()));
    if (m_reader->damaged())
        store(helperEvent(setAsideText(), wallClockNs()));
    if (m_setup.cluster.engine == config::EngineKind::Tandemd)
        m_engine.start();
    m_checks->start();
    if (m_identity)
        m_identity->start();
    if (m_login)
        m_login->start();
    m_metrics.start();
    m_peers.start();
    m_review.start(std::chrono::seconds(1));
    reviewAlarms();
    return {};
}

void Agent::setIdentity(const rpc::TlsIdentity &identity)
{
    m_api.setIdentity(identity);
    m_peers.setIdentity(identity);
}

void Agent::onMaxScaleLooked()
{
    const MaxScaleCheck &check = *m_checks->maxScale();
    if (check.processGone())
        m_keeper->noteGone();
    m_clusterWatch->note(check.status(), check.monitors(), check.info());
    if (check.readMode())
        m_keeper->take(check.info());
    reviewAlarms();
    if (differsInMoreThanNumbers(std::exchange(m_lastLook, check.status()), check.status()))
        changed();
    else if (!m_tell.isActive())
        m_tell.start(measuredWithin);
}

void Agent::onEngineChanged()
{
    const Instant now = BootClock::now();
    const model::VrrpState state = leadingStateOf(m_engine.status(), m_leading);
    if (std::exchange(m_leadingState, state) != state)
        m_leadingSince = now;
    m_checks->setHeldVips(heldVipsOf(m_engine.status()));
    if (m_identity)
        m_identity->setHeldVips(heldVipsOf(m_engine.status()));
    if (m_keeper)
        m_keeper->consider();
    reviewAlarms();
    changed();
}

void Agent::onModeChanged(const QString &from, const QString &to, const QString &reason, bool wrote)
{
    const model::Event event =
        modeEvent(from.toStdString(), to.toStdString(), reason.toStdString(), wrote,
                  std::string(m_engine.state() == EngineState::Running ? nameOf(m_leadingState)
                                                                       : nameOf(model::VrrpState::Unknown)),
                  wallClockNs());
    store(event);
    logPatiently(Severity::Notice, event.reason);
}

Situation Agent::situation() const
{
    const Instant now = BootClock::now();
    Situation situation;
    situation.mode = m_setup.cluster.maxscale->mode;
    situation.engine = m_engine.state();
    situation.state = m_leadingState;
    situation.stateFor = now - m_leadingSince;
    situation.held = m_desk.hold().has_value();
    situation.locks = m_clusterWatch ? m_clusterWatch->usesLocks() : std::nullopt;
    situation.monitorState = m_checks->maxScale()->status().monitorState;
    situation.peers = m_peerReadings.at(now);
    return situation;
}

/// Once a second: nothing that it finds counts before it has lasted for seconds.
void Agent::reviewCluster()
{
    if (m_clusterWatch)
        m_clusterFindings = m_clusterWatch->review(statuses(), BootClock::now(), wallClockNs());
}

void Agent::failoverReadiness(const std::string &node, ActionReply reply)
{
    if (m_setup.cluster.nodeNamed(node.empty() ? m_setup.node : node) == nullptr)
        return reply(
            fail(ErrorCode::Usage, {}, "the cluster has no node \"" + node + "\"", "compare the cluster file"));
    if (!node.empty() && node != m_setup.node)
        return m_peers.call(node, QStringLiteral("failover_readiness"), {}, std::move(reply), OrderDesk::passOnWithin);
    if (!m_clusterWatch)
        return reply(fail(ErrorCode::Refused, {}, "the cluster file has no [maxscale]"));
    reply(readinessJson(m_setup.node, m_clusterWatch->readiness(statuses(), m_keeper->decision())));
}

std::vector<Finding> Agent::findings() const
{
    std::vector<Finding> list = m_checks->findings();
    std::ranges::copy(m_clusterFindings, std::back_inserter(list));
    if (m_keeper)
        std::ranges::move(m_keeper->findings(), std::back_inserter(list));
    if (m_identity)
        std::ranges::move(m_identity->findings(), std::back_inserter(list));
    if (m_login)
        std::ranges::move(m_login->findings(), std::back_inserter(list));
    if (m_setup.cluster.engine == config::EngineKind::Tandemd && BootClock::now() - m_engineSince >= grace) {
        if (m_engine.state() == EngineState::Unknown)
            list.push_back({"engine-unreachable", AlarmSeverity::Critical, "tandemd: " + m_engine.trouble()});
        else if (m_engine.state() == EngineState::Stopped)
            list.push_back({"engine-stopped", AlarmSeverity::Warning, "tandemd has left in order"});
    }
    for (const auto &[peer, why] : m_peers.unreachable(grace))
        list.push_back({"peer-unreachable", AlarmSeverity::Warning, "the agent of " + peer + ": " + why});
    std::ranges::move(m_desk.findings(), std::back_inserter(list));
    if (m_reader->damaged())
        list.push_back({"journal-set-aside", AlarmSeverity::Warning, setAsideText()});
    std::ranges::move(m_metrics.findings(), std::back_inserter(list));
    std::ranges::move(m_drift->findings(), std::back_inserter(list));
    if (!m_fileTrouble.empty())
        list.push_back({"cluster-file-refused", AlarmSeverity::Warning, m_fileTrouble});
    if (!m_journalTrouble.empty())
        list.push_back({"journal-failing", AlarmSeverity::Warning, m_journalTrouble});
    return list;
}

std::string Agent::setAsideText() const
{
    return "the journal was damaged: it is set aside as " + m_reader->setAsideAs() + ", and a new one is begun (" +
           m_reader->damaged()->text + ")";
}

void Agent::reviewAlarms()
{
    const std::int64_t now = wallClockNs();
    const AlarmBook::Changes changes = m_alarms.update(findings(), now);
    for (const model::Alarm &alarm : changes.raised) {
        store(alarmEvent(alarm, true, now));
        logPatiently(alarm.severity == AlarmSeverity::Critical ? Severity::Error : Severity::Warning,
                     "alarm " + alarm.code + ": " + alarm.text);
    }
    for (const model::Alarm &alarm : changes.cleared) {
        store(alarmEvent(alarm, false, now));
        logPatiently(Severity::Notice, "alarm " + alarm.code + " is over");
    }
    if (changes.any())
        changed();
}

void Agent::changed()
{
    if (!m_tell.isActive() || m_tell.intervalAsDuration() > std::chrono::milliseconds(0))
        m_tell.start(0);
}

void Agent::store(const model::Event &event)
{
    m_journal.append(event);
}

model::NodeStatus Agent::status() const
{
    model::NodeStatus status;
    status.name = m_setup.node;
    status.reachable = true;
    status.engineState = m_engine.state();
    status.maintenance = m_desk.maintenance().has_value();
    status.helperVersion = TANDEM_VERSION;
    status.atNs = wallClockNs();
    status.clusterFile = m_setup.clusterFile;
    if (m_engine.state() == EngineState::Running) {
        status.leaseSeconds = m_engine.hello() ? m_engine.hello()->leaseSeconds : 0;
        status.engineLatenessNs = m_engine.status().latenessNs;
        if (const std::int64_t until = m_engine.status().trialUntilNs; until != 0)
            status.trialUntilNs = until;
    }
    status.instances = instancesOf(m_setup.cluster, m_engine.state(), m_engine.status());
    if (const MaxScaleCheck *check = m_checks->maxScale())
        status.maxscale = check->status();
    if (m_identity)
        m_identity->fill(status);
    if (m_clusterWatch) {
        status.maxscale.configDigest = m_clusterWatch->configDigest();
        status.maxscale.notChecked = m_clusterWatch->notChecked();
    }
    status.hold = m_desk.hold();
    status.alarms = m_alarms.alarms();
    return status;
}

std::vector<model::NodeStatus> Agent::statuses() const
{
    std::vector<model::NodeStatus> list;
    for (const config::Node &node : m_setup.cluster.nodes) {
        if (node.name == m_setup.node) {
            list.push_back(status());
            continue;
        }
        list.push_back(m_peers.statusOf(node.name).value_or(model::NodeStatus{}));
        list.back().name = node.name;
    }
    return list;
}

Result<std::vector<model::Event>> Agent::events(std::uint64_t since, int limit) const
{
    return m_reader->events(since, m_lastSeq, limit);
}

Result<std::vector<model::HealthRollup>> Agent::rollups(model::Resolution resolution, std::int64_t sinceNs,
                                                        std::int64_t untilNs, int limit) const
{
    return m_reader->rollups(resolution, sinceNs, untilNs, limit);
}

Result<std::vector<model::HealthSample>> Agent::samples(std::int64_t sinceNs, int limit) const
{
    return m_reader->samples(sinceNs, limit);
}

} // namespace tandem::agent
