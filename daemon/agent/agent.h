// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "daemon/agent/actions/notifyscript.h"
#include "daemon/agent/alarmbook.h"
#include "daemon/agent/api/apiserver.h"
#include "daemon/agent/api/nodeview.h"
#include "daemon/agent/enginelink.h"
#include "daemon/agent/facts/factsdesk.h"
#include "daemon/agent/health/checkdesk.h"
#include "daemon/agent/health/loginprobe.h"
#include "daemon/agent/identity/identitydesk.h"
#include "daemon/agent/journal/journalwriter.h"
#include "daemon/agent/metrics/metricsdesk.h"
#include "daemon/agent/mode/clusterwatch.h"
#include "daemon/agent/mode/modekeeper.h"
#include "daemon/agent/mode/peerreadings.h"
#include "daemon/agent/orderdesk.h"
#include "daemon/agent/pairingdesk.h"
#include "daemon/agent/peers/peerlinks.h"
#include "daemon/agent/rollout/driftwatch.h"
#include "daemon/agent/rollout/filedesk.h"
#include "daemon/agent/startup.h"

#include <QTimer>
#include <memory>
#include <optional>
#include <vector>

namespace tandem::agent {

/// tandem-agent: puts together what the engine, MaxScale and the peers say, keeps the mode, writes the journal, answers
/// the API.
class Agent : public NodeView
{
    Q_OBJECT

public:
    /// `journal` is the connection that reads; one that writes is opened in a thread of its own.
    static Result<std::unique_ptr<Agent>> create(Setup setup, rpc::TlsIdentity identity,
                                                 std::unique_ptr<Journal> journal);
    ~Agent() override;

    /// Opens the API's sockets and begins. InUse, NotAllowed.
    Result<void> start();
    void setIdentity(const rpc::TlsIdentity &identity);

    model::NodeStatus status() const override;
    Result<std::vector<model::Event>> events(std::uint64_t since, int limit) const override;
    std::uint64_t lastEventSeq() const override { return m_lastSeq; }
    Result<std::vector<model::HealthSample>> samples(std::int64_t sinceNs, int limit) const override;
    Result<std::vector<model::HealthRollup>> rollups(model::Resolution resolution, std::int64_t sinceNs,
                                                     std::int64_t untilNs, int limit) const override;

    std::string journalId() const override { return m_reader->id(); }
    Result<model::NodeStatus> statusOf(const std::string &node) const override { return m_peers.statusOf(node); }
    void carryOut(const Action &action, ActionReply reply) override { m_desk.carryOut(action, std::move(reply)); }
    void failoverReadiness(const std::string &node, ActionReply reply) override;
    void hostFacts(ActionReply reply) override { m_facts->tell(std::move(reply)); }
    void askAddresses(const QString &addresses, ActionReply reply) override
    {
        m_facts->askAddresses(addresses, std::move(reply));
    }
    void probePaths(std::int64_t routerId, ActionReply reply) override
    {
        m_facts->probePaths(routerId, std::move(reply));
    }
    void clusterFile(ActionReply reply) override { reply(m_files->tell()); }
    void carryOut(const FileRequest &request, ActionReply reply) override
    {
        m_files->carryOut(request, std::move(reply));
    }
    bool admitsStrangers() const override { return m_pairing.isOpen(); }
    Result<QJsonObject> openPairing(rpc::Role role, const std::string &askedBy) override
    {
        return m_pairing.open(role, askedBy);
    }
    Result<QJsonObject> pair(const PairingRequest &request) override { return m_pairing.take(request); }

    /// The file in force is another one than it was made for, and cannot be read: it goes on as it is, and alarms.
    void refuseFile(const Error &why);

    std::uint16_t apiPort() const { return m_api.port(); }

    /// Before that, silence is that of things that are just starting.
    static constexpr std::chrono::seconds grace{3};
    /// Numbers differ at each look; whoever watches is told of them no more often than this.
    static constexpr std::chrono::seconds measuredWithin{1};
    /// So long answers have to leave before it ends for another file's sake.
    static constexpr std::chrono::milliseconds lastWords{100};

signals:
    void otherFile(); ///< another cluster file is in force: whoever made it makes another one

private:
    Agent(Setup setup, rpc::TlsIdentity identity, std::unique_ptr<Journal> journal);

    Result<void> addChecks();
    void connectChecks();
    void addKeeper();
    void addIdentity();
    void addFacts();
    void addFiles();
    void considerFile();
    void reviewFiles();
    void connectEngine();
    void connectNotifyScript();
    void connectJournal();
    void connectMetrics();
    void connectPeers();

    void onMaxScaleLooked();
    void onEngineChanged();
    void onModeChanged(const QString &from, const QString &to, const QString &reason, bool wrote);

    Situation situation() const;
    std::vector<model::NodeStatus> statuses() const; ///< of all nodes, in the file's order, each one's newest word
    void reviewCluster();
    std::vector<Finding> findings() const;
    void reviewAlarms();
    std::string setAsideText() const;
    void changed(); ///< status() is new: told once for all changes of this round of the event loop
    OrderDesk::Surroundings surroundings();
    void store(const model::Event &event);

    Setup m_setup;
    std::unique_ptr<Journal> m_reader;
    JournalWriter m_journal; ///< outlives the others: what they say while they go is still written
    const config::Instance *m_leading;
    std::unique_ptr<maxscale::RestClient> m_rest;
    std::unique_ptr<CheckDesk> m_checks;
    NotifyScript m_notify;
    std::unique_ptr<ModeKeeper> m_keeper;
    std::unique_ptr<ClusterWatch> m_clusterWatch; ///< none without [maxscale]
    std::vector<Finding> m_clusterFindings;
    std::unique_ptr<FactsDesk> m_facts;
    std::unique_ptr<FileDesk> m_files;
    std::unique_ptr<DriftWatch> m_drift;
    QTimer m_otherFile;
    std::pair<std::uint64_t, std::uint32_t> m_fileKnown{}; ///< engine and its fileSerial
    std::string m_fileTrouble;                             ///< of one that is in force and cannot be read
    std::unique_ptr<IdentityDesk> m_identity;              ///< none without [maxscale]
    std::unique_ptr<LoginProbe> m_login;                   ///< none without login_user
    std::optional<std::int64_t> m_loginLatencyNs;          ///< for the next sample
    MetricsDesk m_metrics;
    EngineLink m_engine;
    PeerReadings m_peerReadings;
    PeerLinks m_peers;
    OrderDesk m_desk;
    AlarmBook m_alarms;
    std::uint64_t m_lastSeq = 0;
    std::string m_journalTrouble;
    Instant m_begun;
    Instant m_engineSince{}; ///< its state
    model::VrrpState m_leadingState = model::VrrpState::Unknown;
    Instant m_leadingSince{};
    model::MaxScaleStatus m_lastLook;
    QTimer m_tell;
    QTimer m_review;
    PairingDesk m_pairing;
    ApiServer m_api;
};

} // namespace tandem::agent
