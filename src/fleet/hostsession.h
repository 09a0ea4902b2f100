// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "fleet/backoff.h"
#include "fleet/clockestimate.h"
#include "fleet/eventlog.h"
#include "fleet/link.h"
#include "model/healthsample.h"
#include "model/nodestatus.h"
#include "rpc/client.h"

#include <QObject>
#include <QTimer>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tandem::fleet {

/// One agent: connected, watched, and connected again after a break, from the last event and sample that were heard.
class HostSession : public QObject
{
    Q_OBJECT

public:
    struct Remote
    {
        rpc::TlsIdentity identity;
        std::string host;
        std::uint16_t port = 0;
    };
    struct Local
    {
        std::string socketPath;
    };

    /// How much of what was before the first connection is fetched.
    struct History
    {
        int events = 5000;             ///< the newest ones
        std::uint64_t eventsAfter = 0; ///< none up to this number
        Duration samples = std::chrono::hours(6);
    };

    struct Times
    {
        std::chrono::milliseconds clockEvery{1000};  ///< it is the heartbeat, too
        std::chrono::milliseconds lostAfter{5000};   ///< of silence (SPEC.md, Subscriptions)
        std::chrono::milliseconds syncWithin{10000}; ///< of the last event or sample
    };

    /// `node`: its name in the cluster file; empty: whoever answers (local socket). `log` must outlive the session.
    HostSession(std::string node, std::variant<Remote, Local> where, std::string ownName, EventLog &log,
                QObject *parent = nullptr);

    void setHistory(History history) { m_history = history; }
    void setTimes(Times times);
    void start();

    /// Asks the agent for something (methods.h). `reply` comes once, from the event loop: its answer or its refusal, or
    /// NotReachable, also while there is no connection: then nothing was sent.
    void call(const QString &method, const QJsonObject &params, rpc::Client::Reply reply,
              std::chrono::milliseconds timeout = actionTimeout);
    /// What its agent lets us do; nothing while it is out of reach.
    std::optional<rpc::Role> role() const;

    static constexpr std::chrono::seconds actionTimeout{15}; ///< longer than an agent takes, and one that it asks

    const Link &link() const { return m_link; }
    const model::NodeStatus &status() const { return m_status; } ///< times on our clock
    const std::vector<model::HealthSample> &samples() const { return m_samples; }
    const rpc::Hello &hello() const { return m_client.hello(); }
    /// It has answered with status, events and samples, or an attempt at it has failed.
    bool isSettled() const { return m_settled; }
    /// Everything that there was when it was asked has come.
    bool isComplete() const { return m_complete; }

signals:
    void changed(); ///< status or link
    void sampleAdded();
    void settled();

private:
    void connectNow();
    void onReady();
    void noteJournal();
    void askClock(int more);
    void onClock(std::int64_t t0, const Result<QJsonObject> &answer);
    void askWhereToBegin();
    void subscribe();
    void onNotification(const QString &method, const QJsonObject &params);
    void onEvent(const QJsonObject &params);
    void onSample(const QJsonObject &params);
    void onStatus(const QJsonObject &params);
    void fetchMissing();
    void onMissing(const Result<QJsonObject> &answer);
    void lose(const Error &error);
    void refusedOrLost(const Error &error);
    void settle();
    const std::string &nodeName() const;

    std::string m_node;
    std::variant<Remote, Local> m_where;
    EventLog &m_log;
    History m_history;
    rpc::Client m_client;
    Link m_link;
    ClockEstimate m_clock;
    Backoff m_backoff;
    model::NodeStatus m_status;
    std::vector<model::HealthSample> m_samples;
    std::int64_t m_lastSampleNs = 0; ///< on the node's clock; 0: none yet
    bool m_begun = false;            ///< it is settled from which event on the node is watched
    bool m_fetching = false;         ///< what is missing in a gap
    std::uint64_t m_highestSeq = 0;  ///< ever heard
    std::string m_journal;           ///< the journal whose numbers these are; empty: not known
    bool m_settled = false;
    bool m_complete = false;
    QTimer m_retryTimer;
    QTimer m_clockTimer;
    QTimer m_silenceTimer;
    QTimer m_syncTimer; ///< for an agent that lives, but whose journal does not answer
};

} // namespace tandem::fleet
