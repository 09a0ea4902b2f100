// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/journal/journal.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>
#include <QVariant>
#include <algorithm>
#include <utility>

namespace tandem::agent {

namespace {

constexpr int pruneEvery = 100; // appends; between two prunings the tables may be that much longer

const char *const schema[] = {
    "CREATE TABLE memory (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE events (seq INTEGER PRIMARY KEY, time_ns INTEGER NOT NULL, kind TEXT NOT NULL, instance TEXT NOT "
    "NULL, "
    "was TEXT NOT NULL, becomes TEXT NOT NULL, reason TEXT NOT NULL, cause TEXT NOT NULL, details TEXT NOT NULL)",
    "CREATE TABLE samples (id INTEGER PRIMARY KEY, time_ns INTEGER NOT NULL, verdict TEXT NOT NULL, rest_ns INTEGER, "
    "greeting_ns INTEGER, sessions INTEGER)",
    "CREATE INDEX samples_time ON samples (time_ns)",
};

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

QVariant number(std::uint64_t value)
{
    return QVariant::fromValue(static_cast<qlonglong>(value));
}

QVariant number(const std::optional<std::int64_t> &value)
{
    return value ? QVariant::fromValue(static_cast<qlonglong>(*value)) : QVariant(QMetaType::fromType<qlonglong>());
}

std::optional<std::int64_t> maybe(const QVariant &value)
{
    return value.isNull() ? std::nullopt : std::optional<std::int64_t>(value.toLongLong());
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

Journal::Journal(std::string path, std::string node, Limits limits)
    : m_path(std::move(path)), m_node(std::move(node)), m_limits(limits),
      m_connection(QUuid::createUuid().toString(QUuid::WithoutBraces))
{
}

Journal::~Journal()
{
    QSqlDatabase::database(m_connection, false).close();
    QSqlDatabase::removeDatabase(m_connection);
}

Result<std::unique_ptr<Journal>> Journal::connectTo(const std::string &path, const std::string &node, Limits limits)
{
    std::unique_ptr<Journal> journal(new Journal(path, node, limits));
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), journal->m_connection);
        database.setDatabaseName(QString::fromStdString(path));
        database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=2000"));
        if (!database.open())
            return fail(ErrorCode::System, path, "cannot be opened: " + database.lastError().text().toStdString(),
                        "the agent needs to write in its state directory");
    }
    for (const QString &pragma :
         {QStringLiteral("PRAGMA journal_mode = WAL"), QStringLiteral("PRAGMA cache_size = -256"),
          QStringLiteral("PRAGMA journal_size_limit = 4194304")})
        if (const auto done = journal->execute(pragma); !done)
            return Failure(done.error());
    if (limits.pages > 0)
        if (const auto done = journal->execute(QStringLiteral("PRAGMA max_page_count = %1").arg(limits.pages)); !done)
            return Failure(done.error());
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

Result<void> Journal::run(QSqlQuery &query) const
{
    // A statement that could not be prepared has its error already; exec() would hide it.
    if (!query.lastError().isValid() && query.exec())
        return {};
    const QSqlError error = query.lastError();
    const int native = error.nativeErrorCode().toInt() & 0xff; // without SQLite's extended codes
    const bool damaged = native == 11 || native == 26;         // SQLITE_CORRUPT, SQLITE_NOTADB
    const bool full = native == 13;                            // SQLITE_FULL
    return fail(damaged ? ErrorCode::BadFile : ErrorCode::System, m_path, error.databaseText().toStdString(),
                full ? "make room on its disk" : "");
}

Result<void> Journal::execute(const QString &statement) const
{
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    query.prepare(statement);
    return run(query);
}

Result<void> Journal::check() const
{
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    query.prepare(QStringLiteral("PRAGMA quick_check(1)"));
    if (const auto done = run(query); !done)
        return done;
    if (query.next() && query.value(0).toString() == QLatin1String("ok"))
        return {};
    return fail(ErrorCode::BadFile, m_path, "is damaged: " + query.value(0).toString().left(200).toStdString());
}

Result<void> Journal::upgrade()
{
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    query.prepare(QStringLiteral("PRAGMA user_version"));
    if (const auto done = run(query); !done)
        return done;
    query.next();
    const int version = query.value(0).toInt();
    query.finish();
    if (version == schemaVersion)
        return {};
    if (version > schemaVersion)
        return fail(ErrorCode::System, m_path,
                    "is of a newer version of Tandem (" + std::to_string(version) + ", this one knows " +
                        std::to_string(schemaVersion) + ")",
                    "install that version again, or move the file away");
    if (const auto done = begin(true); !done)
        return done;
    for (const char *statement : schema)
        if (const auto done = execute(QString::fromLatin1(statement)); !done) {
            rollback();
            return done;
        }
    if (const auto done = execute(QStringLiteral("PRAGMA user_version = %1").arg(schemaVersion)); !done) {
        rollback();
        return done;
    }
    return commit();
}

Result<void> Journal::giveId()
{
    const QString key = QStringLiteral("journal_id");
    auto id = remembered(key);
    if (!id)
        return Failure(id.error());
    if (!*id) { // a new one, or one of before there were any
        *id = static_cast<std::int64_t>(QRandomGenerator::system()->generate64() >> 1U);
        if (const auto done = remember(key, **id); !done)
            return done;
    }
    m_id = QString::number(**id, 16).toStdString();
    return {};
}

Result<void> Journal::begin(bool safe)
{
    if (const auto done =
            execute(safe ? QStringLiteral("PRAGMA synchronous = FULL") : QStringLiteral("PRAGMA synchronous = NORMAL"));
        !done)
        return done;
    return execute(QStringLiteral("BEGIN IMMEDIATE"));
}

Result<void> Journal::commit()
{
    auto done = prune();
    if (done)
        done = execute(QStringLiteral("COMMIT"));
    if (!done)
        rollback();
    return done;
}

void Journal::rollback()
{
    static_cast<void>(execute(QStringLiteral("ROLLBACK")));
}

Result<std::uint64_t> Journal::append(const model::Event &event, const std::optional<EngineMark> &mark)
{
    const auto last = lastSeq();
    if (!last)
        return last;
    const std::uint64_t seq = *last + 1;
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    query.prepare(
        QStringLiteral("INSERT INTO events (seq, time_ns, kind, instance, was, becomes, reason, cause, details) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    query.addBindValue(number(seq));
    query.addBindValue(static_cast<qlonglong>(event.timeNs));
    query.addBindValue(text(nameOf(event.kind)));
    for (const std::string &field : {event.instance, event.from, event.to, event.reason})
        query.addBindValue(field.empty() ? QStringLiteral("") : text(field)); // a null QString would be NULL
    query.addBindValue(text(nameOf(event.cause.type)));
    query.addBindValue(detailsToText(event.cause));
    if (const auto done = run(query); !done)
        return Failure(done.error());
    if (const auto done = remember(QStringLiteral("last_seq"), static_cast<std::int64_t>(seq)); !done)
        return Failure(done.error());
    if (mark) {
        if (const auto done = remember(QStringLiteral("engine_id"), static_cast<std::int64_t>(mark->engineId)); !done)
            return Failure(done.error());
        if (const auto done = remember(QStringLiteral("engine_seq"), static_cast<std::int64_t>(mark->seq)); !done)
            return Failure(done.error());
    }
    ++m_appended;
    return seq;
}

Result<void> Journal::append(const model::HealthSample &sample)
{
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    query.prepare(QStringLiteral(
        "INSERT INTO samples (time_ns, verdict, rest_ns, greeting_ns, sessions) VALUES (?, ?, ?, ?, ?)"));
    query.addBindValue(static_cast<qlonglong>(sample.timeNs));
    query.addBindValue(sample.verdict.empty() ? QStringLiteral("") : text(sample.verdict));
    query.addBindValue(number(sample.restLatencyNs));
    query.addBindValue(number(sample.greetingLatencyNs));
    query.addBindValue(number(sample.sessions));
    ++m_appended;
    return run(query);
}

Result<void> Journal::setMaxScaleStart(std::int64_t startedAtNs)
{
    return remember(QStringLiteral("maxscale_started_at_ns"), startedAtNs);
}

Result<void> Journal::setMaintenance(std::optional<std::int64_t> sinceNs)
{
    return remember(QStringLiteral("maintenance_since_ns"), sinceNs.value_or(0));
}

Result<void> Journal::prune()
{
    if (m_appended < pruneEvery)
        return {};
    m_appended = 0;
    if (const auto done = execute(
            QStringLiteral("DELETE FROM events WHERE seq <= (SELECT max(seq) FROM events) - %1").arg(m_limits.events));
        !done)
        return done;
    return execute(
        QStringLiteral("DELETE FROM samples WHERE id <= (SELECT max(id) FROM samples) - %1").arg(m_limits.samples));
}

Result<std::vector<model::Event>> Journal::events(std::uint64_t since, std::uint64_t until, int limit) const
{
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    query.setForwardOnly(true);
    query.prepare(
        QStringLiteral("SELECT seq, time_ns, kind, instance, was, becomes, reason, cause, details FROM events "
                       "WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?"));
    query.addBindValue(number(std::min<std::uint64_t>(since, INT64_MAX)));
    query.addBindValue(number(std::min<std::uint64_t>(until, INT64_MAX)));
    query.addBindValue(std::max(limit, 0));
    if (const auto done = run(query); !done)
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
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    query.setForwardOnly(true);
    query.prepare(QStringLiteral("SELECT time_ns, verdict, rest_ns, greeting_ns, sessions FROM samples "
                                 "WHERE time_ns > ? ORDER BY time_ns LIMIT ?"));
    query.addBindValue(static_cast<qlonglong>(sinceNs));
    query.addBindValue(std::max(limit, 0));
    if (const auto done = run(query); !done)
        return Failure(done.error());
    std::vector<model::HealthSample> samples;
    while (query.next())
        samples.push_back({query.value(0).toLongLong(), query.value(1).toString().toStdString(), maybe(query.value(2)),
                           maybe(query.value(3)), maybe(query.value(4))});
    return samples;
}

Result<std::optional<std::int64_t>> Journal::remembered(const QString &key) const
{
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    query.prepare(QStringLiteral("SELECT value FROM memory WHERE key = ?"));
    query.addBindValue(key);
    if (const auto done = run(query); !done)
        return Failure(done.error());
    return query.next() ? std::optional<std::int64_t>(query.value(0).toLongLong()) : std::nullopt;
}

Result<void> Journal::remember(const QString &key, std::int64_t value)
{
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    query.prepare(QStringLiteral("INSERT INTO memory (key, value) VALUES (?, ?) "
                                 "ON CONFLICT (key) DO UPDATE SET value = excluded.value"));
    query.addBindValue(key);
    query.addBindValue(static_cast<qlonglong>(value));
    return run(query);
}

Result<std::uint64_t> Journal::lastSeq() const
{
    const auto value = remembered(QStringLiteral("last_seq"));
    if (!value)
        return Failure(value.error());
    return static_cast<std::uint64_t>(value->value_or(0));
}

Result<EngineMark> Journal::engineMark() const
{
    const auto id = remembered(QStringLiteral("engine_id"));
    const auto seq = remembered(QStringLiteral("engine_seq"));
    if (!id || !seq)
        return Failure(!id ? id.error() : seq.error());
    return EngineMark{static_cast<std::uint64_t>(id->value_or(0)), static_cast<std::uint64_t>(seq->value_or(0))};
}

Result<std::optional<std::int64_t>> Journal::maintenance() const
{
    auto since = remembered(QStringLiteral("maintenance_since_ns"));
    if (since && since->value_or(0) == 0)
        return std::nullopt;
    return since;
}

Result<std::optional<std::int64_t>> Journal::maxScaleStart() const
{
    return remembered(QStringLiteral("maxscale_started_at_ns"));
}

} // namespace tandem::agent
