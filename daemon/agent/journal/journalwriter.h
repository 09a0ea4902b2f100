// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "daemon/agent/journal/journal.h"

#include <QThread>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tandem::agent {

/// Writes the journal in a thread of its own: a disk that hangs must not keep the agent from seeing a MaxScale die.
/// What cannot be written waits (bounded) and is tried again, and what there is no room for is counted and written down
/// later; signals come in the caller's thread, in the order of the
/// calls.
class JournalWriter : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t longestQueue = 4096;
    static constexpr std::chrono::seconds retry{1};
    /// Samples that come faster than this are written together: a transaction costs more than what is in it.
    static constexpr std::chrono::milliseconds samplesEvery{2000};

    JournalWriter(std::string path, std::string node, Journal::Limits limits, QObject *parent = nullptr);
    /// Writes what waits, for 2 s at most where the disk hangs.
    ~JournalWriter() override;

    void append(model::Event event, const std::optional<EngineMark> &mark = std::nullopt);
    void append(const model::HealthSample &sample);
    void setMaxScaleStart(std::int64_t startedAtNs);
    void setMaintenance(std::optional<std::int64_t> sinceNs);
    void setHold(const std::optional<model::Hold> &hold);

signals:
    void eventStored(const tandem::model::Event &event); ///< with its number
    void engineEventStored(const tandem::agent::EngineMark &mark);
    void maintenanceStored(); ///< the newest, or one before it
    void holdStored();        ///< the newest, or one before it
    void sampleStored(const tandem::model::HealthSample &sample);
    void failing(const tandem::Error &error); ///< once, until recovered
    void recovered();

private:
    struct StoredEvent
    {
        model::Event event;
        std::optional<EngineMark> mark;
    };
    struct Start
    {
        std::int64_t atNs;
    };
    struct Maintenance
    {
        std::optional<std::int64_t> sinceNs;
    };
    struct HoldItem
    {
        std::optional<model::Hold> hold;
    };
    using Item = std::variant<StoredEvent, model::HealthSample, Start, Maintenance, HoldItem>;

    void put(Item item);
    struct Lost
    {
        std::uint64_t events = 0;
        std::uint64_t samples = 0;
        std::int64_t firstNs = 0; ///< times of the first and the last of them
        std::int64_t lastNs = 0;
    };

    // In the thread:
    void drain();
    void drainSamples();
    void tidy();
    void retryLater();
    void tellFailing(const Error &error);
    void noteLost(const Item &item); ///< with m_mutex
    Result<void> write(std::vector<Item> &batch);
    Result<void> writeItem(Item &item);
    void tell(const std::vector<Item> &batch);
    Lost lost();
    void forgetLost(const Lost &told); ///< they are in the journal
    model::Event lossEvent(const Lost &lost) const;

    std::string m_path;
    std::string m_node;
    Journal::Limits m_limits;
    std::unique_ptr<QThread> m_thread;
    QObject m_worker;                   ///< lives in the thread: whatever runs there is its
    std::unique_ptr<Journal> m_journal; ///< the thread's
    bool m_failing = false;             ///< the thread's
    bool m_retryPending = false;        ///< the thread's
    bool m_tidyPending = false;         ///< the thread's
    bool m_untidy = false;              ///< the thread's: the last tidying failed
    Instant m_drained{};                ///< the thread's: when it last wrote
    std::mutex m_mutex;
    std::deque<Item> m_queue;
    bool m_samplesDue = false; ///< with m_mutex: they are written in time, nobody need ask again
    Lost m_lost;               ///< since it was last written down
};

} // namespace tandem::agent
