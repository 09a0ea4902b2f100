// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/survey.h"

#include "preflight/question.h"
#include "rpc/factsjson.h"
#include "rpc/methods.h"

#include <QJsonArray>
#include <algorithm>
#include <utility>

namespace tandem::preflight {

namespace {

std::vector<std::string> vipsOf(const config::Cluster &cluster)
{
    std::vector<std::string> vips;
    for (const auto &instance : cluster.instances)
        for (const auto &address : allAddresses(instance))
            vips.push_back(address.network.address.toString());
    return vips;
}

bool contains(const std::vector<std::string> &codes, const Question &question)
{
    return codes.empty() || std::ranges::find(codes, question.code) != codes.end();
}

} // namespace

Wanted wantedFor(const std::vector<std::string> &codes)
{
    return {contains(codes, vipsAreFree), contains(codes, advertsPass)};
}

Survey::Survey(View view, std::vector<Call> calls, QObject *parent)
    : QObject(parent), m_view(std::move(view)), m_calls(std::move(calls))
{
    m_underWay.setSingleShot(true);
    connect(&m_underWay, &QTimer::timeout, this, [this] { askFacts(&Survey::finished); });
}

void Survey::start(Wanted wanted)
{
    m_wanted = wanted;
    askFacts(&Survey::askWhatTakesTime);
}

void Survey::askFacts(void (Survey::*next)())
{
    m_next = next;
    m_pending = 1; // this function itself
    for (std::size_t host = 0; host < m_calls.size(); ++host) {
        if (!isAsked(host))
            continue;
        ++m_pending;
        m_calls[host](QStringLiteral("host_facts"), {},
                      [this, host](const Result<QJsonObject> &answer) { onFacts(host, answer); });
    }
    oneDone();
}

void Survey::onFacts(std::size_t host, const Result<QJsonObject> &answer)
{
    auto facts = answer.and_then(rpc::hostFactsFromJson);
    if (facts)
        m_view.hosts[host].facts = std::move(*facts);
    else if (!m_view.hosts[host].facts)
        m_view.hosts[host].trouble = facts.error();
    oneDone();
}

void Survey::askWhatTakesTime()
{
    if (m_wanted.paths)
        m_view.probeRouterId = freeRouterId(m_view.cluster, m_view.hosts);
    m_next = m_wanted.paths ? &Survey::onPathsAsked : &Survey::finished;
    m_pending = 1;
    for (std::size_t host = 0; host < m_calls.size(); ++host) {
        if (!isAsked(host))
            continue;
        if (m_wanted.addresses) {
            ++m_pending;
            askAddresses(host, vipsOf(m_view.cluster));
        }
    }
    oneDone();
}

/// As many as one call takes, then the rest.
void Survey::askAddresses(std::size_t host, std::vector<std::string> left)
{
    const auto count = std::min<std::size_t>(left.size(), rpc::mostAskedAddresses);
    QString addresses;
    for (std::size_t i = 0; i < count; ++i)
        addresses += (i == 0 ? QString() : QStringLiteral(",")) + QString::fromStdString(left[i]);
    left.erase(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(count));
    m_calls[host](QStringLiteral("ask_addresses"), {{"addresses", addresses}},
                  [this, host, left = std::move(left)](const Result<QJsonObject> &answer) {
                      Host &one = m_view.hosts[host];
                      if (!answer)
                          one.addressTrouble = answer.error().text;
                      const auto list = answer ? answer->value(QLatin1String("addresses")).toArray() : QJsonArray();
                      for (const QJsonValue &each : list)
                          if (auto read = rpc::addressAnswerFromJson(each.toObject()))
                              one.addresses.push_back(std::move(*read));
                      if (answer && !left.empty())
                          askAddresses(host, left);
                      else
                          oneDone();
                  });
}

/// When all have settled who has the VIPs: what was heard of probes is good for seconds only.
void Survey::onPathsAsked()
{
    m_next = nullptr;
    m_pending = 1;
    for (std::size_t host = 0; host < m_calls.size(); ++host) {
        if (isAsked(host)) {
            ++m_pending;
            askPaths(host);
        }
    }
    m_underWay.start(probesUnderWay);
    oneDone();
}

void Survey::askPaths(std::size_t host)
{
    m_calls[host](QStringLiteral("probe_paths"), {{"router_id", static_cast<qint64>(m_view.probeRouterId)}},
                  [this, host](const Result<QJsonObject> &answer) {
                      if (answer)
                          m_view.hosts[host].sendTrouble =
                              answer->value(QLatin1String("trouble")).toString().toStdString();
                      else
                          m_view.hosts[host].probeTrouble = answer.error().text;
                      oneDone();
                  });
}

void Survey::oneDone()
{
    if (--m_pending == 0 && m_next != nullptr)
        (this->*std::exchange(m_next, nullptr))();
}

} // namespace tandem::preflight
