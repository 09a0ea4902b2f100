// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/journal/seriesbook.h"

#include <QVariant>

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
        m_series.emplace(id, series);
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
    const std::int64_t id = m_series.empty() ? 0 : m_series.rbegin()->first + 1;
    QSqlQuery query = m_database.prepared(QStringLiteral("INSERT INTO series (id, metric, server) VALUES (?, ?, ?)"));
    query.addBindValue(static_cast<qlonglong>(id));
    query.addBindValue(QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())));
    query.addBindValue(server.empty() ? QStringLiteral("") : QString::fromStdString(server));
    if (const auto done = m_database.run(query); !done)
        return Failure(done.error());
    m_ids.emplace(key, id);
    m_series.emplace(id, Series{metric, server});
    return id;
}

Result<const SeriesBook::Series *> SeriesBook::seriesOf(std::int64_t id)
{
    auto known = m_series.find(id);
    if (known == m_series.end()) { // the connection that writes has given a new one
        if (const auto loaded = load(); !loaded)
            return Failure(loaded.error());
        known = m_series.find(id);
    }
    return known == m_series.end() ? nullptr : &known->second;
}

void SeriesBook::forget()
{
    m_ids.clear();
    m_series.clear();
}

} // namespace tandem::agent
