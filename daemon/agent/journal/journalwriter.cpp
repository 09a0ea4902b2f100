// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/journal/journalwriter.h"

#include "base/clock.h"

#include <QTimer>
#include <algorithm>
#include <iterator>
#include <utility>

namespace tandem::agent {

namespace {

constexpr std::size_t longestBatch = 256;
constexpr unsigned long farewellMs = 2000;

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

void JournalWriter::put(Item item)
{
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
            if (std::holds_alternative<StoredEvent>(*victim))
                ++m_lostEvents;
            m_queue.erase(victim);
        }
        m_queue.push_back(std::move(item));
    }
    QMetaObject::invokeMethod(&m_worker, [this] { drain(); });
}

void JournalWriter::drain()
{
    while (!m_retryPending) {
        std::vector<Item> batch;
        {
            const std::lock_guard lock(m_mutex);
            const std::size_t count = std::min(m_queue.size(), longestBatch);
            std::move(m_queue.begin(), m_queue.begin() + static_cast<std::ptrdiff_t>(count), std::back_inserter(batch));
            m_queue.erase(m_queue.begin(), m_queue.begin() + static_cast<std::ptrdiff_t>(count));
        }
        if (batch.empty())
            return;
        const auto written = write(batch);
        if (written) {
            if (std::exchange(m_failing, false))
                emit recovered();
            tell(batch);
            continue;
        }
        {
            const std::lock_guard lock(m_mutex);
            m_queue.insert(m_queue.begin(), std::make_move_iterator(batch.begin()),
                           std::make_move_iterator(batch.end()));
        }
        if (!std::exchange(m_failing, true))
            emit failing(written.error());
        m_retryPending = true;
        QTimer::singleShot(retry, &m_worker, [this] {
            m_retryPending = false;
            drain();
        });
    }
}

std::optional<model::Event> JournalWriter::lossEvent()
{
    const std::lock_guard lock(m_mutex);
    if (m_lostEvents == 0)
        return std::nullopt;
    model::Event event;
    event.node = m_node;
    event.timeNs = wallClockNs();
    event.kind = model::EventKind::Helper;
    event.reason = std::to_string(m_lostEvents) + " events were lost while the journal could not be written";
    event.cause = {model::CauseType::Start, {}};
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
    const auto loss = lossEvent();
    if (loss)
        batch.insert(batch.begin(), StoredEvent{*loss, std::nullopt});
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
    if (loss && done) {
        const std::lock_guard lock(m_mutex);
        m_lostEvents = 0;
    } else if (loss) {
        batch.erase(batch.begin());
    }
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
        }
    }
}

} // namespace tandem::agent
