// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/journal/samplestore.h"

#include "daemon/agent/journal/packing.h"
#include "daemon/agent/journal/rollup.h"

#include <QVariant>
#include <algorithm>
#include <limits>
#include <utility>

namespace tandem::agent {

namespace {

using model::HealthRollup;
using model::HealthSample;
using model::Resolution;

constexpr int droppedAtOnce = 1000; // rows; some 10 ms

std::int64_t indexOf(std::int64_t timeNs, std::int64_t length)
{
    return timeNs / length - (timeNs % length < 0 ? 1 : 0);
}

/// A time before the epoch, or of another planet, must not overflow when it is multiplied or moved.
std::int64_t minus(std::int64_t timeNs, Duration age)
{
    return timeNs < std::numeric_limits<std::int64_t>::min() + age.count() ? timeNs : timeNs - age.count();
}

QVariant number(std::int64_t value)
{
    return QVariant::fromValue(static_cast<qlonglong>(value));
}

QString text(const std::string &value)
{
    return value.empty() ? QStringLiteral("") : QString::fromStdString(value); // a null QString would be NULL
}

std::uint64_t difference(std::int64_t more, std::int64_t less)
{
    return static_cast<std::uint64_t>(more) - static_cast<std::uint64_t>(less);
}

std::int64_t sum(std::int64_t value, std::uint64_t more)
{
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(value) + more);
}

} // namespace

struct SampleStore::Level
{
    std::int64_t length;
    QString table; ///< its key is the number of the minute or hour since 1970
    QString mark;  ///< in memory: m_nextMinute or m_nextHour
    bool minutes;
};

const SampleStore::Level &SampleStore::levelOf(Resolution resolution)
{
    static const Level minutes{lengthNs(Resolution::Minute), QStringLiteral("minutes"),
                               QStringLiteral("next_minute_to_roll_up"), true};
    static const Level hours{lengthNs(Resolution::Hour), QStringLiteral("hours"),
                             QStringLiteral("next_hour_to_roll_up"), false};
    return resolution == Resolution::Hour ? hours : minutes;
}

SampleStore::SampleStore(Database &database, Ages ages)
    : m_database(database), m_memory(database), m_series(database), m_ages(ages)
{
    m_ages.raw = std::max<Duration>(m_ages.raw, rawFloor);
}

const std::array<const char *, 4> &SampleStore::schema()
{
    static constexpr std::array<const char *, 4> statements{
        "CREATE TABLE series (id INTEGER PRIMARY KEY, metric TEXT NOT NULL, server TEXT NOT NULL, "
        "UNIQUE (metric, server))",
        "CREATE TABLE raw_samples (time_ns INTEGER PRIMARY KEY, verdict TEXT NOT NULL, packed BLOB NOT NULL)",
        "CREATE TABLE minutes (number INTEGER PRIMARY KEY, samples INTEGER NOT NULL, verdict TEXT NOT NULL, "
        "packed BLOB NOT NULL)",
        "CREATE TABLE hours (number INTEGER PRIMARY KEY, samples INTEGER NOT NULL, verdict TEXT NOT NULL, "
        "packed BLOB NOT NULL)",
    };
    return statements;
}

Result<void> SampleStore::takeOver()
{
    QSqlQuery old = m_database.prepared(
        QStringLiteral("SELECT time_ns, verdict, rest_ns, greeting_ns, sessions FROM samples ORDER BY id"));
    if (const auto done = m_database.run(old); !done)
        return done;
    const auto maybe = [&old](int column) {
        return old.value(column).isNull() ? std::nullopt : std::optional<std::int64_t>(old.value(column).toLongLong());
    };
    while (old.next()) {
        const HealthSample sample{
            old.value(0).toLongLong(), old.value(1).toString().toStdString(), maybe(2), maybe(3), maybe(4), {}};
        if (const auto done = append(sample); !done)
            return done;
    }
    old.finish(); // a table that is being read cannot be dropped
    return m_database.execute(QStringLiteral("DROP TABLE samples"));
}

Result<void> SampleStore::append(const HealthSample &sample)
{
    const auto packed = pack(sample);
    if (!packed)
        return Failure(packed.error());
    QSqlQuery query = m_database.prepared(
        QStringLiteral("INSERT OR REPLACE INTO raw_samples (time_ns, verdict, packed) VALUES (?, ?, ?)"));
    query.addBindValue(number(sample.timeNs));
    query.addBindValue(text(sample.verdict));
    query.addBindValue(*packed);
    if (const auto done = m_database.run(query); !done)
        return done;
    m_lastNs = sample.timeNs;
    // The clock went back over what is rolled up already: that is done again.
    for (const Resolution resolution : {Resolution::Minute, Resolution::Hour}) {
        const Level &level = levelOf(resolution);
        const auto next = loadedNextOf(level);
        if (!next)
            return Failure(next.error());
        const std::int64_t index = indexOf(sample.timeNs, level.length);
        if (index >= *next)
            continue;
        nextOf(level) = index;
        if (const auto done = m_memory.set(level.mark, index); !done)
            return done;
    }
    return {};
}

Result<std::vector<HealthSample>> SampleStore::samples(std::int64_t sinceNs, int limit) const
{
    if (sinceNs == std::numeric_limits<std::int64_t>::max())
        return std::vector<HealthSample>();
    return read(sinceNs + 1, std::numeric_limits<std::int64_t>::max(), limit);
}

Result<std::vector<HealthSample>> SampleStore::read(std::int64_t fromNs, std::int64_t toNs, int limit) const
{
    QSqlQuery query = m_database.prepared(QStringLiteral("SELECT time_ns, verdict, packed FROM raw_samples "
                                                         "WHERE time_ns BETWEEN ? AND ? ORDER BY time_ns LIMIT ?"));
    query.addBindValue(number(fromNs));
    query.addBindValue(number(toNs));
    query.addBindValue(std::max(limit, 0));
    if (const auto done = m_database.run(query); !done)
        return Failure(done.error());
    std::vector<HealthSample> samples;
    while (query.next()) {
        HealthSample sample;
        sample.timeNs = query.value(0).toLongLong();
        sample.verdict = query.value(1).toString().toStdString();
        if (const auto done = unpack(query.value(2).toByteArray(), sample); !done)
            return Failure(done.error());
        samples.push_back(std::move(sample));
    }
    return samples;
}

Result<std::vector<HealthRollup>> SampleStore::rollups(Resolution resolution, std::int64_t sinceNs,
                                                       std::int64_t untilNs, int limit) const
{
    const Level &level = levelOf(resolution);
    QSqlQuery query = m_database.prepared(QStringLiteral("SELECT number, samples, verdict, packed FROM %1 "
                                                         "WHERE number > ? AND number <= ? ORDER BY number LIMIT ?")
                                              .arg(level.table));
    query.addBindValue(number(indexOf(sinceNs, level.length)));
    query.addBindValue(number(indexOf(untilNs, level.length)));
    query.addBindValue(std::max(limit, 0));
    if (const auto done = m_database.run(query); !done)
        return Failure(done.error());
    std::vector<HealthRollup> rollups;
    while (query.next()) {
        HealthRollup rollup;
        rollup.timeNs = query.value(0).toLongLong() * level.length;
        rollup.samples = query.value(1).toLongLong();
        rollup.verdict = query.value(2).toString().toStdString();
        rollup.values.reserve(rollups.empty() ? 0 : rollups.back().values.size());
        if (const auto done = unpack(query.value(3).toByteArray(), rollup); !done)
            return Failure(done.error());
        rollups.push_back(std::move(rollup));
    }
    return rollups;
}

std::optional<std::int64_t> &SampleStore::nextOf(const Level &level)
{
    return level.minutes ? m_nextMinute : m_nextHour;
}

Result<std::int64_t> SampleStore::loadedNextOf(const Level &level)
{
    auto &next = nextOf(level);
    if (!next) {
        const auto marked = m_memory.get(level.mark);
        if (!marked)
            return Failure(marked.error());
        next = marked->value_or(0);
    }
    return *next;
}

/// The oldest minute or hour that has samples, is over, and is not rolled up.
Result<std::optional<std::int64_t>> SampleStore::due(const Level &level)
{
    const auto next = loadedNextOf(level);
    if (!next)
        return Failure(next.error());
    const std::int64_t current = indexOf(*m_lastNs, level.length);
    if (*next >= current)
        return std::nullopt;
    const auto oldest = read(*next * level.length, current * level.length - 1, 1);
    if (!oldest)
        return Failure(oldest.error());
    if (!oldest->empty())
        return indexOf(oldest->front().timeNs, level.length);
    nextOf(level) = current; // not worth a write: after a restart this is found again
    return std::nullopt;
}

Result<bool> SampleStore::rollUpOne()
{
    if (!m_lastNs)
        return false;
    for (const Resolution resolution : {Resolution::Minute, Resolution::Hour}) {
        const Level &level = levelOf(resolution);
        const auto index = due(level);
        if (!index)
            return Failure(index.error());
        if (!*index)
            continue;
        const auto done = rollUpAt(level, **index);
        if (!done)
            m_series.forget();
        return done ? Result<bool>(true) : Failure(done.error());
    }
    return false;
}

Result<void> SampleStore::rollUpAt(const Level &level, std::int64_t index)
{
    const std::int64_t begin = index * level.length;
    const auto samples = read(begin, begin + level.length - 1, std::numeric_limits<int>::max());
    if (!samples)
        return Failure(samples.error());
    const HealthRollup rollup = rollUp(*samples, begin);
    Batch batch(m_database);
    if (const auto begun = batch.begin(false); !begun)
        return begun;
    const auto packed = pack(rollup);
    if (!packed)
        return Failure(packed.error());
    QSqlQuery query = m_database.prepared(
        QStringLiteral("INSERT OR REPLACE INTO %1 (number, samples, verdict, packed) VALUES (?, ?, ?, ?)")
            .arg(level.table));
    query.addBindValue(number(index));
    query.addBindValue(number(rollup.samples));
    query.addBindValue(text(rollup.verdict));
    query.addBindValue(*packed);
    auto done = m_database.run(query);
    if (done)
        done = m_memory.set(level.mark, index + 1);
    if (done)
        done = batch.commit();
    if (done)
        nextOf(level) = index + 1;
    return done;
}

Result<std::int64_t> SampleStore::rolledUpToNs()
{
    std::int64_t upTo = std::numeric_limits<std::int64_t>::max();
    for (const Resolution resolution : {Resolution::Minute, Resolution::Hour}) {
        const Level &level = levelOf(resolution);
        const auto next = loadedNextOf(level);
        if (!next)
            return next;
        upTo = std::min(upTo, *next * level.length);
    }
    return upTo;
}

Result<bool> SampleStore::dropOld()
{
    if (!m_lastNs)
        return false;
    const Level &minutes = levelOf(Resolution::Minute);
    const Level &hours = levelOf(Resolution::Hour);
    auto dropped = dropRaw(minus(*m_lastNs, m_ages.raw), droppedAtOnce);
    if (dropped && !*dropped)
        dropped = drop(minutes, indexOf(minus(*m_lastNs, m_ages.minutes), minutes.length), droppedAtOnce);
    if (dropped && !*dropped)
        dropped = drop(hours, indexOf(minus(*m_lastNs, m_ages.hours), hours.length), droppedAtOnce);
    return dropped;
}

Result<bool> SampleStore::dropSome()
{
    if (!m_lastNs)
        return false;
    constexpr auto any = std::numeric_limits<std::int64_t>::max();
    auto dropped = dropRaw(minus(*m_lastNs, rawFloor), droppedAtOnce);
    for (const Resolution resolution : {Resolution::Minute, Resolution::Hour})
        if (dropped && !*dropped)
            dropped = drop(levelOf(resolution), any, droppedAtOnce);
    return dropped;
}

Result<bool> SampleStore::dropRaw(std::int64_t beforeNs, int most)
{
    const auto rolledUp = rolledUpToNs();
    if (!rolledUp)
        return Failure(rolledUp.error());
    QSqlQuery query = m_database.prepared(
        QStringLiteral("DELETE FROM raw_samples WHERE time_ns IN "
                       "(SELECT time_ns FROM raw_samples WHERE time_ns < ? ORDER BY time_ns LIMIT ?)"));
    query.addBindValue(number(std::min(beforeNs, *rolledUp)));
    query.addBindValue(most);
    if (const auto done = m_database.run(query); !done)
        return Failure(done.error());
    return query.numRowsAffected() > 0;
}

Result<bool> SampleStore::drop(const Level &level, std::int64_t before, int most)
{
    QSqlQuery query =
        m_database.prepared(QStringLiteral("DELETE FROM %1 WHERE number IN "
                                           "(SELECT number FROM %1 WHERE number < ? ORDER BY number LIMIT ?)")
                                .arg(level.table));
    query.addBindValue(number(before));
    query.addBindValue(most);
    if (const auto done = m_database.run(query); !done)
        return Failure(done.error());
    return query.numRowsAffected() > 0;
}

Result<QByteArray> SampleStore::pack(const HealthSample &sample)
{
    std::vector<std::pair<std::int64_t, std::int64_t>> values; // by number of the series: the steps stay small
    for (const model::MetricValue &value : seriesOf(sample)) {
        const auto id = m_series.idOf(value.metric, value.server);
        if (!id)
            return Failure(id.error());
        if (*id)
            values.emplace_back(**id, value.value);
    }
    std::ranges::sort(values);
    Packer packer;
    std::int64_t before = 0;
    for (const auto &[id, value] : values) {
        packer.add(difference(id, std::exchange(before, id)));
        packer.addSigned(value);
    }
    return packer.take();
}

Result<QByteArray> SampleStore::pack(const HealthRollup &rollup)
{
    std::vector<std::pair<std::int64_t, const model::MetricRollup *>> values;
    for (const model::MetricRollup &value : rollup.values) {
        const auto id = m_series.idOf(value.metric, value.server);
        if (!id)
            return Failure(id.error());
        if (*id)
            values.emplace_back(**id, &value);
    }
    std::ranges::sort(values);
    Packer packer;
    std::int64_t before = 0;
    for (const auto &[id, value] : values) {
        packer.add(difference(id, std::exchange(before, id)));
        packer.add(difference(rollup.samples, value->count));
        packer.addSigned(value->min);
        packer.add(difference(value->avg, value->min));
        packer.add(difference(value->p99, value->min));
        packer.add(difference(value->max, value->p99));
    }
    return packer.take();
}

// Octets that are not ours end the row's values: what was read before them stays, and the chart has a gap.

Result<void> SampleStore::unpack(const QByteArray &octets, HealthSample &sample) const
{
    Unpacker in(octets);
    std::int64_t id = 0;
    while (!in.atEnd()) {
        const auto step = in.next();
        const auto value = in.nextSigned();
        if (!step || !value)
            return {};
        id = sum(id, *step);
        const auto series = m_series.seriesOf(id);
        if (!series)
            return Failure(series.error());
        if (*series != nullptr && (*series)->metric)
            addTo(sample, {*(*series)->metric, (*series)->server, *value});
    }
    return {};
}

Result<void> SampleStore::unpack(const QByteArray &octets, HealthRollup &rollup) const
{
    Unpacker in(octets);
    std::int64_t id = 0;
    while (!in.atEnd()) {
        const auto step = in.next();
        const auto absent = in.next();
        const auto least = in.nextSigned();
        const auto toAvg = in.next();
        const auto toP99 = in.next();
        const auto toMax = in.next();
        if (!step || !absent || !least || !toAvg || !toP99 || !toMax)
            return {};
        id = sum(id, *step);
        const auto series = m_series.seriesOf(id);
        if (!series)
            return Failure(series.error());
        if (*series == nullptr || !(*series)->metric)
            continue;
        const std::int64_t p99 = sum(*least, *toP99);
        rollup.values.push_back({*(*series)->metric, (*series)->server, sum(rollup.samples, ~*absent + 1), *least,
                                 sum(*least, *toAvg), sum(p99, *toMax), p99});
    }
    return {};
}

} // namespace tandem::agent
