// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/event.h"
#include "model/healthsample.h"

#include <QSqlDatabase>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

class QSqlQuery;

namespace tandem::agent {

/// Where an event of the engine comes from: its own numbers, which start again with each engine.
struct EngineMark
{
    std::uint64_t engineId = 0;
    std::uint64_t seq = 0;

    bool operator==(const EngineMark &) const = default;
};

/// STATE-DIR/journal.db: the events of this node, numbered without gaps from 1, its health samples, and what the agent
/// must remember over a restart. SQLite in WAL mode; one Journal is one connection and stays in one thread.
class Journal
{
public:
    struct Limits
    {
        std::int64_t events = 100'000;  ///< older ones are deleted; numbers go on
        std::int64_t samples = 250'000; ///< at 2 s: six days
        std::int64_t pages = 0;         ///< of 4 KiB, for the whole file; 0: as large as the disk
    };

    /// Makes the file where there is none, brings an older one up to date, and checks it. A damaged one becomes
    /// `path`.corrupt-TIME (of such files the newest three are kept) and a new one is begun; damaged() then says why.
    /// BadFile: of a newer version; System: cannot be opened.
    static Result<std::unique_ptr<Journal>> open(const std::string &path, const std::string &node, Limits limits);
    /// A further connection to one that is open already.
    static Result<std::unique_ptr<Journal>> join(const std::string &path, const std::string &node, Limits limits);
    ~Journal();
    Journal(const Journal &) = delete;
    Journal &operator=(const Journal &) = delete;

    const std::optional<Error> &damaged() const { return m_damaged; }
    const std::string &setAsideAs() const { return m_setAsideAs; } ///< the damaged one, where there was one
    /// Stands for this journal: made with it, random. Whoever resumes from a number of another one begins anew.
    const std::string &id() const { return m_id; }

    // One batch: begin, any number of writes, commit. A failed write or commit undoes the batch. `safe`: on the disk
    // when commit returns (fsync); else what a power cut takes is the last seconds, and the file stays whole.
    Result<void> begin(bool safe);
    Result<void> commit();
    void rollback();
    /// Gives it its number. With a mark: the engine's number is remembered in the same batch.
    Result<std::uint64_t> append(const model::Event &event, const std::optional<EngineMark> &mark = std::nullopt);
    Result<void> append(const model::HealthSample &sample);
    Result<void> setMaxScaleStart(std::int64_t startedAtNs);
    Result<void> setMaintenance(std::optional<std::int64_t> sinceNs);

    /// Events with since < seq <= until, oldest first.
    Result<std::vector<model::Event>> events(std::uint64_t since, std::uint64_t until, int limit) const;
    Result<std::vector<model::HealthSample>> samples(std::int64_t sinceNs, int limit) const;
    Result<std::uint64_t> lastSeq() const; ///< 0: none
    Result<EngineMark> engineMark() const; ///< {0, 0}: none
    Result<std::optional<std::int64_t>> maxScaleStart() const;
    Result<std::optional<std::int64_t>> maintenance() const; ///< since when; nothing: it is off

    static constexpr int schemaVersion = 1;

private:
    Journal(std::string path, std::string node, Limits limits);
    static Result<std::unique_ptr<Journal>> connectTo(const std::string &path, const std::string &node, Limits limits);
    Result<void> check() const;
    Result<void> upgrade();
    Result<void> giveId();
    Result<void> execute(const QString &statement) const;
    Result<void> run(QSqlQuery &query) const;
    Result<std::optional<std::int64_t>> remembered(const QString &key) const;
    Result<void> remember(const QString &key, std::int64_t value);
    Result<void> prune();

    std::string m_path;
    std::string m_node;
    Limits m_limits;
    QString m_connection;
    std::optional<Error> m_damaged;
    std::string m_setAsideAs;
    std::string m_id;
    std::int64_t m_appended = 0;
};

} // namespace tandem::agent
