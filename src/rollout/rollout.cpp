// SPDX-License-Identifier: GPL-3.0-or-later
#include "rollout/rollout.h"

#include "config/clusterfile.h"
#include "config/filetext.h"
#include "preflight/digest.h"
#include "rollout/judgement.h"
#include "rpc/modeljson.h"

#include <QJsonArray>
#include <algorithm>
#include <numeric>
#include <utility>

namespace tandem::rollout {

namespace {

QString text(const std::string &from)
{
    return QString::fromStdString(from);
}

bool isOutOfReach(const Error &error)
{
    return error.code == ErrorCode::NotReachable || error.code == ErrorCode::NotAllowed;
}

std::string joined(const std::vector<std::string> &words)
{
    return std::accumulate(words.begin(), words.end(), std::string(), [](std::string all, const std::string &word) {
        return all.empty() ? word : std::move(all) + ", " + word;
    });
}

} // namespace

Rollout::Rollout(Task task, QObject *parent)
    : QObject(parent), m_task(std::move(task)), m_digest(preflight::digestOf(m_task.text))
{
    for (const auto &node : m_task.cluster.nodes)
        m_hosts.push_back(std::make_unique<Host>(
            Host::Place{m_task.identity, node.name, node.address.toString(), m_task.cluster.helper.listen.port},
            m_task.ownName));
    m_look.setSingleShot(true);
    connect(&m_look, &QTimer::timeout, this, &Rollout::look);
}

Rollout::~Rollout() = default;

std::map<std::string, std::string> Rollout::filesBefore() const
{
    std::map<std::string, std::string> files;
    for (std::size_t host = 0; host < m_files.size(); ++host)
        files.emplace(m_hosts[host]->node(), m_files[host]);
    return files;
}

void Rollout::start()
{
    std::vector<std::size_t> all(m_hosts.size());
    std::iota(all.begin(), all.end(), 0);
    const auto nothing = [](std::size_t) { return QJsonObject(); };
    askAll("status", nothing, true, all, [this, all, nothing](const Answers &statuses) {
        takeStatuses(statuses);
        if (m_before.size() != m_hosts.size())
            return;
        askAll("cluster_file", nothing, true, all, [this](const Answers &files) { takeFiles(files); });
    });
}

/// All at the same time; `done` when each has answered, with the answers in the order of `hosts`.
void Rollout::askAll(const QString &method, const std::function<QJsonObject(std::size_t)> &params, bool again,
                     const std::vector<std::size_t> &hosts, std::function<void(Answers)> done)
{
    struct Round
    {
        std::vector<std::optional<Result<QJsonObject>>> answers;
        std::function<void(Answers)> done;
    };
    const auto round = std::make_shared<Round>();
    round->answers.resize(hosts.size());
    round->done = std::move(done);
    for (std::size_t place = 0; place < hosts.size(); ++place) {
        m_hosts[hosts[place]]->ask(
            method, params(hosts[place]), again, patience, [round, place](Result<QJsonObject> answer) {
                round->answers[place] = std::move(answer);
                if (!std::ranges::all_of(round->answers, [](const auto &one) { return one.has_value(); }))
                    return;
                Answers answers;
                for (auto &one : round->answers)
                    answers.push_back(std::move(*one));
                round->done(std::move(answers));
            });
    }
}

void Rollout::takeStatuses(const Answers &answers)
{
    std::vector<model::NodeStatus> statuses;
    Outcome worst = Outcome::Done;
    for (std::size_t host = 0; host < answers.size(); ++host) {
        const auto status = answers[host].and_then(rpc::nodeStatusFromJson);
        const std::string &node = m_hosts[host]->node();
        if (!status) {
            worst = isOutOfReach(status.error()) ? Outcome::NotReached : std::max(worst, Outcome::Refused);
            tell(node, "cannot be asked: " + status.error().text, true, status.error().fix);
        } else if (status->engineState != model::EngineState::Running) {
            worst = std::max(worst, Outcome::Refused);
            tell(node, "no tandemd runs there, so that nothing can be tried", true,
                 "start it; a host that stays with Keepalived has to change at the same time, by hand: tandemctl "
                 "generate");
        } else if (status->trialUntilNs) {
            worst = std::max(worst, Outcome::Refused);
            tell(node, "another file is on trial there", true, "wait for its end: somebody else is at work");
        }
        statuses.push_back(status.value_or(model::NodeStatus{}));
    }
    if (worst != Outcome::Done)
        return end(worst);
    m_before = std::move(statuses);
}

void Rollout::takeFiles(const Answers &answers)
{
    for (std::size_t host = 0; host < answers.size(); ++host) {
        if (!answers[host]) {
            tell(m_hosts[host]->node(), "does not show its cluster file: " + answers[host].error().text, true,
                 answers[host].error().fix);
            return end(isOutOfReach(answers[host].error()) ? Outcome::NotReached : Outcome::Refused);
        }
        m_files.push_back(answers[host]->value(QLatin1String("text")).toString().toStdString());
        m_digests.push_back(answers[host]->value(QLatin1String("digest")).toString().toStdString());
    }
    for (const std::size_t host : orderOf(m_before)) {
        if (m_digests[host] != m_digest)
            m_order.push_back(host);
        else
            tell(m_hosts[host]->node(), "has this file already");
    }
    for (const auto &before : m_files) {
        const auto old = config::parseCluster(before, "", "/");
        for (const auto &node : old ? old->nodes : std::vector<config::Node>())
            if (m_task.cluster.nodeNamed(node.name) == nullptr) {
                tell(node.name, "is not in this file", true,
                     "take a host out of a cluster by hand: stop its tandemd, "
                     "then remove it from the files of the others");
                return end(Outcome::Refused);
            }
    }
    if (m_order.empty())
        return end(Outcome::Done);
    offer();
}

void Rollout::offer()
{
    const auto params = [this](std::size_t host) {
        return QJsonObject{{"text", text(m_task.text)}, {"was", text(m_digests[host])}};
    };
    askAll("offer_file", params, true, m_order, [this](const Answers &answers) { takeOffers(answers); });
}

void Rollout::takeOffers(const Answers &answers)
{
    Outcome worst = Outcome::Done;
    for (std::size_t place = 0; place < answers.size(); ++place) {
        const std::string &node = m_hosts[m_order[place]]->node();
        if (!answers[place]) {
            const Error &error = answers[place].error();
            tell(node, "does not take it: " + (error.place.empty() ? "" : error.place + ": ") + error.text, true,
                 error.fix);
            worst = std::max(worst, isOutOfReach(error) ? Outcome::NotReached : Outcome::Refused);
            continue;
        }
        for (const auto &one : answers[place]->value(QLatin1String("breaks")).toArray())
            if (const auto name = one.toString().toStdString(); std::ranges::find(m_breaks, name) == m_breaks.end())
                m_breaks.push_back(name);
    }
    if (worst != Outcome::Done)
        return end(worst);
    plan();
}

void Rollout::plan()
{
    if (!m_breaks.empty())
        tell({}, "hosts with this file and hosts without it would not hear each other: " + joined(m_breaks),
             !m_task.interrupt && !m_task.dryRun,
             m_task.interrupt
                 ? ""
                 : "if the VIPs may be away for up to " +
                       std::to_string(std::chrono::ceil<std::chrono::seconds>(calmOf(m_task.cluster)).count()) +
                       " s, allow it (--interrupt): all hosts change at once");
    if (!m_task.dryRun && !m_breaks.empty() && !m_task.interrupt)
        return end(Outcome::Refused);
    if (m_task.dryRun) {
        for (const std::size_t host : m_order)
            tell(m_hosts[host]->node(), m_breaks.empty() ? "would take it" : "would take it together with the others");
        return end(Outcome::Done);
    }
    m_now = m_before;
    if (m_breaks.empty())
        tryNext();
    else
        tryTogether();
}

/// Long enough for all of them, each as slow as it may be.
QJsonObject Rollout::trialParams(bool isStandby) const
{
    const auto each = settleWithin + std::chrono::ceil<std::chrono::seconds>(calmOf(m_task.cluster));
    const auto seconds = 2 * patience + each * static_cast<int>(m_order.size() + 1);
    constexpr std::chrono::seconds longestTrial{3600};
    constexpr std::chrono::seconds longestHold{60};
    return {{"digest", text(m_digest)},
            {"seconds", static_cast<qint64>(std::min(seconds, longestTrial).count())},
            {"hold_seconds", isStandby ? static_cast<qint64>(std::min(seconds, longestHold).count()) : 0}};
}

void Rollout::tryNext()
{
    if (m_tried == m_order.size())
        return watch([this] { return wrongWithOwners(m_now); }, [this] { keepNext(0); });
    const std::size_t host = m_order[m_tried++];
    const bool isStandby = m_tried < m_order.size();
    askAll(
        "try_file", [&](std::size_t) { return trialParams(isStandby); }, false, {host},
        [this, host](const Answers &answers) {
            if (!answers.front())
                return takeBack(m_hosts[host]->node(), answers.front().error());
            tell(m_hosts[host]->node(), "has it on trial");
            watch([this, host] { return wrongWith(m_before[host], m_now[host], m_digest); }, [this] { tryNext(); });
        });
}

/// The owner of most leaves last, so that it is the first that may claim what is made anew.
void Rollout::tryTogether()
{
    m_tried = m_order.size();
    askAll(
        "try_file", [this](std::size_t host) { return trialParams(host != m_order.back()); }, false, m_order,
        [this](const Answers &answers) {
            for (std::size_t place = 0; place < answers.size(); ++place)
                if (!answers[place])
                    return takeBack(m_hosts[m_order[place]]->node(), answers[place].error());
            tell({}, "all hosts have it on trial");
            watch([this] { return wrongWithAll(); }, [this] { keepNext(0); });
        });
}

std::string Rollout::wrongWithAll() const
{
    for (const std::size_t host : m_order) {
        if (m_now[host].clusterFile != m_digest || m_now[host].engineState != model::EngineState::Running)
            return m_hosts[host]->node() + " is not there yet";
    }
    return wrongWithOwners(m_now);
}

/// Goes on when nothing has been wrong for long enough; takes back when something still is, when it should be well.
void Rollout::watch(const std::function<std::string()> &wrong, const Next &next)
{
    m_wrong = wrong;
    m_next = next;
    m_wellSince.reset();
    m_settleBy = BootClock::now() + settleWithin + calmOf(m_task.cluster);
    m_look.start(0);
}

void Rollout::look()
{
    std::vector<std::size_t> all(m_hosts.size());
    std::iota(all.begin(), all.end(), 0);
    askAll(
        "status", [](std::size_t) { return QJsonObject(); }, true, all,
        [this](const Answers &answers) {
            for (std::size_t host = 0; host < answers.size(); ++host) {
                auto status = answers[host].and_then(rpc::nodeStatusFromJson);
                if (!status)
                    return takeBack(m_hosts[host]->node(), status.error());
                m_now[host] = std::move(*status);
            }
            judge();
        });
}

void Rollout::judge()
{
    for (std::size_t place = 0; place < m_tried; ++place) {
        const std::size_t host = m_order[place];
        if (m_now[host].clusterFile == m_digests[host] && hasReturned(m_now[host], m_digest))
            return takeBack(
                m_hosts[host]->node(),
                {ErrorCode::Refused, {}, "it has gone back to its old file by itself", "its journal says why"});
    }
    const Instant now = BootClock::now();
    const std::string wrong = m_wrong();
    if (!wrong.empty()) {
        m_wellSince.reset();
        if (now < m_settleBy)
            return m_look.start(lookEvery);
        return takeBack({}, {ErrorCode::Refused, {}, wrong, {}});
    }
    if (!m_wellSince)
        m_wellSince = now;
    if (now - *m_wellSince < calmOf(m_task.cluster))
        return m_look.start(lookEvery);
    std::exchange(m_next, {})();
}

void Rollout::keepNext(std::size_t place)
{
    if (place == m_order.size())
        return end(Outcome::Done);
    const std::size_t host = m_order[place];
    const auto params = [this](std::size_t) { return QJsonObject{{"digest", text(m_digest)}, {"keep", true}}; };
    askAll("end_trial", params, false, {host}, [this, host, place](const Answers &answers) {
        if (answers.front()) {
            tell(m_hosts[host]->node(), "keeps it");
            return keepNext(place + 1);
        }
        if (place == 0)
            return takeBack(m_hosts[host]->node(), answers.front().error());
        tell(m_hosts[host]->node(), "did not keep it: " + answers.front().error().text, true,
             "hosts that have not kept it go back by themselves; run the same again");
        end(Outcome::Partly);
    });
}

void Rollout::takeBack(const std::string &node, const Error &why)
{
    tell(node, why.place.empty() ? why.text : why.place + ": " + why.text, true, why.fix);
    const std::vector<std::size_t> tried(m_order.begin(), m_order.begin() + static_cast<std::ptrdiff_t>(m_tried));
    const auto params = [this](std::size_t) { return QJsonObject{{"digest", text(m_digest)}, {"keep", false}}; };
    askAll("end_trial", params, false, tried, [this, tried](const Answers &answers) {
        bool all = true;
        for (std::size_t place = 0; place < answers.size(); ++place) {
            const bool isBack = answers[place] || answers[place].error().code == ErrorCode::Refused;
            tell(m_hosts[tried[place]]->node(),
                 isBack ? "has its old file again" : "could not be told to go back: " + answers[place].error().text,
                 !isBack, isBack ? "" : "it does so by itself when the time of its trial is over");
            all = all && isBack;
        }
        end(all ? Outcome::TakenBack : Outcome::Partly);
    });
}

void Rollout::tell(const std::string &node, std::string text, bool isTrouble, std::string fix)
{
    emit told({node, std::move(text), std::move(fix), isTrouble});
}

void Rollout::end(Outcome outcome)
{
    m_look.stop();
    m_outcome = outcome;
    emit finished();
}

} // namespace tandem::rollout
