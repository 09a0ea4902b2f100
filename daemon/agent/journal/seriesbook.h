// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "daemon/agent/journal/database.h"
#include "model/metric.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tandem::agent {

/// The short numbers that stand for series in packed rows. By name in the journal: a metric that this program does not
/// know is left out when it is read.
class SeriesBook
{
public:
    struct Series
    {
        std::optional<model::Metric> metric; ///< nothing: of another version of Tandem
        std::string server;
    };
    /// Whoever answers as MaxScale names the servers; they must not fill the journal.
    static constexpr std::size_t most = 2000;

    explicit SeriesBook(Database &database) : m_database(database) {}

    /// Gives it a number where it has none; nothing where there are too many.
    Result<std::optional<std::int64_t>> idOf(model::Metric metric, const std::string &server);
    /// Nullptr: there is none of that number.
    Result<const Series *> seriesOf(std::int64_t id);
    /// A batch was undone: numbers that it gave are not given.
    void forget();

private:
    Result<void> load();
    const Series *known(std::int64_t id) const;

    Database &m_database;
    std::map<std::pair<model::Metric, std::string>, std::int64_t> m_ids;
    std::vector<std::optional<Series>> m_series; ///< by number: they are given without gaps
};

} // namespace tandem::agent
