// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/journal/database.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QUuid>
#include <QVariant>
#include <utility>

namespace tandem::agent {

Database::Database(std::string path)
    : m_path(std::move(path)), m_connection(QUuid::createUuid().toString(QUuid::WithoutBraces))
{
}

Database::~Database()
{
    QSqlDatabase::database(m_connection, false).close();
    QSqlDatabase::removeDatabase(m_connection);
}

Result<void> Database::open(std::int64_t pages)
{
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection);
        database.setDatabaseName(QString::fromStdString(m_path));
        database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=2000"));
        if (!database.open())
            return fail(ErrorCode::System, m_path, "cannot be opened: " + database.lastError().text().toStdString(),
                        "the agent needs to write in its state directory");
    }
    // auto_vacuum holds for a new file only, and only before anything is written to it, as WAL mode is.
    for (const QString &pragma :
         {QStringLiteral("PRAGMA auto_vacuum = INCREMENTAL"), QStringLiteral("PRAGMA journal_mode = WAL"),
          QStringLiteral("PRAGMA cache_size = -256"), QStringLiteral("PRAGMA journal_size_limit = 4194304")})
        if (const auto done = execute(pragma); !done)
            return done;
    return pages > 0 ? execute(QStringLiteral("PRAGMA max_page_count = %1").arg(pages)) : Result<void>();
}

QSqlQuery Database::prepared(const QString &statement) const
{
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    query.setForwardOnly(true);
    query.prepare(statement);
    return query;
}

Result<void> Database::run(QSqlQuery &query, const std::string &path)
{
    // A statement that could not be prepared has its error already; exec() would hide it.
    if (!query.lastError().isValid() && query.exec())
        return {};
    const QSqlError error = query.lastError();
    const int native = error.nativeErrorCode().toInt() & 0xff; // without SQLite's extended codes
    const bool damaged = native == 11 || native == 26;         // SQLITE_CORRUPT, SQLITE_NOTADB
    const bool full = native == 13;                            // SQLITE_FULL
    return fail(damaged ? ErrorCode::BadFile : ErrorCode::System, path, error.databaseText().toStdString(),
                full ? "make room on its disk" : "");
}

Result<void> Database::execute(const QString &statement) const
{
    QSqlQuery query = prepared(statement);
    return run(query);
}

Result<std::int64_t> Database::number(const QString &statement) const
{
    QSqlQuery query = prepared(statement);
    if (const auto done = run(query); !done)
        return Failure(done.error());
    return query.next() ? query.value(0).toLongLong() : 0;
}

Result<void> Database::begin(bool safe)
{
    if (const auto done =
            execute(safe ? QStringLiteral("PRAGMA synchronous = FULL") : QStringLiteral("PRAGMA synchronous = NORMAL"));
        !done)
        return done;
    return execute(QStringLiteral("BEGIN IMMEDIATE"));
}

Result<void> Database::commit()
{
    auto done = execute(QStringLiteral("COMMIT"));
    if (!done)
        rollback();
    return done;
}

void Database::rollback()
{
    static_cast<void>(execute(QStringLiteral("ROLLBACK")));
}

Result<Database::Size> Database::size() const
{
    const auto page = number(QStringLiteral("PRAGMA page_size"));
    const auto pages = number(QStringLiteral("PRAGMA page_count"));
    const auto free = number(QStringLiteral("PRAGMA freelist_count"));
    for (const auto *one : {&page, &pages, &free})
        if (!*one)
            return Failure(one->error());
    return Size{*pages * *page, (*pages - *free) * *page};
}

Batch::~Batch()
{
    if (m_open)
        m_database.rollback();
}

Result<void> Batch::begin(bool safe)
{
    const auto begun = m_database.begin(safe);
    m_open = begun.has_value();
    return begun;
}

Result<void> Batch::commit()
{
    m_open = false;
    return m_database.commit();
}

} // namespace tandem::agent
