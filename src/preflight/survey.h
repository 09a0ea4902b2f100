// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "preflight/view.h"
#include "rpc/client.h"

#include <QJsonObject>
#include <QObject>
#include <QString>
#include <QTimer>
#include <functional>
#include <string>
#include <vector>

namespace tandem::preflight {

/// What a survey asks hosts for beside their facts; each takes its time.
struct Wanted
{
    bool addresses = true; ///< who has the VIPs: up to ten seconds
    bool paths = true;     ///< whether adverts pass: half a second
};

/// What the questions with these codes need; all of it where there are none.
Wanted wantedFor(const std::vector<std::string> &codes);

/// Asks the helpers of all hosts, all at a time, and puts together what they say. Changes nothing on any host.
class Survey : public QObject
{
    Q_OBJECT

public:
    using Reply = rpc::Client::Reply;
    /// Asks the helper of a host for something (rpc/SPEC.md); the reply comes once.
    using Call = std::function<void(const QString &method, const QJsonObject &params, Reply reply)>;

    /// A host whose `trouble` is set already is not asked.
    Survey(View view, std::vector<Call> calls, QObject *parent = nullptr);

    void start(Wanted wanted);
    /// Whole with finished().
    const View &view() const { return m_view; }

    /// Adverts are where they go in no time; the helper there hears of them from its engine.
    static constexpr std::chrono::milliseconds probesUnderWay{500};

signals:
    void finished();

private:
    void askFacts(void (Survey::*next)());
    void onFacts(std::size_t host, const Result<QJsonObject> &answer);
    void askWhatTakesTime();
    void askAddresses(std::size_t host, std::vector<std::string> left);
    void askPaths(std::size_t host);
    void onPathsAsked();
    void oneDone();
    bool isAsked(std::size_t host) const { return !m_view.hosts[host].trouble; }

    View m_view;
    std::vector<Call> m_calls;
    Wanted m_wanted;
    std::size_t m_pending = 0;
    void (Survey::*m_next)() = nullptr;
    QTimer m_underWay;
};

} // namespace tandem::preflight
