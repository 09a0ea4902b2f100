// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "base/clock.h"
#include "daemon/agent/health/finding.h"
#include "daemon/agent/mode/reconcile.h"
#include "maxscale/maxscaleinfo.h"
#include "maxscale/restclient.h"

#include <QTimer>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace tandem::agent {

/// Keeps MaxScale's `passive` what it should be: decides (reconcile), reads, writes with `?sync=false`, reads back, and
/// tries again with back-off. A write that timed out may have been done: only what is read back counts.
class ModeKeeper : public QObject
{
    Q_OBJECT

public:
    /// The rest of the agent's truth; `passive` and `restarted` are filled in by the keeper from what MaxScale says.
    using Ask = std::function<Situation()>;

    /// `rest` must outlive the keeper. `knownStartNs`: the journal's last started_at; nothing where it knows none.
    ModeKeeper(maxscale::RestClient &rest, maxscale::Credentials reader, maxscale::Credentials writer, Ask ask,
               std::optional<std::int64_t> knownStartNs, QObject *parent = nullptr);

    /// MaxScale was asked: what it said, or that it said nothing.
    void take(const std::optional<maxscale::MaxScaleInfo> &info);
    /// Its process is gone: whatever answers next has restarted.
    void noteGone();
    /// Looks at the situation again: engine or peers changed, time passed.
    void consider();
    /// Asks MaxScale now, and then considers: it has just come back.
    void readNow();

    std::optional<bool> passive() const { return m_passive; }
    const Decision &decision() const { return m_decision; }
    /// Writes that did not take, waits that are worth an alarm, what keeps it from writing.
    std::vector<Finding> findings() const;

    static constexpr std::chrono::seconds requestTimeout{2};
    static constexpr std::chrono::milliseconds firstRetry{100};
    static constexpr std::chrono::milliseconds slowestRetry{5000};
    static constexpr std::chrono::milliseconds waitingLook{200}; ///< how often a Wait is looked at again

signals:
    /// It reads otherwise than before; `wrote`: because of us. `from` is empty for the first reading.
    void modeChanged(const QString &from, const QString &to, const QString &reason, bool wrote);
    void startSeen(std::int64_t startedAtNs); ///< for the journal
    void changed();                           ///< passive(), decision() or findings() are new

private:
    Situation situation() const;
    void readBefore();
    void write(bool passive);
    void readBack(bool passive, const std::optional<maxscale::RestError> &writeError);
    void forgetFailure();
    void failed(bool passive, const std::string &why);
    void adopt(const maxscale::MaxScaleInfo &info);
    QString whyChanged(const maxscale::MaxScaleInfo &info, bool ours) const;
    void report(bool passive, const QString &reason, bool wrote);
    void settleStart();
    void done();

    maxscale::RestClient &m_rest;
    maxscale::Credentials m_reader;
    maxscale::Credentials m_writer;
    Ask m_ask;
    std::optional<std::int64_t> m_knownStartNs;
    std::optional<std::int64_t> m_startNs;
    bool m_configSync = false;                 ///< as it last said
    std::optional<std::int64_t> m_syncVersion; ///< of config_sync, as it last said
    bool m_restarted = false;
    std::optional<bool> m_passive;
    std::optional<bool> m_reported;
    Decision m_decision;
    bool m_busy = false;
    bool m_again = false;
    bool m_readAgain = false; ///< so is reading
    std::string m_writeFailure;
    std::optional<bool> m_failedWrite;
    bool m_unauthorized = false;
    std::optional<bool> m_attempted; ///< written, and not yet read back
    QString m_attemptReason;
    QTimer m_retry;
    std::chrono::milliseconds m_delay = firstRetry;
};

} // namespace tandem::agent
