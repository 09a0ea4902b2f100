// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "base/clock.h"
#include "config/cluster.h"
#include "model/nodestatus.h"
#include "rollout/host.h"
#include "rpc/tlsidentity.h"

#include <QTimer>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tandem::rollout {

/// Brings another cluster file to all hosts of it: asks each whether it could take it, takes it on trial from host to
/// host, standbys first, watches each for longer than anybody waits for a master in silence, then has all of them keep
/// it. Whatever is not right on the way takes it back everywhere; where nobody is left to do so (this program ends),
/// the hosts do it by themselves. For one use.
class Rollout : public QObject
{
    Q_OBJECT

public:
    struct Task
    {
        config::Cluster cluster; ///< of `text`
        std::string text;        ///< the new file
        rpc::TlsIdentity identity;
        std::string ownName;    ///< what this program calls itself
        bool interrupt = false; ///< changes that all hosts have to make at once, and the VIPs be away for, are allowed
        bool dryRun = false;    ///< ask, and say what would be done
    };
    enum class Outcome : std::uint8_t {
        Done,      ///< every host has the file
        Refused,   ///< nothing was changed anywhere
        TakenBack, ///< it was on trial, and every host that had it was told to go back
        Partly,    ///< not every host has kept it, or could be told to go back: the text says which
        NotReached ///< nothing was changed anywhere: a host is out of reach, or does not allow it
    };
    /// A word about a host; of the cluster where it names none.
    struct Word
    {
        std::string node;
        std::string text;
        std::string fix;
        bool isTrouble = false;
    };

    explicit Rollout(Task task, QObject *parent = nullptr);
    ~Rollout() override;

    void start();
    Outcome outcome() const { return m_outcome; }
    /// The file that each host had before, without secrets, by its node; of those that showed it.
    std::map<std::string, std::string> filesBefore() const;

    static constexpr std::chrono::seconds patience{15};     ///< with an answer
    static constexpr std::chrono::seconds settleWithin{20}; ///< a host under its new file, beside the calm
    static constexpr std::chrono::milliseconds lookEvery{250};

signals:
    void told(const tandem::rollout::Rollout::Word &word);
    void finished();

private:
    using Answers = std::vector<Result<QJsonObject>>;
    using Next = std::function<void()>;

    void askAll(const QString &method, const std::function<QJsonObject(std::size_t)> &params, bool again,
                const std::vector<std::size_t> &hosts, std::function<void(Answers)> done);
    void takeStatuses(const Answers &answers);
    void takeFiles(const Answers &answers);
    void offer();
    void takeOffers(const Answers &answers);
    void plan();
    void tryNext();
    void tryTogether();
    void watch(const std::function<std::string()> &wrong, const Next &next);
    void look();
    void judge();
    void keepNext(std::size_t place);
    void takeBack(const std::string &node, const Error &why);
    void tell(const std::string &node, std::string text, bool isTrouble = false, std::string fix = {});
    void end(Outcome outcome);
    QJsonObject trialParams(bool isStandby) const;
    std::string wrongWithAll() const;

    Task m_task;
    std::string m_digest;
    std::vector<std::unique_ptr<Host>> m_hosts; ///< by the index of their nodes
    std::vector<model::NodeStatus> m_before;    ///< likewise
    std::vector<model::NodeStatus> m_now;       ///< likewise: while they are watched
    std::vector<std::string> m_files;           ///< likewise: before
    std::vector<std::string> m_digests;         ///< likewise
    std::vector<std::size_t> m_order;           ///< hosts that have another file, standbys first
    std::vector<std::string> m_breaks;
    std::size_t m_tried = 0;              ///< of m_order
    std::function<std::string()> m_wrong; ///< with what is watched; empty: nothing
    Next m_next;
    QTimer m_look;
    std::optional<Instant> m_wellSince;
    Instant m_settleBy;
    Outcome m_outcome = Outcome::Refused;
};

} // namespace tandem::rollout
