// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/patientlog.h"
#include "daemon/guard/breaks.h"
#include "daemon/guard/reader.h"
#include "daemon/guard/trialfiles.h"
#include "daemon/guard/watchkeeper.h"

#include <algorithm>

/// WatchKeeper: another cluster file, taken on trial. The cluster file itself is replaced only when it is kept, so that
/// whatever happens meanwhile, this program's own end too, leads back to the one of before.
namespace tandem::guard {

using engine::logPatiently;

namespace {

const model::Cause byRollOut{model::CauseType::Command, {{"command", "roll-out"}}};

constexpr std::size_t mostBreaks = 20;

Error refusal(std::string text, std::string fix = {})
{
    return {ErrorCode::Refused, "tandemd", std::move(text), std::move(fix)};
}

} // namespace

void WatchKeeper::obey(const channel::FileOrder &order)
{
    using Kind = channel::FileOrder::Kind;
    std::optional<engine::EngineConfig> offered;
    switch (order.kind) {
    case Kind::Check: {
        auto refused = check(false, offered);
        return answer(order.id, std::move(refused),
                      offered ? breaksOf(m_config, *offered) : std::vector<std::string>());
    }
    case Kind::Try: return beginTrial(order);
    case Kind::Keep: return answer(order.id, keepTrial());
    case Kind::TakeBack:
        if (!m_trial)
            return answer(order.id, refusal("no file is on trial"));
        endTrial("it was taken back");
        return answer(order.id, std::nullopt);
    }
}

/// Why what is offered cannot be taken; nothing: `config` is what it would be.
std::optional<Error> WatchKeeper::check(bool take, std::optional<engine::EngineConfig> &config)
{
    if (m_trial)
        return refusal("another file is on trial", "keep it, or take it back");
    if (m_next || m_readyBy || m_leaving)
        return refusal("the engine is just being given another configuration, starts or ends", "try again");
    auto loaded = loadOfferedApart(m_options, m_config.node, take ? Offered::Take : Offered::Check);
    if (!loaded)
        return loaded.error().front();
    if (engine::encodeConfig(*loaded).size() > engine::SharedBoard::longestConfig)
        return refusal("too many addresses to be handed to a running engine", "restart tandemd with the new file");
    config = std::move(*loaded);
    return std::nullopt;
}

void WatchKeeper::beginTrial(const channel::FileOrder &order)
{
    std::optional<engine::EngineConfig> config;
    if (auto refused = check(true, config)) {
        if (!m_trial)
            tandem::guard::forgetTrial(m_options);
        return answer(order.id, std::move(refused));
    }
    Trial trial{m_config,
                BootClock::now() + std::chrono::seconds(order.seconds),
                wallClockNs() + std::int64_t{order.seconds} * 1'000'000'000,
                std::chrono::seconds(order.holdSeconds),
                order.id,
                {}};
    m_trial = std::move(trial);
    change(std::move(*config), "another cluster file is on trial for " + std::to_string(order.seconds) + " s",
           byRollOut);
}

/// The engine has what it was given.
void WatchKeeper::settleTrial(const std::string &trouble)
{
    if (!m_trial)
        return;
    if (const auto id = std::exchange(m_trial->unanswered, std::nullopt)) {
        answer(*id, trouble.empty() ? std::nullopt : std::optional(refusal(trouble)));
        if (!trouble.empty() && m_trial->endFor.empty())
            m_trial->endFor = "not all of it could be done: " + trouble;
    }
    if (!m_trial->endFor.empty())
        endTrial(std::string(m_trial->endFor));
}

std::optional<Error> WatchKeeper::keepTrial()
{
    if (!m_trial || !m_trial->endFor.empty())
        return refusal("no file is on trial", "its time may have been over: the host is as it was before");
    if (m_next)
        return refusal("the engine is just being given another configuration", "try again");
    if (const auto kept = keepTrialApart(m_options); !kept)
        return kept.error();
    forgetTrial();
    change(m_config, "the cluster file on trial is kept", byRollOut);
    return std::nullopt;
}

void WatchKeeper::endTrial(const std::string &why)
{
    if (!m_trial)
        return;
    if (m_next) { // the engine has yet to acknowledge
        m_trial->endFor = why;
        return;
    }
    auto before = std::move(m_trial->before);
    const auto unanswered = m_trial->unanswered;
    forgetTrial();
    logPatiently(Severity::Warning, "the cluster file on trial is taken back: " + why);
    change(std::move(before), "the cluster file of before is in force again: " + why, byRollOut);
    if (unanswered)
        answer(*unanswered, refusal("it was taken back at once: " + why));
}

void WatchKeeper::forgetTrial()
{
    m_trial.reset();
    tandem::guard::forgetTrial(m_options);
}

engine::EngineConfig WatchKeeper::underTrial(engine::EngineConfig config) const
{
    if (!m_trial)
        return config;
    config.trialUntilNs = m_trial->untilNs;
    for (auto &instance : config.instances)
        instance.router.startDelay = std::max(instance.router.startDelay, m_trial->hold);
    return config;
}

void WatchKeeper::answer(std::uint64_t id, std::optional<Error> refusal, std::vector<std::string> breaks)
{
    breaks.resize(std::min<std::size_t>(breaks.size(), mostBreaks)); // it has to fit into a packet
    if (!m_engine.running() || !m_engine.link().send(channel::FileAnswer{id, std::move(refusal), std::move(breaks)}))
        logPatiently(Severity::Warning, "an answer about a cluster file was lost on its way to the agent");
}

} // namespace tandem::guard
