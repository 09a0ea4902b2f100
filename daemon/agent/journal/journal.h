// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "daemon/agent/journal/database.h"
#include "daemon/agent/journal/memory.h"
#include "daemon/agent/journal/samplestore.h"
#include "model/event.h"
#include "model/nodestatus.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tandem::agent {

/// Where an event of the engine comes from: its own numbers, which start again with each engine.
struct EngineMark
{
    std::uint64_t engineId = 0;
    std::uint64_t seq = 0;

    bool operator==(const EngineMark &) const = default;
};

/// STATE-DIR/journal.db: the events of this node, numbered without gaps from 1, its health samples with their roll-ups,
/// and what the agent must remember over a restart. SQLite in WAL mode; one Journal is one connection and stays in one
/// thread.
class Journal
{
public:
    struct Limits
    {
        std::int64_t events = 100'000; ///< older ones are deleted; numbers go on
        SampleStore::Ages samples;
        /// Of the file, held by tidy(): what is oldest goes, raw samples first, events last. The WAL beside it takes 4
        /// MB more.
        std::int64_t octets = 192'000'000;
        std::int64_t pages = 0; ///< of 4 KiB: beyond, writing fails as on a full disk; 0: as the disk allows
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
    /// Between batches: rolls samples up, deletes what is too old or too much. A little at a time. True: there is more.
    Result<bool> tidy();
    Result<void> setMaxScaleStart(std::int64_t startedAtNs);
    Result<void> setMaintenance(std::optional<std::int64_t> sinceNs);
    Result<void> setHold(const std::optional<model::Hold> &hold);

    /// Events with since < seq <= until, oldest first.
    Result<std::vector<model::Event>> events(std::uint64_t since, std::uint64_t until, int limit) const;
    Result<std::vector<model::HealthSample>> samples(std::int64_t sinceNs, int limit) const;
    /// See SampleStore::rollups.
    Result<std::vector<model::HealthRollup>> rollups(model::Resolution resolution, std::int64_t sinceNs,
                                                     std::int64_t untilNs, int limit) const;
    Result<std::uint64_t> lastSeq() const; ///< 0: none
    Result<EngineMark> engineMark() const; ///< {0, 0}: none
    Result<std::optional<std::int64_t>> maxScaleStart() const;
    Result<std::optional<std::int64_t>> maintenance() const; ///< since when; nothing: it is off
    Result<std::optional<model::Hold>> hold() const;         ///< of the mode; nothing: there is none

    static constexpr int schemaVersion = 2;

private:
    Journal(const std::string &path, std::string node, Limits limits);
    static Result<std::unique_ptr<Journal>> connectTo(const std::string &path, const std::string &node, Limits limits);
    Result<void> check() const;
    Result<void> upgrade();
    Result<void> upgradeFrom(std::int64_t version);
    Result<void> giveId();
    Result<bool> prune();
    Result<bool> dropEvents(std::int64_t kept);
    Result<bool> shrink();

    Database m_database;
    Memory m_memory;
    SampleStore m_samples;
    std::string m_node;
    Limits m_limits;
    std::optional<Error> m_damaged;
    std::string m_setAsideAs;
    std::string m_id;
    std::int64_t m_appended = 0; ///< since the last pruning
};

} // namespace tandem::agent
