// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/journal/seriesbook.h"

#include <QVariant>
#include <algorithm>

namespace tandem::agent {

Result<void> SeriesBook::load()
{
    QSqlQuery query = m_database.prepared(QStringLiteral("SELECT id, metric, server FROM series"));
    if (const auto done = m_database.run(query); !done)
        return done;
    forget();
    while (query.next()) {
        const std::int64_t id = query.value(0).toLongLong();
        const Series series{model::metricNamed(query.value(1).toString().toStdString()),
                            query.value(2).toString().toStdString()};
        if (series.metric)
            m_ids.emplace(std::pair(*series.metric, series.server), id);
        if (id < 0 || id >= static_cast<std::int64_t>(most))
            continue; // not one of ours
        m_series.resize(std::max(m_series.size(), static_cast<std::size_t>(id) + 1));
        m_series[static_cast<std::size_t>(id)] = series;
    }
    return {};
}

Result<std::optional<std::int64_t>> SeriesBook::idOf(model::Metric metric, const std::string &server)
{
    const std::pair key(metric, server);
    if (const auto known = m_ids.find(key); known != m_ids.end())
        return known->second;
    if (m_series.empty())
        if (const auto loaded = load(); !loaded)
            return Failure(loaded.error());
    if (const auto known = m_ids.find(key); known != m_ids.end())
        return known->second;
    if (m_series.size() >= most)
        return std::nullopt;
    const std::string_view name = model::infoOf(metric).name;
    const auto id = static_cast<std::int64_t>(m_series.size());
    QSqlQuery query = m_database.prepared(QStringLiteral("INSERT INTO series (id, metric, server) VALUES (?, ?, ?)"));
    query.addBindValue(static_cast<qlonglong>(id));
    query.addBindValue(QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())));
    query.addBindValue(server.empty() ? QStringLiteral("") : QString::fromStdString(server));
    if (const auto done = m_database.run(query); !done)
        return Failure(done.error());
    m_ids.emplace(key, id);
    m_series.emplace_back(Series{metric, server});
    return id;
}

const SeriesBook::Series *SeriesBook::known(std::int64_t id) const
{
    const auto index = static_cast<std::uint64_t>(id);
    return index < m_series.size() && m_series[index] ? &*m_series[index] : nullptr;
}

Result<const SeriesBook::Series *> SeriesBook::seriesOf(std::int64_t id)
{
    if (const Series *series = known(id))
        return series;
    if (const auto loaded = load(); !loaded) // the connection that writes has given a new one
        return Failure(loaded.error());
    return known(id);
}

void SeriesBook::forget()
{
    m_ids.clear();
    m_series.clear();
}

} // namespace tandem::agent
