// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "daemon/agent/journal/database.h"
#include "daemon/agent/journal/memory.h"
#include "daemon/agent/journal/seriesbook.h"
#include "model/healthrollup.h"
#include "model/healthsample.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace tandem::agent {

/// The journal's samples: raw, rolled up by the minute and by the hour. One row a sample or roll-up, with its values
/// packed (packing.h): a table with a row a value takes more than three times as much.
class SampleStore
{
public:
    /// For how long; see Journal::Limits for how much.
    struct Ages
    {
        Duration raw = std::chrono::hours(48);
        Duration minutes = std::chrono::days(30);
        Duration hours = std::chrono::days(366);
    };
    /// So long raw samples stay however full the journal is: hours are rolled up from them.
    static constexpr std::chrono::hours rawFloor{2};

    SampleStore(Database &database, Ages ages);

    static const std::array<const char *, 4> &schema();
    /// What schema 1 called samples.
    Result<void> takeOver();

    // In a batch of the caller's.
    Result<void> append(const model::HealthSample &sample);
    /// The caller's batch was undone.
    void forget() { m_series.forget(); }

    /// Those with timeNs > sinceNs, oldest first.
    Result<std::vector<model::HealthSample>> samples(std::int64_t sinceNs, int limit) const;
    /// Those that begin in sinceNs < timeNs <= untilNs, oldest first.
    Result<std::vector<model::HealthRollup>> rollups(model::Resolution resolution, std::int64_t sinceNs,
                                                     std::int64_t untilNs, int limit) const;

    // Each in a batch of its own, short.
    /// Rolls up one minute or hour that is over. False: there is none.
    Result<bool> rollUpOne();
    /// Deletes some of what is too old. False: nothing was.
    Result<bool> dropOld();
    /// Deletes some of the oldest, raw ones first. False: there is nothing left that it may take.
    Result<bool> dropSome();

private:
    struct Level; ///< minutes or hours
    static const Level &levelOf(model::Resolution resolution);
    std::optional<std::int64_t> &nextOf(const Level &level);
    Result<std::int64_t> loadedNextOf(const Level &level);
    Result<std::optional<std::int64_t>> due(const Level &level);
    Result<void> rollUpAt(const Level &level, std::int64_t index);
    Result<std::int64_t> rolledUpToNs();
    Result<bool> dropRaw(std::int64_t beforeNs, int most);
    Result<bool> drop(const Level &level, std::int64_t before, int most);

    Result<std::vector<model::HealthSample>> read(std::int64_t fromNs, std::int64_t toNs, int limit) const;
    Result<QByteArray> pack(const model::HealthSample &sample);
    Result<QByteArray> pack(const model::HealthRollup &rollup);
    Result<void> unpack(const QByteArray &octets, model::HealthSample &sample) const;
    Result<void> unpack(const QByteArray &octets, model::HealthRollup &rollup) const;

    Database &m_database;
    Memory m_memory;
    mutable SeriesBook m_series; ///< loads what it does not know
    Ages m_ages;
    std::optional<std::int64_t> m_lastNs;     ///< of the newest append: what is old is told by it
    std::optional<std::int64_t> m_nextMinute; ///< of all before it, the minutes are rolled up
    std::optional<std::int64_t> m_nextHour;
};

} // namespace tandem::agent
