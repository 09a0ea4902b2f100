// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/journal/journal.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QVariant>
#include <algorithm>
#include <utility>

namespace tandem::agent {

namespace {

constexpr int pruneEvery = 100;    // appends; between two prunings the tables may be that much longer
constexpr int fewestEvents = 1000; // so many stay, however small the journal must be
constexpr int eventsDroppedAtOnce = 1000;
constexpr int pagesGivenBackAtOnce = 500;

const char *const schema[] = {
    "CREATE TABLE memory (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE events (seq INTEGER PRIMARY KEY, time_ns INTEGER NOT NULL, kind TEXT NOT NULL, instance TEXT NOT "
    "NULL, "
    "was TEXT NOT NULL, becomes TEXT NOT NULL, reason TEXT NOT NULL, cause TEXT NOT NULL, details TEXT NOT NULL)",
};

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

QVariant number(std::uint64_t value)
{
    return QVariant::fromValue(static_cast<qlonglong>(value));
}

/// A list of pairs: an object would lose their order.
QString detailsToText(const model::Cause &cause)
{
    QJsonArray pairs;
    for (const auto &[name, value] : cause.details)
        pairs.append(QJsonArray{text(name), text(value)});
    return QString::fromUtf8(QJsonDocument(pairs).toJson(QJsonDocument::Compact));
}

std::vector<std::pair<std::string, std::string>> detailsFromText(const QString &json)
{
    std::vector<std::pair<std::string, std::string>> details;
    for (const QJsonValue &pair : QJsonDocument::fromJson(json.toUtf8()).array())
        details.emplace_back(pair[0].toString().toStdString(), pair[1].toString().toStdString());
    return details;
}

/// SQLITE_CORRUPT and SQLITE_NOTADB: the file, not its surroundings.
bool isDamage(const Error &error)
{
    return error.code == ErrorCode::BadFile;
}

/// Its name from now on. Of those set aside before, the newest ones stay: a disk that goes on damaging files must not
/// be filled with them.
QString setAside(const QString &path)
{
    constexpr qsizetype kept = 3;
    const QFileInfo file(path);
    const QString to =
        path + ".corrupt-" + QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd'T'HHmmss.zzz'Z'"));
    for (const char *part : {"", "-wal", "-shm"})
        QFile::rename(path + part, to + part);
    QDir directory = file.dir();
    const QStringList before =
        directory.entryList({file.fileName() + ".corrupt-*Z"}, QDir::Files, QDir::Name | QDir::Reversed);
    for (const QString &old : before.mid(kept))
        for (const char *part : {"", "-wal", "-shm"})
            directory.remove(old + part);
    return to;
}

} // namespace

Journal::Journal(const std::string &path, std::string node, Limits limits)
    : m_database(path), m_memory(m_database), m_samples(m_database, limits.samples), m_node(std::move(node)),
      m_limits(limits)
{
}

Journal::~Journal() = default;

Result<std::unique_ptr<Journal>> Journal::connectTo(const std::string &path, const std::string &node, Limits limits)
{
    std::unique_ptr<Journal> journal(new Journal(path, node, limits));
    if (const auto opened = journal->m_database.open(limits.pages); !opened)
        return Failure(opened.error());
    return journal;
}

Result<std::unique_ptr<Journal>> Journal::open(const std::string &path, const std::string &node, Limits limits)
{
    std::optional<Error> damage;
    {
        auto journal = connectTo(path, node, limits);
        const auto checked = journal ? (*journal)->check() : Result<void>(Failure(journal.error()));
        auto ready = checked ? (*journal)->upgrade() : checked;
        if (ready)
            ready = (*journal)->giveId();
        if (ready)
            return journal;
        if (!isDamage(ready.error()))
            return Failure(ready.error());
        damage = ready.error();
    }
    const QString aside = setAside(QString::fromStdString(path));
    auto journal = connectTo(path, node, limits);
    if (!journal)
        return journal;
    if (const auto ready = (*journal)->upgrade(); !ready)
        return Failure(ready.error());
    if (const auto ready = (*journal)->giveId(); !ready)
        return Failure(ready.error());
    (*journal)->m_damaged = damage;
    (*journal)->m_setAsideAs = aside.toStdString();
    return journal;
}

Result<std::unique_ptr<Journal>> Journal::join(const std::string &path, const std::string &node, Limits limits)
{
    return connectTo(path, node, limits);
}

Result<void> Journal::check() const
{
    QSqlQuery query = m_database.prepared(QStringLiteral("PRAGMA quick_check(1)"));
    if (const auto done = m_database.run(query); !done)
        return done;
    if (query.next() && query.value(0).toString() == QLatin1String("ok"))
        return {};
    return fail(ErrorCode::BadFile, m_database.path(),
                "is damaged: " + query.value(0).toString().left(200).toStdString());
}

Result<void> Journal::upgrade()
{
    const auto version = m_database.number(QStringLiteral("PRAGMA user_version"));
    if (!version)
        return Failure(version.error());
    if (*version == schemaVersion)
        return {};
    if (*version > schemaVersion)
        return fail(ErrorCode::System, m_database.path(),
                    "is of a newer version of Tandem (" + std::to_string(*version) + ", this one knows " +
                        std::to_string(schemaVersion) + ")",
                    "install that version again, or move the file away");
    Batch batch(m_database);
    auto done = batch.begin(true);
    if (done)
        done = upgradeFrom(*version);
    if (done)
        done = m_database.execute(QStringLiteral("PRAGMA user_version = %1").arg(schemaVersion));
    if (done)
        done = batch.commit();
    // A file of schema 1 can give nothing back to the disk until it is written anew. It serves as it is, too.
    if (done && *version > 0)
        static_cast<void>(m_database.execute(QStringLiteral("VACUUM")));
    return done;
}

Result<void> Journal::upgradeFrom(std::int64_t version)
{
    const auto executeAll = [this](const auto &statements) {
        Result<void> done;
        for (const char *statement : statements)
            if (done)
                done = m_database.execute(QString::fromLatin1(statement));
        return done;
    };
    auto done = version == 0 ? executeAll(schema) : Result<void>();
    if (done)
        done = executeAll(SampleStore::schema());
    if (done && version == 1)
        done = m_samples.takeOver();
    return done;
}

Result<void> Journal::giveId()
{
    const QString key = QStringLiteral("journal_id");
    auto id = m_memory.get(key);
    if (!id)
        return Failure(id.error());
    if (!*id) { // a new one, or one of before there were any
        *id = static_cast<std::int64_t>(QRandomGenerator::system()->generate64() >> 1U);
        if (const auto done = m_memory.set(key, **id); !done)
            return done;
    }
    m_id = QString::number(**id, 16).toStdString();
    return {};
}

Result<void> Journal::begin(bool safe)
{
    return m_database.begin(safe);
}

Result<void> Journal::commit()
{
    auto done = m_database.commit();
    if (!done)
        m_samples.forget();
    return done;
}

void Journal::rollback()
{
    m_database.rollback();
    m_samples.forget();
}

Result<std::uint64_t> Journal::append(const model::Event &event, const std::optional<EngineMark> &mark)
{
    const auto last = lastSeq();
    if (!last)
        return last;
    const std::uint64_t seq = *last + 1;
    QSqlQuery query = m_database.prepared(
        QStringLiteral("INSERT INTO events (seq, time_ns, kind, instance, was, becomes, reason, cause, details) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    query.addBindValue(number(seq));
    query.addBindValue(static_cast<qlonglong>(event.timeNs));
    query.addBindValue(text(nameOf(event.kind)));
    for (const std::string &field : {event.instance, event.from, event.to, event.reason})
        query.addBindValue(field.empty() ? QStringLiteral("") : text(field)); // a null QString would be NULL
    query.addBindValue(text(nameOf(event.cause.type)));
    query.addBindValue(detailsToText(event.cause));
    if (const auto done = m_database.run(query); !done)
        return Failure(done.error());
    if (const auto done = m_memory.set(QStringLiteral("last_seq"), static_cast<std::int64_t>(seq)); !done)
        return Failure(done.error());
    if (mark) {
        if (const auto done = m_memory.set(QStringLiteral("engine_id"), static_cast<std::int64_t>(mark->engineId));
            !done)
            return Failure(done.error());
        if (const auto done = m_memory.set(QStringLiteral("engine_seq"), static_cast<std::int64_t>(mark->seq)); !done)
            return Failure(done.error());
    }
    ++m_appended;
    return seq;
}

Result<void> Journal::append(const model::HealthSample &sample)
{
    ++m_appended;
    return m_samples.append(sample);
}

Result<void> Journal::setMaxScaleStart(std::int64_t startedAtNs)
{
    return m_memory.set(QStringLiteral("maxscale_started_at_ns"), startedAtNs);
}

Result<void> Journal::setMaintenance(std::optional<std::int64_t> sinceNs)
{
    return m_memory.set(QStringLiteral("maintenance_since_ns"), sinceNs.value_or(0));
}

Result<void> Journal::setHold(const std::optional<model::Hold> &hold)
{
    const auto done = m_memory.set(QStringLiteral("hold_until_ns"), hold ? hold->untilNs : 0);
    return done ? m_memory.setText(QStringLiteral("hold_by"), hold ? hold->by : std::string()) : done;
}

Result<bool> Journal::tidy()
{
    const auto rolledUp = m_samples.rollUpOne();
    if (!rolledUp || *rolledUp)
        return rolledUp;
    if (m_appended < pruneEvery)
        return false;
    const auto pruned = prune();
    if (pruned && !*pruned)
        m_appended = 0;
    return pruned;
}

Result<bool> Journal::prune()
{
    auto dropped = dropEvents(m_limits.events);
    if (dropped && !*dropped)
        dropped = m_samples.dropOld();
    if (!dropped || *dropped)
        return dropped;
    const auto size = m_database.size();
    if (!size)
        return Failure(size.error());
    if (size->used > m_limits.octets) {
        dropped = m_samples.dropSome();
        if (dropped && !*dropped)
            dropped = dropEvents(fewestEvents);
        return dropped;
    }
    return size->file > m_limits.octets ? shrink() : false;
}

Result<bool> Journal::dropEvents(std::int64_t kept)
{
    QSqlQuery query =
        m_database.prepared(QStringLiteral("DELETE FROM events WHERE seq IN (SELECT seq FROM events WHERE seq <= "
                                           "(SELECT max(seq) FROM events) - ? ORDER BY seq LIMIT ?)"));
    query.addBindValue(number(static_cast<std::uint64_t>(kept)));
    query.addBindValue(eventsDroppedAtOnce);
    if (const auto done = m_database.run(query); !done)
        return Failure(done.error());
    return query.numRowsAffected() > 0;
}

/// Gives free pages back to the disk. False: there are none, or the file cannot (see upgrade()).
Result<bool> Journal::shrink()
{
    const auto before = m_database.size();
    QSqlQuery query = m_database.prepared(QStringLiteral("PRAGMA incremental_vacuum(%1)").arg(pagesGivenBackAtOnce));
    if (const auto done = m_database.run(query); !done)
        return Failure(done.error());
    while (query.next()) // a page a row
        ;
    query.finish();
    const auto after = m_database.size();
    if (!before || !after)
        return Failure(!before ? before.error() : after.error());
    return after->file < before->file;
}

Result<std::vector<model::Event>> Journal::events(std::uint64_t since, std::uint64_t until, int limit) const
{
    QSqlQuery query = m_database.prepared(
        QStringLiteral("SELECT seq, time_ns, kind, instance, was, becomes, reason, cause, details FROM events "
                       "WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?"));
    query.addBindValue(number(std::min<std::uint64_t>(since, INT64_MAX)));
    query.addBindValue(number(std::min<std::uint64_t>(until, INT64_MAX)));
    query.addBindValue(std::max(limit, 0));
    if (const auto done = m_database.run(query); !done)
        return Failure(done.error());
    std::vector<model::Event> events;
    while (query.next()) {
        model::Event event;
        event.seq = static_cast<std::uint64_t>(query.value(0).toLongLong());
        event.node = m_node;
        event.timeNs = query.value(1).toLongLong();
        event.kind = model::eventKindOf(query.value(2).toString().toStdString()).value_or(model::EventKind::Helper);
        event.instance = query.value(3).toString().toStdString();
        event.from = query.value(4).toString().toStdString();
        event.to = query.value(5).toString().toStdString();
        event.reason = query.value(6).toString().toStdString();
        event.cause.type =
            model::causeTypeOf(query.value(7).toString().toStdString()).value_or(model::CauseType::Start);
        event.cause.details = detailsFromText(query.value(8).toString());
        events.push_back(std::move(event));
    }
    return events;
}

Result<std::vector<model::HealthSample>> Journal::samples(std::int64_t sinceNs, int limit) const
{
    return m_samples.samples(sinceNs, limit);
}

Result<std::vector<model::HealthRollup>> Journal::rollups(model::Resolution resolution, std::int64_t sinceNs,
                                                          std::int64_t untilNs, int limit) const
{
    return m_samples.rollups(resolution, sinceNs, untilNs, limit);
}

Result<std::uint64_t> Journal::lastSeq() const
{
    const auto value = m_memory.get(QStringLiteral("last_seq"));
    if (!value)
        return Failure(value.error());
    return static_cast<std::uint64_t>(value->value_or(0));
}

Result<EngineMark> Journal::engineMark() const
{
    const auto id = m_memory.get(QStringLiteral("engine_id"));
    const auto seq = m_memory.get(QStringLiteral("engine_seq"));
    if (!id || !seq)
        return Failure(!id ? id.error() : seq.error());
    return EngineMark{static_cast<std::uint64_t>(id->value_or(0)), static_cast<std::uint64_t>(seq->value_or(0))};
}

Result<std::optional<std::int64_t>> Journal::maintenance() const
{
    auto since = m_memory.get(QStringLiteral("maintenance_since_ns"));
    if (since && since->value_or(0) == 0)
        return std::nullopt;
    return since;
}

Result<std::optional<model::Hold>> Journal::hold() const
{
    const auto until = m_memory.get(QStringLiteral("hold_until_ns"));
    if (!until)
        return Failure(until.error());
    if (until->value_or(0) == 0)
        return std::nullopt;
    const auto by = m_memory.getText(QStringLiteral("hold_by"));
    if (!by)
        return Failure(by.error());
    return model::Hold{**until, *by};
}

Result<std::optional<std::int64_t>> Journal::maxScaleStart() const
{
    return m_memory.get(QStringLiteral("maxscale_started_at_ns"));
}

} // namespace tandem::agent
