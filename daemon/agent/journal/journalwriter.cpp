// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/journal/journalwriter.h"

#include "base/clock.h"

#include <QDateTime>
#include <QTimer>
#include <algorithm>
#include <iterator>
#include <utility>

namespace tandem::agent {

namespace {

constexpr std::size_t longestBatch = 256;
constexpr unsigned long farewellMs = 2000;

std::string clockOf(std::int64_t timeNs)
{
    constexpr std::int64_t nsInMs = 1'000'000;
    return QDateTime::fromMSecsSinceEpoch(timeNs / nsInMs, Qt::UTC)
        .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss 'UTC'"))
        .toStdString();
}

} // namespace

JournalWriter::JournalWriter(std::string path, std::string node, Journal::Limits limits, QObject *parent)
    : QObject(parent), m_path(std::move(path)), m_node(std::move(node)), m_limits(limits),
      m_thread(std::make_unique<QThread>())
{
    m_worker.moveToThread(m_thread.get());
    m_thread->setObjectName(QStringLiteral("journal"));
    m_thread->start();
}

JournalWriter::~JournalWriter()
{
    QMetaObject::invokeMethod(&m_worker, [this] {
        m_retryPending = false;
        drain();
        m_journal.reset();
        m_thread->quit();
    });
    if (m_thread->wait(farewellMs))
        return;
    // The disk hangs. The thread is cancelled in its write(2) when that ever returns, and the WAL is made for being cut
    // off; an object cannot be destroyed before its thread has ended, and this program does not wait for that.
    m_thread->terminate();
    if (!m_thread->wait(farewellMs / 10))
        static_cast<void>(m_thread.release());
}

void JournalWriter::append(model::Event event, const std::optional<EngineMark> &mark)
{
    event.node = m_node;
    put(StoredEvent{std::move(event), mark});
}

void JournalWriter::append(const model::HealthSample &sample)
{
    put(sample);
}

void JournalWriter::setMaxScaleStart(std::int64_t startedAtNs)
{
    put(Start{startedAtNs});
}

void JournalWriter::setMaintenance(std::optional<std::int64_t> sinceNs)
{
    put(Maintenance{sinceNs});
}

void JournalWriter::setHold(const std::optional<model::Hold> &hold)
{
    put(HoldItem{hold});
}

void JournalWriter::put(Item item)
{
    const bool canWait = std::holds_alternative<model::HealthSample>(item);
    {
        const std::lock_guard lock(m_mutex);
        if (m_queue.size() >= longestQueue) {
            // A sample is worth less than an event; the oldest goes first.
            auto victim = std::ranges::find_if(
                m_queue, [](const Item &one) { return std::holds_alternative<model::HealthSample>(one); });
            if (victim == m_queue.end())
                victim = std::ranges::find_if(m_queue,
                                              [](const Item &one) { return std::holds_alternative<StoredEvent>(one); });
            if (victim == m_queue.end())
                victim = m_queue.begin();
            noteLost(*victim);
            m_queue.erase(victim);
        }
        m_queue.push_back(std::move(item));
        if (canWait && std::exchange(m_samplesDue, true))
            return;
    }
    QMetaObject::invokeMethod(&m_worker, [this, canWait] { canWait ? drainSamples() : drain(); });
}

void JournalWriter::drainSamples()
{
    const Duration left = m_drained + samplesEvery - BootClock::now();
    if (left <= Duration::zero())
        drain();
    else
        QTimer::singleShot(std::chrono::ceil<std::chrono::milliseconds>(left), &m_worker, [this] { drain(); });
}

void JournalWriter::noteLost(const Item &item)
{
    std::int64_t timeNs = 0;
    if (const auto *stored = std::get_if<StoredEvent>(&item)) {
        ++m_lost.events;
        timeNs = stored->event.timeNs;
    } else if (const auto *sample = std::get_if<model::HealthSample>(&item)) {
        ++m_lost.samples;
        timeNs = sample->timeNs;
    } else {
        return; // a newer one of its kind follows
    }
    if (m_lost.firstNs == 0)
        m_lost.firstNs = timeNs;
    m_lost.lastNs = timeNs;
}

void JournalWriter::drain()
{
    while (!m_retryPending) {
        std::vector<Item> batch;
        {
            const std::lock_guard lock(m_mutex);
            m_samplesDue = false;
            const std::size_t count = std::min(m_queue.size(), longestBatch);
            std::move(m_queue.begin(), m_queue.begin() + static_cast<std::ptrdiff_t>(count), std::back_inserter(batch));
            m_queue.erase(m_queue.begin(), m_queue.begin() + static_cast<std::ptrdiff_t>(count));
        }
        if (batch.empty())
            return;
        const auto written = write(batch);
        m_drained = BootClock::now();
        if (written) {
            if (!m_untidy && std::exchange(m_failing, false))
                emit recovered();
            tell(batch);
            tidy();
            continue;
        }
        {
            const std::lock_guard lock(m_mutex);
            m_queue.insert(m_queue.begin(), std::make_move_iterator(batch.begin()),
                           std::make_move_iterator(batch.end()));
        }
        tellFailing(written.error());
        retryLater();
    }
}

/// A little at a time: what is to be written goes before it.
void JournalWriter::tidy()
{
    if (m_tidyPending)
        return;
    const auto more = m_journal->tidy();
    m_untidy = !more.has_value();
    if (!more)
        return tellFailing(more.error());
    if (!*more)
        return;
    m_tidyPending = true;
    QMetaObject::invokeMethod(
        &m_worker,
        [this] {
            m_tidyPending = false;
            if (m_journal)
                tidy();
        },
        Qt::QueuedConnection);
}

void JournalWriter::tellFailing(const Error &error)
{
    if (!std::exchange(m_failing, true))
        emit failing(error);
}

void JournalWriter::retryLater()
{
    m_retryPending = true;
    QTimer::singleShot(retry, &m_worker, [this] {
        m_retryPending = false;
        drain();
    });
}

JournalWriter::Lost JournalWriter::lost()
{
    const std::lock_guard lock(m_mutex);
    return m_lost;
}

void JournalWriter::forgetLost(const Lost &told)
{
    const std::lock_guard lock(m_mutex);
    m_lost.events -= told.events;
    m_lost.samples -= told.samples;
    m_lost.firstNs = m_lost.events + m_lost.samples > 0 ? told.lastNs : 0;
}

model::Event JournalWriter::lossEvent(const Lost &lost) const
{
    const std::string events = std::to_string(lost.events);
    const std::string samples = std::to_string(lost.samples);
    model::Event event;
    event.node = m_node;
    event.timeNs = wallClockNs();
    event.kind = model::EventKind::Helper;
    event.reason = events + " events and " + samples +
                   " health samples were lost while the journal could not be written (from " + clockOf(lost.firstNs) +
                   " to " + clockOf(lost.lastNs) + ")";
    event.cause = {model::CauseType::Start, {{"events", events}, {"samples", samples}}};
    return event;
}

Result<void> JournalWriter::write(std::vector<Item> &batch)
{
    if (!m_journal) {
        auto joined = Journal::join(m_path, m_node, m_limits);
        if (!joined)
            return Failure(joined.error());
        m_journal = std::move(*joined);
    }
    const Lost loss = lost();
    const bool lossy = loss.events + loss.samples > 0;
    if (lossy)
        batch.insert(batch.begin(), StoredEvent{lossEvent(loss), std::nullopt});
    const bool safe =
        std::ranges::any_of(batch, [](const Item &item) { return !std::holds_alternative<model::HealthSample>(item); });
    auto done = m_journal->begin(safe);
    for (std::size_t i = 0; done && i < batch.size(); ++i) {
        done = writeItem(batch[i]);
        if (!done)
            m_journal->rollback();
    }
    if (done)
        done = m_journal->commit();
    if (lossy && done)
        forgetLost(loss);
    else if (lossy)
        batch.erase(batch.begin());
    return done;
}

Result<void> JournalWriter::writeItem(Item &item)
{
    if (auto *stored = std::get_if<StoredEvent>(&item)) {
        const auto seq = m_journal->append(stored->event, stored->mark);
        stored->event.seq = seq.value_or(0);
        return seq ? Result<void>() : Result<void>(Failure(seq.error()));
    }
    if (const auto *sample = std::get_if<model::HealthSample>(&item))
        return m_journal->append(*sample);
    if (const auto *maintenance = std::get_if<Maintenance>(&item))
        return m_journal->setMaintenance(maintenance->sinceNs);
    if (const auto *hold = std::get_if<HoldItem>(&item))
        return m_journal->setHold(hold->hold);
    return m_journal->setMaxScaleStart(std::get<Start>(item).atNs);
}

void JournalWriter::tell(const std::vector<Item> &batch)
{
    for (const Item &item : batch) {
        if (const auto *stored = std::get_if<StoredEvent>(&item)) {
            emit eventStored(stored->event);
            if (stored->mark)
                emit engineEventStored(*stored->mark);
        } else if (const auto *sample = std::get_if<model::HealthSample>(&item)) {
            emit sampleStored(*sample);
        } else if (std::holds_alternative<Maintenance>(item)) {
            emit maintenanceStored();
        } else if (std::holds_alternative<HoldItem>(item)) {
            emit holdStored();
        }
    }
}

} // namespace tandem::agent
